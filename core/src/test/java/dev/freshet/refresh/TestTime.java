package dev.freshet.refresh;

import java.time.Duration;
import java.time.Instant;

/** Clocks that stand still until a test moves them. */
final class TestTime implements TimeSource {

    private volatile Moment now = TestTokens.at(TestTokens.NOW);

    @Override
    public Instant instant() {
        return now.wall();
    }

    @Override
    public long nanoTime() {
        return now.nanos();
    }

    void advance(Duration duration) {
        now = new Moment(now.wall().plus(duration), now.after(duration));
    }

    /** Sets the wall clock forward or back, or suspends the machine for so long: the monotonic clock stands still. */
    void moveWallClock(Duration duration) {
        now = new Moment(now.wall().plus(duration), now.nanos());
    }
}
