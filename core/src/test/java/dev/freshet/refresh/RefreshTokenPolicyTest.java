package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.refresh.RefreshTokenPolicy.Rotation;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefreshTokenPolicyTest {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private static RefreshTokenPolicy policy(Rotation rotation, Duration leeway) {
        return new RefreshTokenPolicy(rotation, leeway, null);
    }

    @ParameterizedTest
    @CsvSource({
        // rotation, leeway -> time limit of an attempt, where 10 s are configured
        "UNKNOWN,    PT0S,  PT10S",
        "ROTATING,   PT2S,  PT0.625S", // twice that, the pause and the margin make two seconds
        "UNKNOWN,    PT10S, PT4.625S",
        "ROTATING,   PT20S, PT9.625S",
        "ROTATING,   PT1M,  PT10S",
        "RETRY_SAFE, PT2S,  PT10S",
        "PERSISTENT, PT2S,  PT10S",
    })
    void fitsTwoAttemptsIntoTheLeeway(Rotation rotation, Duration leeway, Duration limit) {
        assertEquals(limit, policy(rotation, leeway).attemptTimeout(TEN_SECONDS));
    }

    @ParameterizedTest
    @CsvSource({
        // since the first attempt, of 4 s each, in a leeway of 10 s
        "PT0S,           true",
        "PT5.5S,         true",
        "PT5.500000001S, false",
        "PT-0.001S,      false", // a clock that was set back tells nothing
    })
    void triesAgainOnlyIfThatEndsWithinTheLeeway(Duration since, boolean hasTime) {
        RefreshTokenPolicy policy = policy(Rotation.ROTATING, TEN_SECONDS);
        assertEquals(hasTime, policy.hasTimeForAnother(since, Duration.ofSeconds(4)));
    }

    @Test
    void hasNoTimeForAnotherWithoutALeeway() {
        assertFalse(RefreshTokenPolicy.DEFAULT.hasTimeForAnother(Duration.ZERO, Duration.ofMillis(1)));
    }

    @Test
    void repeatsOnlyWhatIsKnownToBeHarmless() {
        assertFalse(Rotation.UNKNOWN.isRepeatable());
        assertFalse(Rotation.ROTATING.isRepeatable());
        assertTrue(Rotation.RETRY_SAFE.isRepeatable());
        assertTrue(Rotation.PERSISTENT.isRepeatable());
    }

    @Test
    void refusesTimesOutOfRange() {
        assertEquals(
                RefreshTokenPolicy.SHORTEST_LEEWAY,
                policy(Rotation.ROTATING, Duration.ofSeconds(2)).rotationLeeway());
        assertThrows(IllegalArgumentException.class, () -> policy(Rotation.ROTATING, Duration.ofMillis(1_999)));
        assertThrows(IllegalArgumentException.class, () -> policy(Rotation.ROTATING, Duration.ofSeconds(-5)));
        assertThrows(IllegalArgumentException.class, () -> policy(Rotation.ROTATING, Duration.ofDays(2)));
        assertThrows(IllegalArgumentException.class, () -> keepAlive(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> keepAlive(Duration.ofSeconds(-1)));
        assertEquals(Duration.ofDays(1), keepAlive(Duration.ofDays(1)).keepAlive());
    }

    private static RefreshTokenPolicy keepAlive(Duration time) {
        return new RefreshTokenPolicy(Rotation.UNKNOWN, Duration.ZERO, time);
    }
}
