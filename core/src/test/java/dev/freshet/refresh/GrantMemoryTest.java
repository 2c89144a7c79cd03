package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.AccessToken;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/**
 * What many grants cost: memory, and nothing else. A hundred thousand of them in each build, a million with
 * {@code mvn -Pproof}, which sets {@code freshet.grants}.
 */
@Timeout(300)
class GrantMemoryTest {

    private static final int GRANTS = Integer.getInteger("freshet.grants", 100_000);
    private static final int SAMPLE = 1_000;
    // With pointers of four bytes, as in every heap of less than 32 GB.
    private static final int MOST_BYTES_PER_GRANT = 400;
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    /** The margin is a fifth of the lifetime, a quarter more or less. */
    private static final Duration FIRST_IS_DUE = Duration.ofSeconds(450);

    private static final Duration ALL_ARE_DUE = Duration.ofSeconds(510);

    private final OneNode node = new OneNode();
    private final Client client = node.users();

    /** Tokens of their own text, one for each grant. */
    private static String text(int number) {
        return "%036d".formatted(number);
    }

    private void authorize(int from, int to) {
        for (int number = from; number < to; number++) {
            AccessToken token = AccessToken.of(
                    text(number), node.time.instant(), node.time.instant().plus(LIFETIME), null);
            RefreshingTokenSource source = client.source("grant-%07d".formatted(number));
            source.authorized(token, source.state());
        }
    }

    @Test
    void costsAtMostFourHundredBytesForEachGrantBesideTheTextOfItsToken(TestReporter reporter) {
        authorize(0, 1); // classes and tables that are there once are not part of the price
        long before = usedAfterCollection();
        authorize(1, 1 + GRANTS);
        long bytes = (usedAfterCollection() - before) / GRANTS;
        long text = sizeOfText();
        assertTrue(text > 36 && bytes > text, "measured something");
        assertTrue(
                bytes - text <= MOST_BYTES_PER_GRANT,
                () -> "a grant takes " + (bytes - text) + " bytes, and " + text + " for the text of its token");
        reporter.publishEntry(GRANTS + " grants", (bytes - text) + " bytes each, and " + text + " for the token");
    }

    @Test
    void renewsEachAtItsTimeAndHasNoThreadOrTimerForAny() {
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        authorize(0, GRANTS);
        List<RefreshingTokenSource> sample = new ArrayList<>();
        for (int number = 0; number < SAMPLE; number++) {
            sample.add(node.authorized(client, "sample-" + number));
        }
        node.time.advance(FIRST_IS_DUE.minusMillis(1));
        assertEquals(0, renewedBy(sample), "before the widest margin begins");
        int parts = 6;
        for (int part = 1; part <= parts; part++) {
            node.time.advance(ALL_ARE_DUE.minus(FIRST_IS_DUE).dividedBy(parts));
            int share = renewedBy(sample) * parts / part;
            assertTrue(share > SAMPLE / 2 && share < SAMPLE * 2, "evenly spread, but a share is " + share);
        }
        node.time.advance(Duration.ofMillis(1));
        assertEquals(SAMPLE, renewedBy(sample));
        assertEquals(0, node.workers.timers());
        int more = ManagementFactory.getThreadMXBean().getThreadCount() - threads;
        assertTrue(more < 10, () -> more + " threads more");
    }

    /** How many of them have been renewed so far, each of them asked once now. */
    private int renewedBy(List<RefreshingTokenSource> sample) {
        sample.forEach(node::refreshAhead);
        return node.endpoint.requests.size();
    }

    private static long sizeOfText() {
        int many = 10_000;
        long before = usedAfterCollection();
        List<String> texts = new ArrayList<>(many);
        for (int number = 0; number < many; number++) {
            texts.add("Bearer ".concat(text(number)));
        }
        try {
            return (usedAfterCollection() - before) / many - Integer.BYTES; // without what points to it
        } finally {
            Reference.reachabilityFence(texts);
        }
    }

    private static long usedAfterCollection() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        for (int collection = 0; collection < 3; collection++) {
            memory.gc();
            least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
