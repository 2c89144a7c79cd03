package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.ReauthorizationRequiredException.Reason;
import dev.freshet.refresh.TokenEvent.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of one grant: the access token it holds, how refreshing went lately, and the refresh under way.
 * Immutable; an event gives the next state. Time is a parameter; nothing here reads a clock, blocks or talks to a server.
 *
 * <p>Fresh, due and expired are not states: they follow from the token and the time. Only what has happened is kept.
 *
 * <pre>
 * Health    what has happened                     leaves it
 * Sound     nothing, or the last refresh worked   a refresh that brought nothing: Waiting; a refused grant: Ended
 * Waiting   the last refresh brought nothing      tokens: Sound; a refused grant: Ended
 * Ended     the grant was refused                 tokens, from outside or found in the store: Sound; a refresh that had
 *                                                 something to present again, but brought nothing: Waiting
 *
 * A token is needed and the held one is...
 *            no refresh under way              a refresh is under way
 * fresh      serve                             serve
 * due        serve and refresh (1)             serve
 * expired    refresh and await it (2)          await it
 *
 * (1) not while Waiting, not if an answer was lost (the refresh token may be spent: the held one is used up first), not
 *     once Ended
 * (2) while Waiting: fail at once with the time that is left; once Ended: fail for good, but look into the store now and
 *     then, since somebody may have brought tokens in there
 * </pre>
 *
 * A rejected token counts as expired. A refresh that should have ended long ago counts as none.
 */
