package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.AccessToken;
import dev.freshet.store.GrantKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
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
        "PT10S,  PT2562047788015215H, , PT5S, PT9S", // more than can be counted in milliseconds
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
        assertEquals(TestTokens.NOW.plus(due), policy.dueAt(token, 0.5));
        assertEquals(TestTokens.NOW.plus(expired), policy.expiredAt(token));
    }

    @Test
    void refusesMarginBelowSkew() {
        RefreshPolicy policy = RefreshPolicy.DEFAULT.withClockSkew(Duration.ofSeconds(10));
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> policy.withRefreshMargin(Duration.ofSeconds(5)));
        assertTrue(refusal.getMessage().contains("refreshMargin must not be less than clockSkew"));
    }

    @Test
    void refusesTimesOutOfRange() {
        assertThrows(IllegalArgumentException.class, () -> RefreshPolicy.DEFAULT.withWaitTimeout(Duration.ZERO));
        Duration ages = Duration.ofSeconds(Long.MAX_VALUE);
        assertThrows(IllegalArgumentException.class, () -> RefreshPolicy.DEFAULT.withWaitTimeout(ages));
        assertThrows(IllegalArgumentException.class, () -> RefreshPolicy.DEFAULT.withAttemptTimeout(ages));
        Duration day = Duration.ofDays(1);
        assertEquals(day, RefreshPolicy.DEFAULT.withWaitTimeout(day).waitTimeout());
        assertThrows(IllegalArgumentException.class, () -> RefreshPolicy.DEFAULT.withClockSkew(Duration.ofSeconds(-1)));
    }

    @Test
    void changesOneThingAtATime() {
        Duration other = Duration.ofSeconds(7);
        assertEquals(
                new RefreshPolicy(null, null, other, Duration.ofSeconds(10), Duration.ofMinutes(5)),
                RefreshPolicy.DEFAULT.withWaitTimeout(other));
        assertEquals(
                new RefreshPolicy(null, null, Duration.ofSeconds(30), other, Duration.ofMinutes(5)),
                RefreshPolicy.DEFAULT.withAttemptTimeout(other));
        assertEquals(
                new RefreshPolicy(null, null, Duration.ofSeconds(30), Duration.ofSeconds(10), other),
                RefreshPolicy.DEFAULT.withDefaultLifetime(other));
    }

    @Test
    void spreadsBackOffOverTheUpperFifth() {
        assertEquals(Duration.ofMillis(200), RefreshPolicy.backOff(0, Duration.ZERO, 0));
        assertEquals(Duration.ofMillis(250), RefreshPolicy.backOff(0, Duration.ZERO, 1));
        assertEquals(Duration.ofSeconds(4), RefreshPolicy.backOff(1_000_000, Duration.ZERO, 0));
        assertEquals(Duration.ofSeconds(24), RefreshPolicy.backOff(Integer.MAX_VALUE, Duration.ofDays(9), 0));
    }

    @Test
    void spreadsTheMarginByAQuarter() {
        AccessToken token = TestTokens.living(Duration.ofSeconds(100));
        assertEquals(TestTokens.NOW.plusSeconds(85), RefreshPolicy.DEFAULT.dueAt(token, 0));
        assertEquals(TestTokens.NOW.plusSeconds(75), RefreshPolicy.DEFAULT.dueAt(token, 1));
    }

    @Test
    void keepsTheSpreadOfANodeAndAGrantAndDiffersBetweenThem() {
        double spread = Terms.of(RefreshPolicy.DEFAULT, "node-1", new GrantKey("parts", "alice"))
                .spread();
        assertEquals(
                spread,
                Terms.of(RefreshPolicy.DEFAULT, "node-1", new GrantKey("parts", "alice"))
                        .spread());
        double[] spreads = IntStream.range(0, 1_000)
                .mapToDouble(i -> Terms.of(RefreshPolicy.DEFAULT, "node", new GrantKey("parts", "user-" + i))
                        .spread())
                .toArray();
        for (int tenth = 0; tenth < 10; tenth++) {
            double from = tenth / 10.0;
            long within = Arrays.stream(spreads)
                    .filter(one -> one >= from && one < from + 0.1)
                    .count();
            assertTrue(within > 50 && within < 150, within + " of 1000 from " + from);
        }
    }

    @Test
    void asksAtMostTwentyFiveTimesInTheFirstMinuteOfAnOutage() {
        GrantState state = GrantState.EMPTY;
        Moment start = TestTokens.at(TestTokens.NOW);
        Moment now = start;
        int requests = 0;
        while (now.isBefore(start.after(Duration.ofSeconds(60)))) {
            requests++;
            state = state.settled(
                    new GrantState.Outcome.Failed(TokenEvent.Failure.BUSY, "503", Duration.ZERO, false, null),
                    now,
                    new Terms(RefreshPolicy.DEFAULT, 0),
                    0);
            Duration wait = now.until(((GrantState.Health.Waiting) state.health()).until());
            now = new Moment(now.wall().plus(wait), now.after(wait));
        }
        assertTrue(requests <= 25, requests + " requests");
    }
}
