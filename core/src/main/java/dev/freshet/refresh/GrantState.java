package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.ReauthorizationRequiredException.Reason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of one grant: the access token it holds, how refreshing went lately, and the refresh under way.
 * Immutable; an event gives the next state. Time is a parameter; nothing here reads a clock, blocks or talks to a server.
 *
 * <p>Fresh, due and expired are not states: they follow from the token and the time. Only what has happened is kept.
 *
 * <pre>
 * Health    what has happened                    leaves it
 * Sound     nothing, or the last refresh worked  a refresh that failed: Waiting; a refused grant: Ended
 * Waiting   the last refresh brought nothing     tokens: Sound; a refused grant: Ended
 * Ended     the grant was refused                tokens from outside: Sound
 *
 * A token is needed and the held one is...
 *            no refresh under way              a refresh is under way
 * fresh      serve                             serve
 * due        serve and refresh (1)             serve
 * expired    refresh and await it (2)          await it
 *
 * (1) not while Waiting, not if an answer was lost (the refresh token may be spent: the held one is used up first), not
 *     once Ended
 * (2) while Waiting: fail at once with the time that is left; once Ended: fail for good
 * </pre>
 *
 * A rejected token counts as expired.
 */
record GrantState(@Nullable Held held, Health health, @Nullable Flight flight) {

    static final GrantState EMPTY = new GrantState(null, new Health.Sound(), null);

    /**
     * The access token at hand. Its times are plain milliseconds of the epoch, since they are compared on every call.
     *
     * @param rejected whether a resource server refused it
     * @param accepted whether a repeated call got through with it: a later refusal means that it was revoked
     * @param guardedUntil until then its 401s start no refresh, since it is a replacement that was refused too
     */
    record Held(
            AccessToken token,
            long dueAtEpochMillis,
            long expiredAtEpochMillis,
            boolean rejected,
            boolean accepted,
            Instant guardedUntil) {

        static Held of(AccessToken token, RefreshPolicy policy) {
            return new Held(
                    token,
                    policy.dueAt(token).toEpochMilli(),
                    policy.expiredAt(token).toEpochMilli(),
                    false,
                    false,
                    Instant.MIN);
        }

        boolean isFresh(long nowEpochMillis) {
            return !rejected && nowEpochMillis < dueAtEpochMillis;
        }

        boolean isUsable(long nowEpochMillis) {
            return !rejected && nowEpochMillis < expiredAtEpochMillis;
        }

        Held asRejected() {
            return new Held(token, dueAtEpochMillis, expiredAtEpochMillis, true, accepted, guardedUntil);
        }

        Held asAccepted() {
            return new Held(token, dueAtEpochMillis, expiredAtEpochMillis, rejected, true, Instant.MIN);
        }

        Held guarded(Instant until) {
            return new Held(token, dueAtEpochMillis, expiredAtEpochMillis, rejected, false, until);
        }
    }

    /** How refreshing went lately. */
    sealed interface Health {

        record Sound() implements Health {}

        /**
         * @param failures in a row
         * @param since the first of them
         * @param until nothing is tried before
         * @param answerLost whether one of them left the refresh token possibly spent
         * @param unsaved new tokens that the store could not take yet: lost unless it takes them later
         */
        record Waiting(
                int failures,
                Instant since,
                Instant until,
                String cause,
                boolean answerLost,
                Refresh.@Nullable Unsaved unsaved)
                implements Health {}

        record Ended(Reason reason) implements Health {}
    }

    /** What a refresh ended with. */
    sealed interface Outcome {

        record Renewed(AccessToken token, boolean adopted, boolean rotated, Duration took) implements Outcome {}

        /** @param retryAfter what the server asked for, or null; the other components as in {@link Health.Waiting} */
        record Failed(
                String cause, @Nullable Duration retryAfter, boolean answerLost, Refresh.@Nullable Unsaved unsaved)
                implements Outcome {}

        record Ended(Reason reason) implements Outcome {}
    }

    /** What to do for a caller who needs a token. */
    sealed interface Decision {

        record Serve(AccessToken token) implements Decision {}

        record ServeAndRefresh(AccessToken token) implements Decision {}

        record Refresh() implements Decision {}

        record Await(Flight flight) implements Decision {}

