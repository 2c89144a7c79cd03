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

    /** Time that stands at noon of 1 January 2030, UTC: a round number for tests to which the date means nothing. */
    public static ManualTime start() {
        return new ManualTime(Instant.parse("2030-01-01T12:00:00Z"));
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
