package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clocks that are set, and machines that sleep. */
class ClocksTest {

    private final OneNode node = new OneNode();
    private final TokenSource source = node.source();

    @Test
    void renewsATokenOnTimeThoughTheWallClockWasSetBack() {
        source.accessToken();
        node.time.moveWallClock(Duration.ofHours(-1));
        node.time.advance(OneNode.UNTIL_DUE);
        node.refreshAhead(source);
        assertEquals("at-2", source.accessToken().value());
    }

    @Test
    void sendsNoExpiredTokenAfterTheMachineSlept() {
        source.accessToken();
        node.time.moveWallClock(OneNode.UNTIL_EXPIRED);
        node.time.advance(Duration.ofSeconds(1));
        assertEquals("at-2", source.accessToken().value());
    }

    @Test
    void noticesWithinASecondThatTheMachineSlept() {
        source.accessToken();
        node.time.advance(Duration.ofSeconds(100));
        source.accessToken();
        node.time.moveWallClock(OneNode.UNTIL_EXPIRED);
        assertEquals("at-1", source.accessToken().value(), "one clock is looked at, and nothing else");
        node.time.advance(Duration.ofSeconds(1));
        assertEquals("at-2", source.accessToken().value());
    }

    @Test
    void asksOnceMoreAtMostWhenTheWallClockIsSetForward() {
        source.accessToken();
        node.time.moveWallClock(Duration.ofDays(365));
        node.time.advance(Duration.ofSeconds(1));
        for (int call = 0; call < 100; call++) {
            node.refreshAhead(source);
            node.time.advance(Duration.ofSeconds(1));
        }
        assertEquals(List.of("rt-0", "rt-1"), node.endpoint.presented());
    }

    @Test
    void waitsNoLongerAfterAFailureBecauseTheWallClockWasSetBack() {
        node.endpoint.thenBusy(1);
        assertEquals("none", OneNode.tokenOrNone(source));
        node.time.moveWallClock(Duration.ofHours(-1));
        node.time.advance(Duration.ofMillis(250));
        assertEquals("at-1", source.accessToken().value());
    }

    @Test
    void presentsTheRefreshTokenOfALostAnswerOnTimeThoughTheWallClockWasSetBack() {
        source.accessToken();
        node.time.advance(OneNode.UNTIL_DUE);
        node.endpoint.thenUnanswered();
        node.refreshAhead(source);
        node.time.moveWallClock(Duration.ofHours(-1));
        node.time.advance(Duration.ofMinutes(2));
        assertEquals("at-2", source.accessToken().value());
    }

    @Test
    void keepsTheLoopGuardToTenSecondsWhenTheWallClockIsSetBack() {
        var second = source.replacementFor(source.accessToken());
        source.refusedAgain(second);
        node.time.moveWallClock(Duration.ofHours(-1));
        node.time.advance(Duration.ofSeconds(10));
        assertEquals("at-3", source.replacementFor(second).value());
    }

    @Test
    void asksInTheFirstMinutesOfAnOutageWhereverTheWallClockGoes() {
        node.endpoint.thenBusy(1_000);
        for (int second = 0; second < 60; second++) {
            OneNode.tokenOrNone(source);
            node.time.moveWallClock(Duration.ofMinutes(second % 2 == 0 ? 30 : -30));
            node.time.advance(Duration.ofSeconds(1));
        }
        int requests = node.endpoint.requests.size();
        assertTrue(requests >= 12 && requests <= 25, () -> requests + " requests");
    }
}
