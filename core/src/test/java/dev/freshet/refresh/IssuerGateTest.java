package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.freshet.refresh.IssuerGate.Closed;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IssuerGateTest {

    private final IssuerGate gate = new IssuerGate();
    // Not near zero: a clock that has run for long must not be taken for an outage that lasts for long.
    private Moment now = TestTokens.at(TestTokens.NOW.plusSeconds(3_600));

    private void pass(Duration time) {
        now = new Moment(now.wall().plus(time), now.after(time));
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            gate.failed(now, Duration.ZERO, "reset", 1);
        }
    }

    private static Optional<Closed> closed(Duration wait) {
        return Optional.of(new Closed(wait, "reset"));
    }

    @Test
    void letsEverybodyThroughUntilTheThirdFailureInARow() {
        fail(2);
        assertEquals(Optional.empty(), gate.closed(now));
        assertEquals(Optional.empty(), gate.enter(now));
        assertEquals(Optional.empty(), gate.enter(now));
        fail(1);
        assertEquals(closed(Duration.ofSeconds(1)), gate.closed(now));
        assertEquals(closed(Duration.ofSeconds(1)), gate.enter(now));
    }

    @Test
    void saysHowLongItIsStillClosed() {
        fail(3);
        pass(Duration.ofMillis(999));
        assertEquals(closed(Duration.ofMillis(1)), gate.enter(now));
        pass(Duration.ofMillis(1));
        assertEquals(Optional.empty(), gate.closed(now));
    }

    @Test
    void letsOneThroughAtATimeOnceTheWaitIsOver() {
        fail(3);
        pass(Duration.ofSeconds(1));
        assertEquals(Optional.empty(), gate.enter(now));
        assertEquals(closed(Duration.ofMillis(250)), gate.enter(now));
        assertEquals(closed(Duration.ofMillis(250)), gate.closed(now));
    }

    @Test
    void takesAProbeForLostThatDidNotReportForAMinute() {
        fail(3);
        pass(Duration.ofSeconds(1));
        gate.enter(now);
        pass(Duration.ofMillis(59_999));
        assertEquals(closed(Duration.ofMillis(250)), gate.enter(now));
        pass(Duration.ofMillis(1));
        assertEquals(Optional.empty(), gate.enter(now));
        assertEquals(closed(Duration.ofMillis(250)), gate.enter(now));
    }

    @Test
    void opensToAllWithAnAnswer() {
        fail(3);
        pass(Duration.ofSeconds(1));
        gate.enter(now);
        gate.answered();
        assertEquals(Optional.empty(), gate.enter(now));
        assertEquals(Optional.empty(), gate.enter(now));
        fail(2);
        assertEquals(Optional.empty(), gate.closed(now), "counts from the answer on");
    }

    @Test
    void waitsLongerAfterEachProbeThatFailed() {
        fail(3);
        pass(Duration.ofSeconds(1));
        gate.enter(now);
        fail(1);
        assertEquals(closed(Duration.ofSeconds(2)), gate.enter(now));
        pass(Duration.ofSeconds(2));
        assertEquals(Optional.empty(), gate.enter(now), "the next probe");
    }

    @Test
    void waitsUpToHalfAMinuteOnceTheFirstFailureIsTwoMinutesAgo() {
        fail(8);
        assertEquals(closed(Duration.ofSeconds(5)), gate.closed(now));
        pass(Duration.ofMillis(119_999));
        fail(1);
        assertEquals(closed(Duration.ofSeconds(5)), gate.closed(now));
        pass(Duration.ofMillis(1));
        fail(1);
        assertEquals(closed(Duration.ofSeconds(30)), gate.closed(now));
    }

    @Test
    void waitsAsLongAsTheServerAsksButNoLess() {
        fail(3);
        gate.failed(now, Duration.ofSeconds(7), "reset", 1);
        assertEquals(closed(Duration.ofSeconds(7)), gate.closed(now));
        gate.failed(now, Duration.ofSeconds(1), "reset", 1);
        assertEquals(closed(Duration.ofSeconds(4)), gate.closed(now));
    }

    @Test
    void closesAtOnceForAnAnswerThatConcernsEverybody() {
        gate.close(now, Duration.ofSeconds(30), "reset");
        assertEquals(closed(Duration.ofSeconds(30)), gate.enter(now));
        pass(Duration.ofSeconds(30));
        assertEquals(Optional.empty(), gate.enter(now));
        assertEquals(closed(Duration.ofMillis(250)), gate.enter(now));
    }
}
