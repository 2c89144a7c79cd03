package dev.freshet.example.cluster;

import dev.freshet.example.launcher.Options;
import dev.freshet.example.launcher.RunningExample;
import dev.freshet.example.launcher.StatusPage;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** One node, which is started again when somebody has killed it. Thread-safe. */
final class ClusterNode implements AutoCloseable {

    private static final String APPLICATION = "cluster";
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private final Options options;
    private final Map<String, String> environment;
    private final AtomicBoolean starting = new AtomicBoolean();
    private final AtomicLong failedBefore = new AtomicLong();
    private final AtomicInteger starts = new AtomicInteger(1);
    private volatile RunningExample example;
    private volatile StatusPage.Status last = StatusPage.Status.NONE;
    private volatile boolean closed;

    private ClusterNode(Options options, Map<String, String> environment) throws IOException {
        this.options = options;
        this.environment = environment;
        this.example = RunningExample.start(options, APPLICATION, environment);
    }

    /** Starts the server of a node, which is to be closed whatever becomes of it. */
    static ClusterNode start(Options options, Map<String, String> environment) throws IOException {
        return new ClusterNode(options, environment);
    }

    /** Deploys the application and waits until its page answers. */
    void awaitPage() throws IOException, InterruptedException {
        example.deploy();
        await("the node answers", any -> true, LONGEST_SILENCE);
    }

    /**
     * Waits until the node is as it should be.
     *
     * @throws IllegalStateException if that takes too long, or if the node ends meanwhile
     */
    void await(String what, Predicate<StatusPage.Status> wish, Duration limit) throws InterruptedException {
        StatusPage page = new StatusPage(example.uri());
        last = example.await(what, () -> page.read().filter(wish), limit);
    }

    /** Starts the node again if it has ended. */
    void reviveBy(Executor executor, PrintStream out) {
        if (!example.isRunning() && starting.compareAndSet(false, true)) {
            out.println("         " + example.name() + " was killed; it starts again, and the others go on meanwhile");
            failedBefore.addAndGet(last.failed());
            last = StatusPage.Status.NONE;
            starts.incrementAndGet();
            executor.execute(() -> startAgain(out));
        }
    }

    private void startAgain(PrintStream out) {
        try {
            example.close();
            example = RunningExample.start(options, APPLICATION, environment);
            if (closed) {
                example.close();
                return;
            }
            awaitPage();
            out.println("         " + introduction());
        } catch (IOException | IllegalStateException e) {
            out.println("         " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            starting.set(false);
        }
    }

    /** Where it is, and how to kill it. */
    String introduction() {
        return "%-14s %s   kill -9 %d".formatted(example.name() + ":", example.uri(), pid());
    }

    /** Looks how it is now; empty if it does not answer. */
    Optional<StatusPage.Status> look() {
        Optional<StatusPage.Status> now = starting.get() ? Optional.empty() : new StatusPage(example.uri()).read();
        last = now.orElse(last);
        return now;
    }

    /** How it goes. */
    String line() {
        return look().map(status -> "%s: %,d calls, %,d failed, %,d refreshes, %,d adopted"
                        .formatted(
                                example.name(), status.calls(), status.failed(), status.refreshes(), status.adopted()))
                .orElse(example.name() + ": no answer");
    }

    /** The calls that failed since the example began, as far as they were seen. */
    long failed() {
        return failedBefore.get() + last.failed();
    }

    /** How it was when it answered last. */
    StatusPage.Status status() {
        return last;
    }

    /** The process of its server. */
    long pid() {
        return example.pid();
    }

    /** How often it was started. */
    int starts() {
        return starts.get();
    }

    @Override
    public void close() {
        closed = true;
        example.close();
    }
}