        record Unavailable(Duration retryAfter, String cause) implements Decision {}

        record Reauthorize(Reason reason) implements Decision {}
    }

    /** A caller needs a token. */
    Decision needed(Instant now) {
        Held token = held;
        if (token != null && token.isUsable(now.toEpochMilli())) {
            return mayRefreshAhead(token, now)
                    ? new Decision.ServeAndRefresh(token.token())
                    : new Decision.Serve(token.token());
        }
        if (flight != null) {
            return new Decision.Await(flight);
        }
        if (health instanceof Health.Ended ended) {
            return new Decision.Reauthorize(ended.reason());
        }
        if (health instanceof Health.Waiting waiting && now.isBefore(waiting.until())) {
            return new Decision.Unavailable(Duration.between(now, waiting.until()), waiting.cause());
        }
        return new Decision.Refresh();
    }

    private boolean mayRefreshAhead(Held token, Instant now) {
        if (token.isFresh(now.toEpochMilli()) || flight != null || health instanceof Health.Ended) {
            return false;
        }
        return !(health instanceof Health.Waiting waiting) || !waiting.answerLost() && !now.isBefore(waiting.until());
    }

    /** A resource server refused this token. A token that was replaced meanwhile changes nothing. */
    GrantState rejected(AccessToken token, RefreshPolicy policy) {
        // A token that is not held here may come from before an eviction: it is taken as held, so that the refresh
        // does not adopt it from the store again.
        Held refused = held == null ? Held.of(token, policy) : held;
        return refused.token().equals(token) && !refused.rejected()
                ? new GrantState(refused.asRejected(), health, flight)
                : this;
    }

    /** A call repeated with this token got through. */
    GrantState accepted(AccessToken token) {
        return held != null && held.token().equals(token) && !held.accepted()
                ? new GrantState(held.asAccepted(), health, flight)
                : this;
    }

    /** A call repeated with this token was refused too. That proves a loop only if no other such call got through. */
    GrantState refusedAgain(AccessToken token, Instant now) {
        return held != null && held.token().equals(token) && !held.accepted()
                ? new GrantState(held.guarded(now.plus(RefreshPolicy.LOOP_GUARD)), health, flight)
                : this;
    }

    /** How long the 401s of this token are still to be handed on; zero if they are not. */
    Duration guardOf(AccessToken token, Instant now) {
        return held != null && held.token().equals(token) && now.isBefore(held.guardedUntil())
                ? Duration.between(now, held.guardedUntil())
                : Duration.ZERO;
    }

    /** A refresh begins. */
    GrantState refreshing(Flight flight) {
        return new GrantState(held, health, flight);
    }

    /** The refresh under way has ended. */
    GrantState settled(Outcome outcome, Instant now, RefreshPolicy policy, double random) {
        if (outcome instanceof Outcome.Renewed renewed) {
            return authorized(renewed.token(), policy);
        }
        if (outcome instanceof Outcome.Failed failed) {
            return new GrantState(held, waiting(failed, now, random), null);
        }
        return new GrantState(held, new Health.Ended(((Outcome.Ended) outcome).reason()), null);
    }

    private Health.Waiting waiting(Outcome.Failed failed, Instant now, double random) {
        Health.Waiting before = health instanceof Health.Waiting waiting ? waiting : null;
        int failures = before == null ? 0 : before.failures();
        Instant since = before == null ? now : before.since();
        Duration wait = RefreshPolicy.backOff(failures, Duration.between(since, now), random);
        Duration asked = failed.retryAfter() == null ? wait : RefreshPolicy.capped(failed.retryAfter());
        return new Health.Waiting(
                failures == Integer.MAX_VALUE ? failures : failures + 1,
                since,
                now.plus(asked.compareTo(wait) > 0 ? asked : wait),
                failed.cause(),
                failed.answerLost() || before != null && before.answerLost(),
                failed.unsaved());
    }

    /** Tokens came, by a refresh or from outside. */
    GrantState authorized(AccessToken token, RefreshPolicy policy) {
        return new GrantState(Held.of(token, policy), new Health.Sound(), null);
    }

    /** New tokens that wait to be stored, or null. */
    Refresh.@Nullable Unsaved unsaved() {
        return health instanceof Health.Waiting waiting ? waiting.unsaved() : null;
    }
}
