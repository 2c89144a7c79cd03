package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.store.GrantKey;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The shell without threads: flights wait in a queue until a caller waits for one, who may do other things before. */
class RefreshingTokenSourceTest {

    private final TestTime time = new TestTime();
    private final ScriptedEndpoint endpoint = new ScriptedEndpoint(time);
    private final TokenStore store = TokenStore.inMemory();
    private final QueuedWorkers workers = new QueuedWorkers();
    private final RefreshingTokenSource source = new Client(
                    TestTokens.client("parts").perUser().build(),
                    store,
                    endpoint,
                    new IssuerGate(),
                    new Client.Node("node", time, workers, new Notifier(List.of()), () -> 0.5))
            .source("alice");

    private static final class QueuedWorkers implements Workers {

        final Queue<Runnable> flights = new ArrayDeque<>();
        final List<Duration> limits = new ArrayList<>();
        final Queue<Runnable> whileWaiting = new ArrayDeque<>();

        @Override
        public void execute(Runnable work) {
            flights.add(work);
        }

        @Override
        public void later(Duration delay, Runnable work) {}

        @Override
        public void pause(Duration time) {}

        @Override
        public boolean isClosing() {
            return false;
        }

        @Override
        public void close() {}

        @Override
        public <T> T await(CompletableFuture<T> awaited, Duration limit) throws TimeoutException {
            limits.add(limit);
            if (!whileWaiting.isEmpty()) {
                whileWaiting.remove().run();
            }
            if (!flights.isEmpty()) {
                flights.remove().run();
            }
            if (!awaited.isDone()) {
                throw new TimeoutException();
            }
            return awaited.join();
        }
    }

    private AccessToken stored() {
        AccessToken token = TestTokens.of100s("at-0");
        store.compareAndSet(
                new GrantKey("parts", "alice"), TokenStore.ABSENT, StoredGrant.of(token, new RefreshToken("rt-0")));
        return token;
    }

    @Test
    void replacesATokenThatAFlightFindsInTheStoreAfterItWasRefused() {
        AccessToken refused = stored();
        List<String> replacements = new ArrayList<>();
        workers.whileWaiting.add(
                () -> replacements.add(source.replacementFor(refused).value()));
        source.accessToken();
        assertEquals(List.of("at-1"), replacements);
        assertEquals("at-1", source.accessToken().value());
        assertEquals(1, endpoint.requests.size());
    }

    @Test
    void waitsNoLongerForTheSecondFlightThanForOne() {
        AccessToken refused = stored();
        workers.whileWaiting.add(() -> {
            workers.whileWaiting.add(() -> time.advance(Duration.ofSeconds(29)));
            source.replacementFor(refused);
        });
        source.accessToken();
        assertEquals(
                List.of(30L, 30L, 1L),
                workers.limits.stream().map(Duration::toSeconds).toList());
    }

    @Test
    void takesTheSameTokenFromAServerThatInsistsOnIt() {
        AccessToken refused = stored();
        endpoint.then(new Answer.Issued(TokenResponse.of("at-0", Duration.ofSeconds(100), "rt-1"), time.instant()));
        assertEquals(refused, source.replacementFor(refused));
        assertEquals(1, endpoint.requests.size());
    }

    @Test
    void saysSoWhenNoTokenComesInTime() {
        stored();
        workers.whileWaiting.add(workers.flights::clear);
        TokenUnavailableException refusal = assertThrows(TokenUnavailableException.class, source::accessToken);
        assertEquals(Duration.ZERO, refusal.retryAfter());
    }
}
