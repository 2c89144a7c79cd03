package dev.freshet.example.launcher;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The parts desk and its partner, both running. Thread-safe; closing it again does nothing. */
final class RunningPartsDesk implements AutoCloseable {

    private static final String APPLICATION = "parts-desk";
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private final Partner partner;
    private final RunningExample example;
    private final StatusPage page;

    private RunningPartsDesk(Partner partner, RunningExample example) {
        this.partner = partner;
        this.example = example;
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
            return new RunningPartsDesk(partner, RunningExample.start(options, APPLICATION, environment));
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
        example.deploy();
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
        return example.await(what, () -> page.read().filter(wish), limit);
    }

    /** Waits that long, or until this is closed; tells whether it is. */
    boolean isClosedWithin(Duration time) throws InterruptedException {
        return example.isClosedWithin(time);
    }

    /** The name of the server. */
    String name() {
        return example.name();
    }

    /** Where a browser finds the page. */
    URI uri() {
        return example.uri();
    }

    Partner partner() {
        return partner;
    }

    Server server() {
        return example.server();
    }

    @Override
    public void close() {
        example.close();
        partner.close();
    }
}
