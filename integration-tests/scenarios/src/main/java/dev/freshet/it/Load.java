package dev.freshet.it;

import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Threads that call without a pause until this is closed, and what went wrong meanwhile. */
final class Load implements AutoCloseable {

    private static final int LIMIT_SECONDS = 90;

    private final IntFunction<Optional<String>> call;
    private final ExecutorService threads;
    private final AtomicInteger calls = new AtomicInteger();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private volatile boolean running = true;

    private Load(int threads, IntFunction<Optional<String>> call) {
        this.call = call;
        this.threads = Executors.newFixedThreadPool(threads);
        for (int i = 0; i < threads; i++) {
            this.threads.execute(this::run);
        }
    }

    /** Starts the threads; a call gets its number and returns its problem, if it has one. */
    static Load of(int threads, IntFunction<Optional<String>> call) {
        return new Load(threads, call);
    }

    private void run() {
        while (running) {
            call.apply(calls.getAndIncrement()).ifPresent(problems::add);
        }
    }

    /** How many calls were begun. */
    int calls() {
        return calls.get();
    }

    /** The problems so far. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** Lets the calls under way end, and begins no more. */
    @Override
    public void close() {
        running = false;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
                throw new AssertionError("calls did not end within " + LIMIT_SECONDS + " seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
