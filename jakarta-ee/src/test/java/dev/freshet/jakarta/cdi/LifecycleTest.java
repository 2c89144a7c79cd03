package dev.freshet.jakarta.cdi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenSources;
import dev.freshet.refresh.TokenUnavailableException;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.AuthorizationServerExtension;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import jakarta.ws.rs.client.Client;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(AuthorizationServerExtension.class)
class LifecycleTest {

    record Seen(TokenEvent event, Thread thread, ClassLoader contextClassLoader) {

        static Seen now(TokenEvent event) {
            return new Seen(
                    event, Thread.currentThread(), Thread.currentThread().getContextClassLoader());
        }
    }

    @ApplicationScoped
    static class Observer {

        final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
        final BlockingQueue<Seen> seenLater = new LinkedBlockingQueue<>();

        @Inject
        @OAuth2Client("parts")
        TokenSource tokens;

        @Inject
        @OAuth2Client("parts")
        Client client;

        void on(@Observes TokenEvent.Refreshed event) {
            seen.add(Seen.now(event));
        }

        void later(@ObservesAsync TokenEvent event) {
            seenLater.add(Seen.now(event));
        }

        Seen next() throws InterruptedException {
            return assertNotNullSeen(seen.poll(10, TimeUnit.SECONDS));
        }

        Seen nextLater() throws InterruptedException {
            return assertNotNullSeen(seenLater.poll(10, TimeUnit.SECONDS));
        }

        String token() {
            return tokens.accessToken().value();
        }

        Client client() {
            return client;
        }

        private static Seen assertNotNullSeen(Seen seen) {
            assertNotNull(seen, "no event within ten seconds");
            return seen;
        }
    }

    @ApplicationScoped
    static class FailingObserver {

        void on(@Observes TokenEvent event) {
            throw new IllegalStateException("an observer that fails");
        }

        void later(@ObservesAsync TokenEvent event) {
            throw new IllegalStateException("an observer that fails later");
        }
    }

    @Test
    void eventsReachObserversInTheApplicationsContext(AuthorizationServer server) throws Exception {
        try (Application application = Application.start(Application.parts(server), Observer.class)) {
            Observer observer = application.get(Observer.class);
            String token = observer.token();

            Seen seen = observer.next();

            TokenEvent.Refreshed refreshed = assertInstanceOf(TokenEvent.Refreshed.class, seen.event());
            assertEquals("parts", refreshed.grant().client());
            assertSame(Wiring.class.getClassLoader(), seen.contextClassLoader());
            assertFalse(refreshed.toString().contains(token));
        }
    }

    @Test
    void eventsReachAsynchronousObserversOnOtherThreads(AuthorizationServer server) throws Exception {
        try (Application application = Application.start(Application.parts(server), Observer.class)) {
            Observer observer = application.get(Observer.class);
            observer.token();

            Seen later = observer.nextLater();

            assertEquals(observer.next().event(), later.event());
            assertFalse(later.thread().getName().startsWith("freshet-refresh-"), later.thread()::getName);
        }
    }

    @Test
    void observerThatFailsDoesNoHarm(AuthorizationServer server) {
        try (Application application =
                Application.start(Application.parts(server), Observer.class, FailingObserver.class)) {
            assertFalse(application.get(Observer.class).token().isBlank());
        }
    }

    @Test
    void nothingRunsAfterTheEnd(AuthorizationServer server) throws Exception {
        Client client;
        TokenSources sources;
        Thread refreshing;
        try (Application application = Application.start(Application.parts(server), Observer.class)) {
            Observer observer = application.get(Observer.class);
            observer.token();
            client = observer.client();
            sources = application.get(TokenSources.class);
            refreshing = observer.next().thread();
            assertTrue(refreshing.isAlive());
        }

        refreshing.join(10_000);
        assertFalse(refreshing.isAlive());
        assertThrows(IllegalStateException.class, () -> client.target("http://127.0.0.1"));
        assertThrows(TokenUnavailableException.class, () -> sources.of("parts", "other")
                .accessToken());
    }

    @Test
    void refreshThreadsAreDaemonsWhereThereIsNoContainer() {
        Thread thread = RefreshThreads.lookUp().newThread(() -> {});

        assertTrue(thread.isDaemon());
        assertTrue(thread.getName().startsWith("freshet-refresh-"), thread::getName);
    }
}
