package dev.freshet.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** Time that stands still until a test moves it. Thread-safe. */
public final class ManualTime implements InstantSource {

    private final AtomicReference<Instant> now;

    private ManualTime(Instant start) {
        now = new AtomicReference<>(start);
    }

    /** Time that stands at {@code start}. */
    public static ManualTime startingAt(Instant start) {
        return new ManualTime(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /** Moves time by {@code step} (a negative one moves it back) and returns the new instant. */
    public Instant advance(Duration step) {
        return now.updateAndGet(instant -> instant.plus(step));
    }

    @Override
    public String toString() {
        return "ManualTime[" + now.get() + "]";
    }
}
