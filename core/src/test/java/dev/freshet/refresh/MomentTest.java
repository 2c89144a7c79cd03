package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {

    @Test
    void readsBothClocks() {
        TestTime time = new TestTime();
        assertEquals(new Moment(time.instant(), time.nanoTime()), Moment.of(time));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MAX_VALUE, Long.MIN_VALUE})
    void measuresWhatIsLeftWhereverTheClockStands(long nanos) {
        Moment now = new Moment(TestTokens.NOW, nanos);
        long deadline = now.after(Duration.ofSeconds(2));
        assertTrue(now.isBefore(deadline));
        assertEquals(Duration.ofSeconds(2), now.until(deadline));
        Moment then = new Moment(TestTokens.NOW, deadline);
        assertFalse(then.isBefore(deadline));
        assertEquals(Duration.ofSeconds(-2), then.until(deadline - 2_000_000_000));
    }

    @Test
    void takesWaitsBeyondAllLivesForALongOne() {
        long longest = Moment.nanosOf(Duration.ofSeconds(Long.MAX_VALUE));
        assertEquals(Duration.ofDays(9_125).toNanos(), longest);
        assertEquals(longest - 1, Moment.nanosOf(Duration.ofNanos(longest - 1)));
    }
}
