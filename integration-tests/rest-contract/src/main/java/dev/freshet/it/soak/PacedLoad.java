package dev.freshet.it.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Begins a call at each tick of a clock, whatever became of the ones before, and counts what became of them. After a pause
 * of the machine the calls that were missed are made up for. Each call is made and awaited on one of a fixed number of
 * threads, so that no more than that are under way.
 */
final class PacedLoad implements AutoCloseable {

    private static final int MOST_KEPT = 20;

    private final List<Shape.Named> shapes;
    private final ScheduledExecutorService clock;
    private final ExecutorService threads;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final Map<String, LongAdder> served = new ConcurrentHashMap<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    PacedLoad(List<Shape.Named> shapes, int threads, ScheduledExecutorService clock) {
        this.shapes = List.copyOf(shapes);
        this.threads = Executors.newFixedThreadPool(threads);
        this.clock = clock;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // if ticks fail there are too few calls
    void begin(int callsPerSecond) {
        clock.scheduleAtFixedRate(
                () -> threads.execute(this::call),
                0,
                TimeUnit.SECONDS.toNanos(1) / callsPerSecond,
                TimeUnit.NANOSECONDS);
    }

    private void call() {
        int number = begun.getAndIncrement();
        Shape.Named shape = shapes.get(number % shapes.size());
        long from = System.nanoTime();
        try {
            shape.call(number);
            served.computeIfAbsent(shape.name(), first -> new LongAdder()).increment();
        } catch (Exception | AssertionError e) {
            failed.incrementAndGet();
            if (failures.size() < MOST_KEPT) {
                failures.add(new AssertionError(shape.name() + ", call " + number, e));
            }
        }
        slowestNanos.accumulateAndGet(System.nanoTime() - from, Math::max);
    }

    /** How many calls were begun. */
    int begun() {
        return begun.get();
    }

    /** How many calls failed. */
    int failed() {
        return failed.get();
    }

    /** The first of the failures. */
    List<Throwable> failures() {
        return new ArrayList<>(failures);
    }

    /** How many calls of each shape were answered as they should be. */
    Map<String, Long> served() {
        Map<String, Long> sums = new TreeMap<>();
        served.forEach((shape, sum) -> sums.put(shape, sum.sum()));
        return sums;
    }

    Duration slowest() {
        return Duration.ofNanos(slowestNanos.get());
    }

    /** Begins no more calls, and waits for those under way. */
    @Override
    public void close() {
        clock.shutdownNow();
        await(clock);
        threads.shutdown();
        await(threads);
    }

    private static void await(ExecutorService tasks) {
        try {
            if (!tasks.awaitTermination(2, TimeUnit.MINUTES)) {
                throw new AssertionError("calls are still under way two minutes after the last one was begun");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
