package dev.freshet.signin;

import dev.freshet.jakarta.config.ClientSettings;
import dev.freshet.jakarta.config.Settings;
import dev.freshet.jakarta.config.SignInSettings;
import dev.freshet.refresh.TimeSource;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenSources;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Owns the sign-in of an application, and ends with it. */
@ApplicationScoped
class SignInWiring {

    private static final Logger LOG = System.getLogger(SignInWiring.class.getPackageName());
    private static final int MOST_WAITING = 10_000;

    @Inject
    Settings settings;

    @Inject
    TokenSources sources;

    @Inject
    Event<Object> events;

    private volatile @Nullable SignIn signIn;
    private @Nullable ThreadPoolExecutor background;

    @PostConstruct
    void open() {
        ClientSettings client = settings.signingIn().orElse(null);
        SignInSettings configured = client == null ? null : client.signIn();
        if (client == null || configured == null) {
            LOG.log(
                    Level.WARNING,
                    "FRESHET-0416: Freshet's sign-in is a part of this application, but no client has properties that begin "
                            + "with sign-in, so nobody signs in and nothing is protected. Write freshet.<client>.sign-in."
                            + "protected-paths, and name the client in freshet.clients");
            return;
        }
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), SignInWiring::thread);
        threads.allowCoreThreadTimeOut(true);
        background = threads;
        signIn = new SignIn(client.name(), configured, sources, this::fire, threads, TimeSource.system());
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "freshet-sign-out");
        thread.setDaemon(true);
        thread.setContextClassLoader(SignInWiring.class.getClassLoader());
        return thread;
    }

    Optional<SignIn> signIn() {
        return Optional.ofNullable(signIn);
    }

    void follow(@Observes TokenEvent event) {
        SignIn following = signIn;
        if (following != null) {
            following.on(event);
        }
    }

    /** Tells asynchronous observers on threads of the container, and the others on this one, as they may expect. */
    private void fire(Object event) {
        if (signIn == null) {
            return; // the application ends, and nobody is there to be told
        }
        try {
            events.fireAsync(event).whenComplete((fired, failure) -> {
                if (failure != null) {
                    observerFailed(failure);
                }
            });
            events.fire(event);
        } catch (RuntimeException failure) {
            observerFailed(failure);
        }
    }

    private static void observerFailed(Throwable failure) {
        LOG.log(
                Level.WARNING,
                "FRESHET-0414: an observer of a sign-in or sign-out failed; the sign-in is not affected. Mend the observer",
                failure);
    }

    @PreDestroy
    void close() {
        signIn = null;
        if (background != null) {
            background.shutdownNow();
        }
    }
}
