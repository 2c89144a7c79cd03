package dev.freshet.testkit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A gate at which a server holds requests until a test opens it. Thread-safe; once open it stays open.
 * Closing it (as a resource of a {@code try} statement) opens it, so that no request is left behind.
 * A request waits for at most a minute; then its connection is dropped.
 */
public final class Gate implements AutoCloseable {

    static final Duration LONGEST_HOLD = Duration.ofMinutes(1);

    private final CountDownLatch opened = new CountDownLatch(1);
    private final AtomicInteger arrivals = new AtomicInteger();
    private final Countdown arrived = new Countdown(arrivals::get);

    private Gate() {}

    /** A new gate, shut. */
    public static Gate shut() {
        return new Gate();
    }

    /** Lets all waiting and all later requests pass. */
    public void open() {
        opened.countDown();
    }

    /** Opens this gate. */
    @Override
    public void close() {
        open();
    }

    /** How many requests have come to this gate, those that have passed included. */
    public int arrivals() {
        return arrivals.get();
    }

    /**
     * Waits until a request has come to this gate.
     *
     * @throws AssertionError if none has within {@code limit}
     */
    public void awaitArrival(Duration limit) {
        awaitArrivals(1, limit);
    }

    /**
     * Waits until {@code count} requests in all have come to this gate.
     *
     * @throws AssertionError if fewer have within {@code limit}
     */
    public void awaitArrivals(int count, Duration limit) {
        arrived.await(count, limit, "requests at the gate");
    }

    /** Waits here; false if the gate stayed shut all the time. */
    boolean pass(Duration limit) throws InterruptedException {
        arrivals.incrementAndGet();
        arrived.changed();
        return opened.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }
}
