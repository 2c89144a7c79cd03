package dev.freshet.example.launcher;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A server of its own with one application. Thread-safe; closing it again does nothing. */
public final class RunningExample implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(250);

    private final Options options;
    private final String application;
    private final Server server;
    private final CountDownLatch closed = new CountDownLatch(1);

    private RunningExample(Options options, String application, Server server) {
        this.options = options;
        this.application = application;
        this.server = server;
    }

    /**
     * Starts the server, without waiting for it.
     *
     * @param environment what the application has to know, as environment variables
     */
    public static RunningExample start(Options options, String application, Map<String, String> environment)
            throws IOException {
        return new RunningExample(options, application, Server.start(options, environment));
    }

    /**
     * Waits until the server is ready, and deploys the application.
     *
     * @throws IllegalStateException if that fails; the message has the reason from the log of the server
     */
    public void deploy() throws IOException, InterruptedException {
        await(name() + " is ready", () -> Optional.of(server).filter(Server::isReady), LONGEST_START);
        Optional<String> refusal = server.deploy(application, options.war());
        if (refusal.isPresent()) {
            throw new IllegalStateException(
                    "FRESHET-0306: " + name() + " refused the application; mend what it says:\n" + refusal.get());
        }
    }

    /**
     * Waits until there is something to see.
     *
     * @throws IllegalStateException if that takes too long, if the server dies, or if this is closed meanwhile
     */
    public <T> T await(String what, Supplier<Optional<T>> look, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        do {
            Optional<T> seen = look.get();
            if (seen.isPresent()) {
                return seen.get();
            }
            if (!server.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException(gaveUp(what));
            }
        } while (!isClosedWithin(POLL));
        throw new IllegalStateException("FRESHET-0305: closed before " + what + "; start it again");
    }

    /** Waits that long, or until this is closed; tells whether it is. */
    public boolean isClosedWithin(Duration time) throws InterruptedException {
        return closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private String gaveUp(String what) {
        return "FRESHET-0304: " + (server.isAlive() ? "waited in vain until " : name() + " ended before ") + what
                + "; mend what its log says, " + server.log() + ":\n" + server.trouble();
    }

    /** The name of the server. */
    public String name() {
        return options.server().title();
    }

    /** Where a browser finds the page. */
    public URI uri() {
        return server.uriOf(application);
    }

    /** The file to which the server writes everything. */
    public Path log() {
        return server.log();
    }

    /** Whether the server has not ended. */
    public boolean isRunning() {
        return server.isAlive();
    }

    /** The process of the server. */
    public long pid() {
        return server.pid();
    }

    Server server() {
        return server;
    }

    @Override
    public void close() {
        closed.countDown();
        server.close();
    }
}
