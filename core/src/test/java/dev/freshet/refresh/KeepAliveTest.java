package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.freshet.refresh.RefreshTokenPolicy.Rotation;
import dev.freshet.store.GrantKey;
import dev.freshet.store.TokenStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Grants that nobody uses are refreshed before their refresh token dies of idleness. */
@Timeout(60)
class KeepAliveTest {

    private static final Duration IDLE = Duration.ofDays(7);
    private static final RefreshTokenPolicy KEPT_ALIVE = new RefreshTokenPolicy(Rotation.ROTATING, Duration.ZERO, IDLE);

    private final OneNode node = new OneNode();
    private final Client client = node.users(KEPT_ALIVE, node.store);

    private void round() {
        client.keepAlive(IDLE);
        node.workers.run();
    }

    @Test
    void refreshesAGrantThatWasNotRefreshedForSoLong() {
        node.authorized(client, "alice");
        node.time.advance(IDLE);
        round();
        assertEquals(List.of("rt-alice"), node.endpoint.presented());
        node.time.advance(IDLE);
        round();
        assertEquals(List.of("rt-alice", "rt-1"), node.endpoint.presented());
    }

    @Test
    void leavesAGrantAloneThatWasRefreshedLately() {
        node.authorized(client, "alice");
        node.time.advance(IDLE.minusSeconds(1));
        round();
        assertEquals(0, node.endpoint.requests.size());
    }

    @Test
    void remembersGrantsThatNobodyAskedForInALongTime() {
        node.authorized(client, "alice");
        node.time.advance(Duration.ofHours(2));
        client.source("bob");
        node.time.advance(IDLE);
        round();
        assertEquals(List.of("rt-alice"), node.endpoint.presented());
    }

    @Test
    void renewsATokenThatIsStillFresh() {
        node.endpoint.lifetime = Duration.ofDays(30);
        TokenSource source = node.source(KEPT_ALIVE, node.store);
        source.accessToken();
        node.time.advance(IDLE);
        ((RefreshingTokenSource) source).keepAlive(IDLE);
        node.workers.run();
        assertEquals("at-2", source.accessToken().value());
    }

    @Test
    void takesTheTokensThatAnotherProcessHasInstead() {
        node.authorized(client, "alice");
        node.time.advance(IDLE);
        OneNode.store(node.store, new GrantKey("parts", "alice"), node.token("at-theirs"), "rt-theirs");
        round();
        assertEquals(0, node.endpoint.requests.size());
        assertEquals("at-theirs", client.source("alice").accessToken().value());
    }

    @Test
    void waitsForTheEndOfABackOff() {
        node.authorized(client, "alice");
        node.time.advance(IDLE);
        node.endpoint.thenBusy(1);
        round();
        round();
        assertEquals(1, node.endpoint.requests.size());
        node.time.advance(Duration.ofSeconds(1));
        round();
        assertEquals(2, node.endpoint.requests.size());
    }

    @Test
    void triesAgainThoughTheTokenThatIsHeldIsFresh() {
        node.endpoint.lifetime = Duration.ofDays(30);
        RefreshingTokenSource source = (RefreshingTokenSource) node.source(KEPT_ALIVE, node.store);
        source.accessToken();
        node.time.advance(IDLE);
        node.endpoint.thenBusy(1);
        source.keepAlive(IDLE);
        node.workers.run();
        node.time.advance(Duration.ofSeconds(1));
        source.keepAlive(IDLE);
        node.workers.run();
        assertEquals(List.of("rt-0", "rt-1", "rt-1"), node.endpoint.presented());
    }

    @Test
    void startsNothingBesideARefreshThatIsUnderWay() {
        RefreshingTokenSource alice = node.authorized(client, "alice");
        node.time.advance(OneNode.UNTIL_DUE);
        node.workers.hangs = true;
        alice.accessToken();
        client.keepAlive(Duration.ofMinutes(1));
        assertEquals(1, node.workers.hung.size());
    }

    @Test
    void doesNotReviveWhatHasEnded() {
        RefreshingTokenSource alice = node.authorized(client, "alice");
        node.time.advance(OneNode.UNTIL_EXPIRED);
        node.endpoint.thenRefused("invalid_grant");
        OneNode.refused(alice);
        node.time.advance(IDLE);
        round();
        round();
        assertEquals(1, node.endpoint.requests.size());
    }

    /** The rounds themselves, by the timer of the workers. */
    @Nested
    class ByTheTimer {

        private final Duration idle = Duration.ofMillis(100);
        private final BlockingQueue<TokenEvent> events = new LinkedBlockingQueue<>();
        private final AtomicBoolean refuses = new AtomicBoolean();
        private final AtomicInteger threads = new AtomicInteger();
        private final TokenSources sources = TokenSources.builder()
                .client(
                        TestTokens.client("parts")
                                .refreshToken("rt-0")
                                .refreshTokenPolicy(new RefreshTokenPolicy(Rotation.ROTATING, Duration.ZERO, idle))
                                .build(),
                        TokenStore.inMemory())
                .endpoints(any -> node.endpoint)
                .time(node.time)
                .threads(this::thread)
                .listener(this::heard)
                .build();

        /** The first is the timer. What it hands on always gets a thread: a round begins, but not its refresh. */
        private Thread thread(Runnable work) {
            if (refuses.get() && !Thread.currentThread().getName().equals("thread 1")) {
                throw new IllegalStateException("no thread");
            }
            return new Thread(work, "thread " + threads.incrementAndGet());
        }

        private void heard(TokenEvent event) {
            events.add(event);
            if (event instanceof TokenEvent.RefreshFailed) {
                throw new NoClassDefFoundError("what a listener throws in an application that is going");
            }
        }

        @AfterEach
        void close() {
            sources.close();
        }

        private void awaitRefresh() throws InterruptedException {
            assertInstanceOf(TokenEvent.Refreshed.class, events.poll(10, TimeUnit.SECONDS));
        }

        @Test
        void comesRoundThoughNobodyCalls() throws InterruptedException {
            sources.of("parts").accessToken();
            awaitRefresh();
            for (int round = 0; round < 3; round++) {
                node.time.advance(idle);
                awaitRefresh();
            }
            assertEquals(List.of("rt-0", "rt-1", "rt-2", "rt-3"), node.endpoint.presented());
        }

        @Test
        void comesRoundAgainAfterARoundThatFailed() throws InterruptedException {
            sources.of("parts").accessToken();
            awaitRefresh();
            refuses.set(true);
            node.time.advance(idle);
            assertInstanceOf(TokenEvent.RefreshFailed.class, events.poll(10, TimeUnit.SECONDS));
            refuses.set(false);
            node.time.advance(Duration.ofSeconds(1));
            awaitRefresh();
        }
    }
}
