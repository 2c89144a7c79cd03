package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When tokens are renewed, and how patiently. Immutable.
 *
 * @param refreshMargin how long before its expiry a token is renewed while callers still get it; null for 20 % of its
 *     lifetime. Clamped to half of the lifetime, and spread by up to a quarter so that not all grants and nodes renew at
 *     the same time.
 * @param clockSkew how long before its expiry a token is no longer sent; null for 10 % of its lifetime, at most 30 s.
 *     Never more than the refresh margin in force.
 * @param waitTimeout how long a caller waits for a token at most; no more than a day
 * @param attemptTimeout how long one token request may take; no more than a day
 * @param defaultLifetime the lifetime of a token whose server named none
 */
public record RefreshPolicy(
        @Nullable Duration refreshMargin,
        @Nullable Duration clockSkew,
        Duration waitTimeout,
        Duration attemptTimeout,
        Duration defaultLifetime) {

    /** No wait is longer. */
    public static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);

    /** The policy where nothing is configured: proportional margins, 30 s, 10 s, 5 minutes. */
    public static final RefreshPolicy DEFAULT =
            new RefreshPolicy(null, null, Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofMinutes(5));

    /** For so long a replacement that was refused too is not replaced again. */
    static final Duration LOOP_GUARD = Duration.ofSeconds(10);

    /** So often the store is looked into for tokens that others have brought in after a grant has ended. */
    static final Duration LOOK_INTO_STORE = Duration.ofSeconds(5);

    /** So often tokens are offered again to a store that could not take them. */
    static final Duration SAVE_AGAIN = Duration.ofSeconds(1);

    private static final Duration FIRST_POLL = Duration.ofMillis(50);
    private static final Duration LONGEST_BETWEEN_POLLS = Duration.ofMillis(250);

    /** For so long nothing is tried after the server refused the client itself: its configuration has to change. */
    static final Duration COOL_DOWN = Duration.ofSeconds(30);

    /** The same where the client's secret may change: a new one often comes into its file a moment later. */
    static final Duration UNTIL_SECRET_FOLLOWS = Duration.ofSeconds(1);

    private static final Duration LONGEST_SKEW = Duration.ofSeconds(30);
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(10);
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(250);
    private static final Duration SHORT_OUTAGE = Duration.ofMinutes(2);
    private static final Duration LONGEST_WHILE_SHORT = Duration.ofSeconds(5);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);

    /** @throws IllegalArgumentException if a duration is out of range, or the margin is less than the skew */
    public RefreshPolicy {
        requireNotNegative("refreshMargin", refreshMargin);
        requireNotNegative("clockSkew", clockSkew);
        requireTimeout("waitTimeout", waitTimeout);
        requireTimeout("attemptTimeout", attemptTimeout);
        requirePositive("defaultLifetime", defaultLifetime);
        if (refreshMargin != null && clockSkew != null && refreshMargin.compareTo(clockSkew) < 0) {
            throw new IllegalArgumentException(
                    "refreshMargin must not be less than clockSkew, else a token is dropped before it is renewed");
        }
    }

    /** This policy with another {@link #refreshMargin()}. */
    public RefreshPolicy withRefreshMargin(Duration margin) {
        return new RefreshPolicy(margin, clockSkew, waitTimeout, attemptTimeout, defaultLifetime);
    }

    /** This policy with another {@link #clockSkew()}. */
    public RefreshPolicy withClockSkew(Duration skew) {
        return new RefreshPolicy(refreshMargin, skew, waitTimeout, attemptTimeout, defaultLifetime);
    }

    /** This policy with another {@link #waitTimeout()}. */
    public RefreshPolicy withWaitTimeout(Duration timeout) {
        return new RefreshPolicy(refreshMargin, clockSkew, timeout, attemptTimeout, defaultLifetime);
    }

    /** This policy with another {@link #attemptTimeout()}. */
    public RefreshPolicy withAttemptTimeout(Duration timeout) {
        return new RefreshPolicy(refreshMargin, clockSkew, waitTimeout, timeout, defaultLifetime);
    }

    /** This policy with another {@link #defaultLifetime()}. */
    public RefreshPolicy withDefaultLifetime(Duration lifetime) {
        return new RefreshPolicy(refreshMargin, clockSkew, waitTimeout, attemptTimeout, lifetime);
    }

    /**
     * From here on the token is renewed.
     *
     * @param spread from 0 to 1: where in the range of a quarter to either side the margin lies
     */
    Instant dueAt(AccessToken token, double spread) {
        Duration lifetime = token.lifetime();
        Duration margin = margin(lifetime);
        Duration widened = Duration.ofMillis(Math.round(margin.toMillis() * (0.75 + 0.5 * spread)));
        return token.expiresAt().minus(clamped(widened, lifetime));
    }

    /** From here on the token is no longer sent. */
    Instant expiredAt(AccessToken token) {
        return token.expiresAt().minus(skew(token.lifetime()));
    }

    private Duration skew(Duration lifetime) {
        Duration skew = clockSkew != null
                ? clockSkew
                : shorter(margin(lifetime), shorter(lifetime.dividedBy(10), LONGEST_SKEW));
        return shorter(skew, lifetime.dividedBy(2));
    }

    private Duration margin(Duration lifetime) {
        // More than the lifetime would be no other margin, but might be too much to be counted.
        return refreshMargin != null ? shorter(refreshMargin, lifetime) : lifetime.dividedBy(5);
    }

    /** Never less than the skew: a token is renewed before it is dropped. Never more than half of the lifetime. */
    private Duration clamped(Duration margin, Duration lifetime) {
        Duration skew = skew(lifetime);
        return shorter(margin.compareTo(skew) < 0 ? skew : margin, lifetime.dividedBy(2));
    }

    /**
     * How long nothing is tried after a failure.
     *
     * @param failures how many there were in a row before this one
     * @param outage since the first of them
     * @param random from 0 to 1, spreads clients that failed together
     */
    static Duration backOff(int failures, Duration outage, double random) {
        Duration longest = outage.compareTo(SHORT_OUTAGE) < 0 ? LONGEST_WHILE_SHORT : LONGEST_BACK_OFF;
        // 250 ms doubled seven times is 32 s, more than any limit here; no exponent beyond can overflow.
        Duration wait = shorter(FIRST_BACK_OFF.multipliedBy(1L << Math.min(failures, 7)), longest);
        return Duration.ofMillis(Math.round(wait.toMillis() * (0.8 + 0.2 * random)));
    }

    /**
     * How long to wait before the store is asked again, while another process has the lease.
     *
     * @param polls how many times it was asked so far
     * @param random from 0 to 1, spreads processes that wait for the same one
     */
    static Duration pauseBetweenPolls(int polls, double random) {
        Duration pause = shorter(FIRST_POLL.multipliedBy(Math.min(polls, 100)), LONGEST_BETWEEN_POLLS);
        return Duration.ofMillis(Math.round(pause.toMillis() * (0.6 + 0.4 * random)));
    }

    /** Counts failures; an outage of years does not overflow. */
    static int oneMore(int failures) {
        return failures == Integer.MAX_VALUE ? failures : failures + 1;
    }

    /** What a server asked for, within reason. */
    static Duration capped(@Nullable Duration retryAfter) {
        return retryAfter == null ? Duration.ZERO : shorter(retryAfter, LONGEST_RETRY_AFTER);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static void requireNotNegative(String name, @Nullable Duration duration) {
        if (duration != null && duration.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + duration);
        }
    }

    private static void requireTimeout(String name, Duration duration) {
        requirePositive(name, duration);
        if (duration.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException(name + " must be at most " + LONGEST_TIMEOUT + ", but is " + duration);
        }
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be more than zero, but is " + duration);
        }
    }
}