record GrantState(
        @Nullable Held held, Health health, @Nullable Flight flight) {

    static final GrantState EMPTY = unknown();

    /** Only the store knows. Never the same object again: who acts upon an earlier state notices that this came after. */
    static GrantState unknown() {
        return new GrantState(null, Health.Sound.NOW, null);
    }

    /**
     * The access token at hand.
     *
     * @param receivedMillis the wall clock when it came, and with {@code receivedNanos} the monotonic one
     * @param freshUntilNanos until then it can be served after a look at the monotonic clock alone
     * @param rejected whether a resource server refused it
     * @param trial whether it proved to be better than the refused one that it replaced
     * @param triedNanos when that was heard
     */
    record Held(
            AccessToken token,
            long receivedMillis,
            long receivedNanos,
            long dueMillis,
            long expiredMillis,
            long freshUntilNanos,
            boolean rejected,
            Trial trial,
            long triedNanos) {

        /** A wall clock that has moved is noticed after this time. */
        private static final long LOOK_AGAIN_MILLIS = 1_000;

        static Held of(AccessToken token, Terms terms, Moment now) {
            long due = terms.policy().dueAt(token, terms.spread()).toEpochMilli();
            long expired = terms.policy().expiredAt(token).toEpochMilli();
            return new Held(
                            token,
                            now.wall().toEpochMilli(),
                            now.nanos(),
                            due,
                            expired,
                            now.nanos(),
                            false,
                            Trial.OVER,
                            0)
                    .lookedAt(now);
        }

        /** The way of nearly every call. */
        boolean isFresh(long nanos) {
            return nanos - freshUntilNanos < 0 && !rejected;
        }

        boolean isDue(Moment now) {
            return millis(now) >= dueMillis;
        }

        boolean isUsable(Moment now) {
            return !rejected && millis(now) < expiredMillis;
        }

        /** The later of the two clocks: a token has expired when either says so. */
        private long millis(Moment now) {
            long byNanos = receivedMillis + TimeUnit.NANOSECONDS.toMillis(now.nanos() - receivedNanos);
            return Math.max(byNanos, now.wall().toEpochMilli());
        }

        Held lookedAt(Moment now) {
            long left = dueMillis - millis(now);
            return left <= 0
                    ? this
                    : new Held(
                            token,
                            receivedMillis,
                            receivedNanos,
                            dueMillis,
                            expiredMillis,
                            now.nanos() + TimeUnit.MILLISECONDS.toNanos(Math.min(left, LOOK_AGAIN_MILLIS)),
                            rejected,
                            trial,
                            triedNanos);
        }

        Held asRejected() {
            return new Held(
                    token,
                    receivedMillis,
                    receivedNanos,
                    dueMillis,
                    expiredMillis,
                    freshUntilNanos,
                    true,
                    trial,
                    triedNanos);
        }

        Held tried(Trial result, Moment now) {
            return new Held(
                    token,
                    receivedMillis,
                    receivedNanos,
                    dueMillis,
                    expiredMillis,
                    freshUntilNanos,
                    rejected,
                    result,
                    now.nanos());
        }
    }

    /** What became of the calls that were repeated with the replacement of a refused token. */
    enum Trial {
        /** Nothing is known of any. */
        OPEN,
        /** One was refused too, and none got through. */
        REFUSED,
        /**
         * One got through, which outweighs all that were refused. Or the token replaced none that was refused: a call that
         * was on its way with the one before may be repeated with it and be refused, since both were revoked meanwhile.
         * That does not say that a replacement is of no use.
         */
        OVER
    }

    /** How refreshing went lately. */
    sealed interface Health {

        record Sound() implements Health {

            private static final Sound NOW = new Sound();
        }

        /**
         * @param failures in a row
         * @param since the first of them
         * @param until nothing is tried before
         * @param answerLost whether one of them left the refresh token possibly spent
         * @param unsaved new tokens that the store could not take yet: lost unless it takes them later
         */
        record Waiting(
                int failures,
                long since,
                long until,
                String cause,
                boolean answerLost,
                Refresh.@Nullable Unsaved unsaved)
                implements Health {}

        /** @param until the store is not looked into before */
        record Ended(Reason reason, long until) implements Health {}
    }

    /** What a refresh ended with. */
    sealed interface Outcome {

        /** @param endsAt when the resource owner will have to authorize again; null if that is not known */
        record Renewed(
                AccessToken token,
                boolean adopted,
                boolean rotated,
                Duration took,
                @Nullable Instant endsAt) implements Outcome {}

        /**
         * @param retryAfter nothing is to be tried before, whatever the back-off
         * @param answerLost whether the refresh token may be spent, and must not be presented while the held token lives
         * @param unsaved as in {@link Health.Waiting}
         */
        record Failed(
                Failure failure,
                String cause,
                Duration retryAfter,
                boolean answerLost,
                Refresh.@Nullable Unsaved unsaved)
                implements Outcome {}

        /** Nothing was tried, since others have found out that it is of no use for so long. */
        record Deferred(String cause, Duration retryAfter) implements Outcome {}

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
    Decision needed(Moment now) {
        Flight underWay = flight != null && !flight.isOverdue(now) ? flight : null;
        if (held != null && held.isUsable(now)) {
            return underWay == null && held.isDue(now) && mayRefreshAhead(now)
                    ? new Decision.ServeAndRefresh(held.token())
                    : new Decision.Serve(held.token());
        }
        if (underWay != null) {
            return new Decision.Await(underWay);
        }
        if (health instanceof Health.Ended ended && now.isBefore(ended.until())) {
            return new Decision.Reauthorize(ended.reason());
        }
        if (health instanceof Health.Waiting waiting && now.isBefore(waiting.until())) {
            return new Decision.Unavailable(now.until(waiting.until()), waiting.cause());
        }
        return new Decision.Refresh();
    }

    /** Whether a refresh that nobody waits for is worth a try now. */
    boolean mayRefreshAhead(Moment now) {
        return health instanceof Health.Sound
                || health instanceof Health.Waiting waiting && !waiting.answerLost() && !now.isBefore(waiting.until());
    }

    /** Both clocks were looked at, and the held token is fresh by both. */
    GrantState lookedAt(Moment now) {
        Held looked = held == null ? null : held.lookedAt(now);
        return looked == held ? this : new GrantState(looked, health, flight);
    }

    /** A resource server refused this token. A token that was replaced meanwhile changes nothing. */
    GrantState rejected(AccessToken token, Terms terms, Moment now) {
        // A token that is not held here may come from before an eviction: it is taken as held, so that the refresh
        // does not adopt it from the store again.
        Held refused = held == null ? Held.of(token, terms, now) : held;
        return refused.token().equals(token) && !refused.rejected()
                ? new GrantState(refused.asRejected(), health, flight)
                : this;
    }

    /** A call repeated with this token got through. */
    GrantState accepted(AccessToken token, Moment now) {
        return tried(token, Trial.OVER, now);
    }

    /** A call repeated with this token was refused too. */
    GrantState refusedAgain(AccessToken token, Moment now) {
        return tried(token, Trial.REFUSED, now);
    }

    private GrantState tried(AccessToken token, Trial result, Moment now) {
        return held != null && held.token().equals(token) && held.trial() != Trial.OVER
                ? new GrantState(held.tried(result, now), health, flight)
                : this;
    }

    /** How long the 401s of this token are still to be handed on; zero if they are not. */
    Duration guardOf(AccessToken token, Moment now) {
        if (held == null || held.trial() != Trial.REFUSED || !held.token().equals(token)) {
            return Duration.ZERO;
        }
        long until = held.triedNanos() + RefreshPolicy.LOOP_GUARD.toNanos();
        return now.isBefore(until) ? now.until(until) : Duration.ZERO;
    }

    /** A refresh begins. */
    GrantState refreshing(Flight flight) {
        return new GrantState(held, health, flight);
    }

    /**
     * The refresh under way has ended.
     *
     * @param random from 0 to 1, spreads clients that failed together
     */
    GrantState settled(Outcome outcome, Moment now, Terms terms, double random) {
        if (outcome instanceof Outcome.Renewed renewed) {
            return renewed(renewed, terms, now);
        }
        if (outcome instanceof Outcome.Failed failed && health instanceof Health.Ended ended && isNoNews(failed)) {
            return ended(ended.reason(), now);
        }
        if (outcome instanceof Outcome.Failed failed) {
            return new GrantState(held, waiting(failed, now, random), null);
        }
        if (outcome instanceof Outcome.Deferred deferred) {
            return new GrantState(held, waiting(deferred, now), null);
        }
        return ended(((Outcome.Ended) outcome).reason(), now);
    }

    private GrantState renewed(Outcome.Renewed renewed, Terms terms, Moment now) {
        Held received = Held.of(renewed.token(), terms, now);
        GrantState state =
                new GrantState(isForRefused() ? received.tried(Trial.OPEN, now) : received, Health.Sound.NOW, null);
        // A flight that found this token in the store before it was refused here could not know better.
        return renewed.adopted() && held != null && held.rejected() ? state.rejected(held.token(), terms, now) : state;
    }

    /** Whether the refresh under way began because the held token was refused: one before that may bring a revoked one. */
    private boolean isForRefused() {
        return held != null && held.rejected() && flight != null && flight.isUsedUp(held.token());
    }

    private GrantState ended(Reason reason, Moment now) {
        return new GrantState(held, new Health.Ended(reason, now.after(RefreshPolicy.LOOK_INTO_STORE)), null);
    }

    /** The store did not say whether somebody has brought tokens in. */
    private static boolean isNoNews(Outcome.Failed failed) {
        return failed.failure() == Failure.LOCAL && failed.unsaved() == null;
    }

    private Health.Waiting waiting(Outcome.Failed failed, Moment now, double random) {
        Health.Waiting before = health instanceof Health.Waiting waiting ? waiting : null;
        int failures = before == null ? 0 : before.failures();
        long since = before == null ? now.nanos() : before.since();
        Duration wait = RefreshPolicy.backOff(failures, Duration.ofNanos(now.nanos() - since), random);
        Duration asked = RefreshPolicy.capped(failed.retryAfter());
        return new Health.Waiting(
                RefreshPolicy.oneMore(failures),
                since,
                now.after(asked.compareTo(wait) > 0 ? asked : wait),
                failed.cause(),
                failed.answerLost() || before != null && before.answerLost(),
                failed.unsaved());
    }

    private Health.Waiting waiting(Outcome.Deferred deferred, Moment now) {
        long until = now.after(deferred.retryAfter());
        return health instanceof Health.Waiting before
                ? new Health.Waiting(
                        before.failures(),
                        before.since(),
                        until,
                        deferred.cause(),
                        before.answerLost(),
                        before.unsaved())
                : new Health.Waiting(0, now.nanos(), until, deferred.cause(), false, null);
    }

    /** Tokens came, by a refresh or from outside. */
    GrantState authorized(AccessToken token, Terms terms, Moment now) {
        return new GrantState(Held.of(token, terms, now), Health.Sound.NOW, null);
    }

    /** Tokens were stored past this process: only the store knows what is valid. What it does not have yet is kept. */
    GrantState overtaken() {
        return new GrantState(null, unsaved() == null ? Health.Sound.NOW : health, null);
    }

    /** The grant left the memory: what is valid is in the store. A refresh under way goes on. */
    GrantState evicted() {
        return new GrantState(null, health, flight);
    }

    /** New tokens that wait to be stored, or null. */
    Refresh.@Nullable Unsaved unsaved() {
        return health instanceof Health.Waiting waiting ? waiting.unsaved() : null;
    }
}
