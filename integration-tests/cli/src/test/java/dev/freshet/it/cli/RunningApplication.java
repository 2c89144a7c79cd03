package dev.freshet.it.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.it.keycloak.Realm;
import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.ClientAuthentication.ClientSecretBasic;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.ReauthorizationRequiredException;
import dev.freshet.refresh.TokenException;
import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.TokenStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * An application whose threads call a protected API all the time, never started anew: the API asks Keycloak about each
 * token, and a token that it refuses is replaced once, as the filters do.
 */
final class RunningApplication implements AutoCloseable {

    static final int THREADS = 4;

    private static final long PAUSE_MILLIS = 50;

    private final Realm realm;
    private final TokenSources sources;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Semaphore served = new Semaphore(0);
    private final Semaphore unauthorized = new Semaphore(0);

    RunningApplication(Realm realm, TokenStore store) {
        this.realm = realm;
        this.sources = TokenSources.builder()
                .client(
                        ClientRegistration.named("parts")
                                .issuer(realm.issuer().toString())
                                .authentication(new ClientSecretBasic(Realm.CLIENT_ID, Realm.CLIENT_SECRET))
                                .broughtIn()
                                .build(),
                        store)
                .build();
        for (int thread = 0; thread < THREADS; thread++) {
            threads.execute(this::calls);
        }
    }

    private void calls() {
        try {
            while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                call();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void call() {
        try {
            TokenSource source = sources.of("parts");
            AccessToken token = source.accessToken();
            Optional<String> user = realm.userOf(token.value());
            if (user.isEmpty()) {
                user = realm.userOf(source.replacementFor(token).value());
            }
            if (user.isPresent()) {
                served.release();
            }
        } catch (ReauthorizationRequiredException e) {
            unauthorized.release();
        } catch (TokenException later) {
            // the next call is as good as this one
        }
    }

    /** Waits until calls of every thread, begun from now on, get through. */
    void awaitCalls(Duration limit) throws InterruptedException {
        awaitSome(served, "no call gets through", limit);
    }

    /** Waits until calls of every thread, begun from now on, say that somebody has to authorize. */
    void awaitRefusals(Duration limit) throws InterruptedException {
        awaitSome(unauthorized, "no call fails", limit);
    }

    private static void awaitSome(Semaphore outcomes, String otherwise, Duration limit) throws InterruptedException {
        outcomes.drainPermits();
        // Each thread may have one outcome of before on the way.
        assertTrue(outcomes.tryAcquire(5 * THREADS, limit.toMillis(), TimeUnit.MILLISECONDS), otherwise);
    }

    @Override
    public void close() {
        stop.countDown();
        threads.shutdown();
        sources.close();
    }
}
