package dev.freshet.refresh;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the authorization server treats refresh tokens. Immutable.
 *
 * @param rotation what becomes of a refresh token that was presented
 * @param rotationLeeway for so long after it was replaced a refresh token may be presented again; zero if it may not.
 *     Providers call it grace period, overlap or reuse interval. A request whose answer was lost is repeated within it.
 * @param keepAlive a grant that was not refreshed for so long is refreshed though nobody asks for a token, so that its
 *     refresh token does not die of idleness; null for never. Covers the grants that this process has used since it
 *     started.
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2">RFC 9700, section 4.14.2</a>
 */
public record RefreshTokenPolicy(
        Rotation rotation,
        Duration rotationLeeway,
        @Nullable Duration keepAlive) {

    /** No server takes back a replacement for longer; where it seems so, refresh tokens are persistent. */
    public static final Duration LONGEST_LEEWAY = Duration.ofDays(1);

    /** What is assumed where nothing is configured: each refresh token is good for one request. */
    public static final RefreshTokenPolicy DEFAULT = new RefreshTokenPolicy(Rotation.UNKNOWN, Duration.ZERO, null);

    /** The shortest leeway that leaves time for two attempts. */
    public static final Duration SHORTEST_LEEWAY = Duration.ofSeconds(2);

    // The end of the leeway is the server's to say, and its clock starts when the first request arrives, not when the
    // answer is missed: so an attempt within it ends this long before.
    private static final Duration MARGIN = Duration.ofMillis(500);
    static final Duration PAUSE_BETWEEN_ATTEMPTS = Duration.ofMillis(250);
    // For a node that waits for a lease to see its end, and to get the next one.
    private static final Duration TAKEOVER = Duration.ofMillis(500);
    // So long may an attempt take at least before it is cut for the sake of a node that may die.
    private static final Duration ENOUGH = Duration.ofSeconds(5);

    /** What becomes of a refresh token that was presented. */
    public enum Rotation {
        /** Not known: treated as {@link #ROTATING}. */
        UNKNOWN,
        /** It is replaced, and presenting the old one again is taken for theft. */
        ROTATING,
        /** It is replaced, but may be presented again until the new one is used, as the FAPI 2.0 profile asks. */
        RETRY_SAFE,
        /** It stays the same. */
        PERSISTENT;

        /** Whether a refresh token may be presented again after an answer was lost. */
        boolean isRepeatable() {
            return this == RETRY_SAFE || this == PERSISTENT;
        }
    }

    /** @throws IllegalArgumentException if a duration is out of range */
    public RefreshTokenPolicy {
        Objects.requireNonNull(rotation, "rotation");
        if (!rotationLeeway.isZero() && rotationLeeway.compareTo(SHORTEST_LEEWAY) < 0) {
            throw new IllegalArgumentException("rotationLeeway must be zero, or at least " + SHORTEST_LEEWAY
                    + " so that two attempts fit into it, but is " + rotationLeeway);
        }
        if (rotationLeeway.compareTo(LONGEST_LEEWAY) > 0) {
            throw new IllegalArgumentException("rotationLeeway must be at most " + LONGEST_LEEWAY + ", but is "
                    + rotationLeeway + "; a refresh token that is good for longer is Rotation.PERSISTENT");
        }
        if (keepAlive != null && (keepAlive.isNegative() || keepAlive.isZero())) {
            throw new IllegalArgumentException("keepAlive must be more than zero, but is " + keepAlive);
        }
    }

    /**
     * The time limit of one attempt: no more than lets two of them fit into the leeway, if it is long enough also with the
     * rest of a lease between them, which is to end when the node of the first attempt has died.
     */
    Duration attemptTimeout(Duration configured) {
        if (rotationLeeway.isZero() || rotation.isRepeatable()) {
            return configured;
        }
        Duration afterALease = halfWithout(ClientRegistration.TIME_TO_COMMIT.plus(TAKEOVER));
        Duration longest = afterALease.compareTo(ENOUGH) >= 0 ? afterALease : halfWithout(PAUSE_BETWEEN_ATTEMPTS);
        return longest.compareTo(configured) < 0 ? longest : configured;
    }

    private Duration halfWithout(Duration between) {
        return rotationLeeway.minus(MARGIN).minus(between).dividedBy(2);
    }

    /** Whether one more attempt ends within the leeway that began when the first one was sent. */
    boolean hasTimeForAnother(Duration sinceFirst, Duration attemptTimeout) {
        return !sinceFirst.isNegative()
                && sinceFirst.plus(attemptTimeout).plus(MARGIN).compareTo(rotationLeeway) <= 0;
    }
}
