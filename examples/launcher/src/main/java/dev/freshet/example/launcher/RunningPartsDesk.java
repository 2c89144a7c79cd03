package dev.freshet.example.launcher;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The parts desk and its partner, both running. Thread-safe; closing it again does nothing. */
final class RunningPartsDesk implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(90);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 250;

    private final Partner partner;
    private final PayaraMicro server;
    private final StatusPage page;
    private final CountDownLatch closed = new CountDownLatch(1);

    private RunningPartsDesk(Partner partner, PayaraMicro server) {
        this.partner = partner;
        this.server = server;
        this.page = new StatusPage(server.application());
    }

    /** Starts everything, without waiting for it. */
    static RunningPartsDesk start(Options options) throws IOException {
        Partner partner = Partner.start();
        try {
            Map<String, String> environment = new HashMap<>(partner.environment());
            environment.put("FRESHET_PARTS_STORE_DIRECTORY", options.folder().resolve("tokens").toString());
            return new RunningPartsDesk(partner, PayaraMicro.start(options, environment));
        } catch (IOException e) {
            partner.close();
            throw e;
        }
    }

    /** How it goes now. */
    StatusPage.Status status() throws InterruptedException {
        return await("the application answers", any -> true, LONGEST_SILENCE);
    }

    /** Waits until the page answers. */
    void awaitPage() throws InterruptedException {
        await("the application answers", any -> true, LONGEST_START);
    }

    /**
     * Waits until the status is as it should be.
     *
     * @throws IllegalStateException if that takes too long, if the server dies, or if this is closed meanwhile
     */
    StatusPage.Status await(String what, Predicate<StatusPage.Status> wish, Duration limit)
            throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        do {
            var status = page.read();
            if (status.filter(wish).isPresent()) {
                return status.get();
            }
            if (!server.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException(gaveUp(what, status.map(Object::toString).orElse("no answer")));
            }
        } while (!closed.await(POLL_MILLIS, TimeUnit.MILLISECONDS));
        throw new IllegalStateException("FRESHET-0305: closed before " + what);
    }

    /** Waits; not as long if this is closed meanwhile. */
    void pause(Duration time) throws InterruptedException {
        closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private String gaveUp(String what, String last) {
        return "FRESHET-0304: " + (server.isAlive() ? "waited in vain until " : "Payara Micro died before ") + what
                + " (" + last + "); its log is " + server.log() + " and says:\n" + server.trouble();
    }

    /** Where a browser finds the page. */
    URI uri() {
        return server.application();
    }

    Partner partner() {
        return partner;
    }

    PayaraMicro server() {
        return server;
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public void close() {
        closed.countDown();
        server.close();
        partner.close();
    }
}
