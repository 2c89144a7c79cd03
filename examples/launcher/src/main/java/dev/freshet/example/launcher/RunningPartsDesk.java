package dev.freshet.example.launcher;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The parts desk and its partner, both running. Thread-safe; closing it again does nothing. */
final class RunningPartsDesk implements AutoCloseable {

    private static final String APPLICATION = "parts-desk";
    private static final Duration LONGEST_START = Duration.ofSeconds(90);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(250);

    private final Options options;
    private final Partner partner;
    private final Server server;
    private final StatusPage page;
    private final CountDownLatch closed = new CountDownLatch(1);

    private RunningPartsDesk(Options options, Partner partner, Server server) {
        this.options = options;
        this.partner = partner;
        this.server = server;
        this.page = new StatusPage(uri());
    }

    /** Starts everything, without waiting for it. */
    static RunningPartsDesk start(Options options) throws IOException {
        Partner partner = Partner.start();
        try {
            Map<String, String> environment = new HashMap<>(partner.environment());
            environment.put(
                    "FRESHET_PARTS_STORE_DIRECTORY",
                    options.folder().resolve("tokens").toString());
            return new RunningPartsDesk(options, partner, Server.start(options, environment));
        } catch (IOException e) {
            partner.close();
            throw e;
        }
    }

    /**
     * Waits until the page answers.
     *
     * @throws IllegalStateException if it does not; the message has the reason from the log of the server
     */
    void awaitPage() throws IOException, InterruptedException {
        await(name() + " is ready", () -> Optional.of(server).filter(Server::isReady), LONGEST_START);
        Optional<String> refusal = server.deploy(APPLICATION, options.war());
        if (refusal.isPresent()) {
            throw new IllegalStateException(
                    "FRESHET-0306: " + name() + " refused the application; mend what it says:\n" + refusal.get());
        }
        status();
    }

    /** How it goes now. */
    StatusPage.Status status() throws InterruptedException {
        return await("the application answers", any -> true, LONGEST_SILENCE);
    }

    /**
     * Waits until the status is as it should be.
     *
     * @throws IllegalStateException if that takes too long, if the server dies, or if this is closed meanwhile
     */
    StatusPage.Status await(String what, Predicate<StatusPage.Status> wish, Duration limit)
            throws InterruptedException {
        return await(what, () -> page.read().filter(wish), limit);
    }

    private <T> T await(String what, Supplier<Optional<T>> look, Duration limit) throws InterruptedException {
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
    boolean isClosedWithin(Duration time) throws InterruptedException {
        return closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private String gaveUp(String what) {
        return "FRESHET-0304: " + (server.isAlive() ? "waited in vain until " : name() + " ended before ") + what
                + "; mend what its log says, " + server.log() + ":\n" + server.trouble();
    }

    /** The name of the server. */
    String name() {
        return options.server().title();
    }

    /** Where a browser finds the page. */
    URI uri() {
        return server.uriOf(APPLICATION);
    }

    Partner partner() {
        return partner;
    }

    Server server() {
        return server;
    }

    @Override
    public void close() {
        closed.countDown();
        server.close();
        partner.close();
    }
}
