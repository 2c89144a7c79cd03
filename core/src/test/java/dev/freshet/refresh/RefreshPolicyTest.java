package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.AccessToken;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefreshPolicyTest {

    @ParameterizedTest
    @CsvSource({
        // lifetime, margin, skew  ->  due after, no longer sent after
        "PT1S,      ,      , PT0.8S,  PT0.9S",
        "PT10S,     ,      , PT8S,    PT9S",
        "PT1H,      ,      , PT48M,   PT59M30S",
        "PT10S,  PT30S,    , PT5S,    PT9S", // clamped to half of the lifetime
        "PT1H,   PT5M,     , PT55M,   PT59M30S",
        "PT1H,   PT5S,     , PT59M55S,PT59M55S", // the skew never exceeds the margin
        "PT1H,       , PT1M, PT48M,   PT59M",
        "PT10S,      , PT1M, PT5S,    PT5S",
        "PT1H,   PT5M, PT1M, PT55M,   PT59M",
        "PT87600H,   ,     , PT70080H,PT87599H59M30S",
    })
    void derivesBothTimesFromTheLifetime(
            Duration lifetime, Duration margin, Duration skew, Duration due, Duration expired) {
        RefreshPolicy policy = RefreshPolicy.DEFAULT;
        policy = margin == null ? policy : policy.withRefreshMargin(margin);
        policy = skew == null ? policy : policy.withClockSkew(skew);
        AccessToken token = TestTokens.living(lifetime);
        assertEquals(TestTokens.NOW.plus(due), policy.dueAt(token));
        assertEquals(TestTokens.NOW.plus(expired), policy.expiredAt(token));
    }

    @Test
    void refusesMarginBelowSkew() {
        RefreshPolicy policy = RefreshPolicy.DEFAULT.withClockSkew(Duration.ofSeconds(10));
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> policy.withRefreshMargin(Duration.ofSeconds(5)));
        assertTrue(refusal.getMessage().contains("refreshMargin must not be less than clockSkew"));
    }

    @Test
    void refusesTimesOutOfRange() {
        assertThrows(IllegalArgumentException.class, () -> RefreshPolicy.DEFAULT.withWaitTimeout(Duration.ZERO));
        assertThrows(
                IllegalArgumentException.class, () -> RefreshPolicy.DEFAULT.withClockSkew(Duration.ofSeconds(-1)));
    }

    @Test
    void spreadsBackOffOverTheUpperFifth() {
        assertEquals(Duration.ofMillis(200), RefreshPolicy.backOff(0, Duration.ZERO, 0));
        assertEquals(Duration.ofMillis(250), RefreshPolicy.backOff(0, Duration.ZERO, 1));
        assertEquals(Duration.ofSeconds(4), RefreshPolicy.backOff(1_000_000, Duration.ZERO, 0));
        assertEquals(Duration.ofSeconds(24), RefreshPolicy.backOff(Integer.MAX_VALUE, Duration.ofDays(9), 0));
    }

    @Test
    void asksAtMostTwentyFiveTimesInTheFirstMinuteOfAnOutage() {
        GrantState state = GrantState.EMPTY;
        Instant now = TestTokens.NOW;
        int requests = 0;
        while (now.isBefore(TestTokens.NOW.plusSeconds(60))) {
            requests++;
            state = state.settled(
                    new GrantState.Outcome.Failed("503", null, false, null), now, RefreshPolicy.DEFAULT, 0);
            now = ((GrantState.Health.Waiting) state.health()).until();
        }
        assertTrue(requests <= 25, requests + " requests");
    }
}
