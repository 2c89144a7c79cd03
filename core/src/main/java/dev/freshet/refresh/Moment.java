package dev.freshet.refresh;

import java.time.Duration;
import java.time.Instant;

/**
 * Both clocks, read at once. What is agreed with others goes by the wall clock; how long to wait goes by the monotonic one,
 * since a wall clock that is set back must not turn a second into an hour.
 */
record Moment(Instant wall, long nanos) {

    // Far enough for every wait, and sums of a few of them do not overflow.
    private static final Duration LONGEST = Duration.ofDays(36_500 / 4);

    static Moment of(TimeSource time) {
        return new Moment(time.instant(), time.nanoTime());
    }

    /** The monotonic time so long from now. */
    long after(Duration wait) {
        return nanos + nanosOf(wait);
    }

    boolean isBefore(long deadline) {
        return nanos - deadline < 0;
    }

    /** How long it is until then; negative if it has passed. */
    Duration until(long deadline) {
        return Duration.ofNanos(deadline - nanos);
    }

    static long nanosOf(Duration duration) {
        return duration.compareTo(LONGEST) < 0 ? duration.toNanos() : LONGEST.toNanos();
    }
}
