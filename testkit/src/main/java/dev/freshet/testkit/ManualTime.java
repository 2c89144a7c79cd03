package dev.freshet.testkit;

import dev.freshet.refresh.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Clocks that stand still until a test moves them. Thread-safe. */
public final class ManualTime implements TimeSource {

    private final AtomicReference<Clocks> now;

    private record Clocks(Instant wall, long nanos) {}

    private ManualTime(Instant start) {
        now = new AtomicReference<>(new Clocks(start, TimeUnit.SECONDS.toNanos(start.getEpochSecond())));
    }

    /** Time that stands at {@code start}. */
    public static ManualTime startingAt(Instant start) {
        return new ManualTime(start);
    }

    @Override
    public Instant instant() {
        return now.get().wall();
    }

    @Override
    public long nanoTime() {
        return now.get().nanos();
    }

    /** Lets time pass and returns the new instant. A negative step moves both clocks back, as no real machine does. */
    public Instant advance(Duration step) {
        return now.updateAndGet(at -> new Clocks(at.wall().plus(step), at.nanos() + step.toNanos()))
                .wall();
    }

    /**
     * Moves the wall clock alone and returns the new instant: it is set, forward or back; or the machine is suspended for
     * that long, since the monotonic clock stands still meanwhile.
     */
    public Instant moveWallClock(Duration step) {
        return now.updateAndGet(at -> new Clocks(at.wall().plus(step), at.nanos()))
                .wall();
    }

    @Override
    public String toString() {
        return "ManualTime[" + now.get().wall() + "]";
    }
}
