package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.GrantState.Decision;
import dev.freshet.refresh.GrantState.Health;
import dev.freshet.refresh.GrantState.Held;
import dev.freshet.refresh.GrantState.Outcome;
import dev.freshet.refresh.ReauthorizationRequiredException.Reason;
import dev.freshet.refresh.TokenEvent.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;

/**
 * What holds whatever happens, in whatever order, whatever the clocks do: {@link GrantState} beside a plain model of what
 * has been promised to callers.
 */
class GrantStateProperties {

    private static final long MILLI = 1_000_000;
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration TEN_YEARS = Duration.ofDays(3_650);
    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    private static final Duration LONGEST_FLIGHT = Duration.ofSeconds(50);

    private enum Event {
        NEEDED,
        LOOKED_AT,
        REJECTED,
        REPLACED_ONE_REJECTED,
        ACCEPTED,
        REFUSED_AGAIN,
        AUTHORIZED,
        EVICTED,
        RENEWED,
        ADOPTED_AGAIN,
        FAILED,
        FAILED_HERE,
        DEFERRED,
        ENDED
    }

    /**
     * Time passes, and then something happens.
     *
     * @param passes by both clocks
     * @param jump by the wall clock alone: it is set, or the machine was suspended
     * @param lifetime of a token that comes with it
     * @param asked to wait so long, by a server or a gate
     */
    record Step(
            Event event,
            Duration passes,
            Duration jump,
            Duration lifetime,
            Duration asked,
            boolean answerLost,
            double random) {}

    /** What callers were promised so far, in the plainest terms. */
    private static final class Run {

        private final Terms terms;
        private Moment now;
        private GrantState state = GrantState.EMPTY;
        private int tokens;

        private @Nullable AccessToken held;
        private @Nullable Moment received;
        private boolean rejected;
        private boolean clocksAgree;
        private long lookedAt;
        private @Nullable Moment refusedAt;
        private boolean accepted;
        private @Nullable AccessToken usedUp; // what could no longer be sent when the refresh under way began
        private boolean onTrial;
        private boolean answerLost;
        private @Nullable Moment failedAt;
        private Duration waits = Duration.ZERO;
        private boolean ended;

        Run(Terms terms, long nanos) {
            this.terms = terms;
            this.now = new Moment(TestTokens.NOW, nanos);
        }

        void take(Step step) {
            now = new Moment(now.wall().plus(step.passes()).plus(step.jump()), now.after(step.passes()));
            clocksAgree &= step.jump().isZero();
            AccessToken heldBefore = held;
            GrantState before = state;
            happens(step);
            assertEquals(held, state.held() == null ? null : state.held().token(), "what is held");
            assertTrue(heldBefore == null || held != null || step.event() == Event.EVICTED, "a token was dropped");
            assertTrue(
                    before.flight() == null
                            || state.flight() == null
                            || before.flight() == state.flight()
                            || before.flight().isOverdue(now),
                    "a flight took the place of a live one");
            checkHealth();
            checkDecision(state.needed(now));
            checkFreshness();
            checkGuard();
        }

        private void happens(Step step) {
            AccessToken next = token(step.lifetime());
            switch (step.event()) {
                case NEEDED -> need();
                case LOOKED_AT -> look();
                case REJECTED -> reject();
                case REPLACED_ONE_REJECTED -> rejectOther(next);
                case ACCEPTED -> accept();
                case REFUSED_AGAIN -> refuseAgain();
                case AUTHORIZED -> {
                    state = state.authorized(next, terms, now);
                    hold(next);
                }
                case EVICTED -> {
                    Flight underWay = state.flight();
                    state = state.evicted();
                    assertSame(underWay, state.flight());
                    held = null;
                    refusedAt = null;
                    accepted = false;
                }
                default -> {
                    if (state.flight() != null) {
                        settle(step, next);
                        assertNull(state.flight(), "it has ended");
                    }
                }
            }
        }

        private AccessToken token(Duration lifetime) {
            Instant expiresAt = now.wall().plus(lifetime);
            return AccessToken.of("at-" + ++tokens, now.wall(), expiresAt, null);
        }

        private void need() {
            Decision decision = state.needed(now);
            if (decision instanceof Decision.Refresh || decision instanceof Decision.ServeAndRefresh) {
                state = state.refreshing(new Flight(held, !isUsable(), state.unsaved(), now.after(LONGEST_FLIGHT)));
                usedUp = isUsable() ? null : held;
            }
        }

        private void look() {
            boolean usable = isUsable();
            state = state.lookedAt(now);
            if (held != null && usable) {
                lookedAt = now.nanos();
                clocksAgree = true;
            }
        }

        private void reject() {
            if (held != null) {
                state = state.rejected(held, terms, now);
                rejected = true;
            }
        }

        private void rejectOther(AccessToken other) {
            GrantState before = state;
            state = state.rejected(other, terms, now);
            if (held == null) {
                take(other);
                rejected = true;
            } else {
                assertSame(before, state);
            }
        }

        private void accept() {
            if (held != null) {
                state = state.accepted(held, now);
                accepted = true;
            }
        }

        private void refuseAgain() {
            if (held != null) {
                state = state.refusedAgain(held, now);
                refusedAt = now;
            }
        }

        private void settle(Step step, AccessToken next) {
            switch (step.event()) {
                case RENEWED -> {
                    boolean forRefused = isForRefused();
                    state = settled(new Outcome.Renewed(next, false, true, Duration.ZERO, null), step);
                    hold(next);
                    onTrial = forRefused;
                }
                case ADOPTED_AGAIN -> {
                    AccessToken same = held == null ? next : held;
                    boolean forRefused = isForRefused();
                    boolean refused = held != null && rejected;
                    state = settled(new Outcome.Renewed(same, true, false, Duration.ZERO, null), step);
                    hold(same);
                    onTrial = forRefused;
                    rejected = refused;
                }
                case FAILED -> fail(step, Failure.BUSY);
                case FAILED_HERE -> fail(step, Failure.LOCAL);
                case DEFERRED -> {
                    state = settled(new Outcome.Deferred("dead", step.asked()), step);
                    ended = false;
                    waitFor(step.asked());
                }
                default -> {
                    state = settled(new Outcome.Ended(Reason.REFUSED), step);
                    ended = true;
                    answerLost = false;
                    waitFor(Duration.ofSeconds(5));
                }
            }
        }

        private GrantState settled(Outcome outcome, Step step) {
            return state.settled(outcome, now, terms, step.random());
        }

        private void fail(Step step, Failure failure) {
            boolean lost = failure != Failure.LOCAL && step.answerLost();
            state = settled(new Outcome.Failed(failure, "HTTP 503", step.asked(), lost, null), step);
            if (ended && failure == Failure.LOCAL) {
                waitFor(Duration.ofSeconds(5));
                return;
            }
            ended = false;
            answerLost |= lost;
            Duration asked = step.asked().compareTo(Duration.ofMinutes(10)) < 0 ? step.asked() : Duration.ofMinutes(10);
            Duration least = Duration.ofMillis(200);
            waitFor(asked.compareTo(least) > 0 ? asked : least);
            Duration until = now.until(((Health.Waiting) state.health()).until());
            assertTrue(until.compareTo(Duration.ofMinutes(10)) <= 0, () -> "waits for " + until);
        }

        private boolean isForRefused() {
            return held != null && rejected && held == usedUp;
        }

        private void waitFor(Duration wait) {
            failedAt = now;
            waits = wait;
        }

        private void hold(AccessToken token) {
            take(token);
            answerLost = false;
            failedAt = null;
            ended = false;
        }

        private void take(AccessToken token) {
            held = token;
            received = now;
            rejected = false;
            clocksAgree = true;
            lookedAt = now.nanos();
            refusedAt = null;
            accepted = false;
            onTrial = false;
        }

        private Instant byNanos() {
            return received.wall().plusNanos(now.nanos() - received.nanos());
        }

        private boolean isUsable() {
            return isUsable(Duration.ZERO);
        }

        /** Whether it was so long before now, by both clocks. */
        private boolean isUsable(Duration before) {
            if (held == null || rejected) {
                return false;
            }
            Instant expired = terms.policy().expiredAt(held);
            return now.wall().minus(before).isBefore(expired)
                    && byNanos().minus(before).isBefore(expired);
        }

        private boolean isWaiting() {
            return failedAt != null && now.nanos() - failedAt.nanos() < Moment.nanosOf(waits);
        }

        private void checkHealth() {
            assertEquals(ended, state.health() instanceof Health.Ended, "ended");
            assertEquals(
                    answerLost,
                    state.health() instanceof Health.Waiting waiting && waiting.answerLost(),
                    "an answer was lost");
        }

        private void checkDecision(Decision decision) {
            // The machine counts in milliseconds, so that on the last one before the end both answers are right.
            if (isUsable(Duration.ofMillis(-1))) {
                AccessToken served = decision instanceof Decision.Serve serve
                        ? serve.token()
                        : assertInstanceOf(Decision.ServeAndRefresh.class, decision)
                                .token();
                assertEquals(held, served, "a usable token is served without waiting");
            } else if (!isUsable(Duration.ofMillis(1))) {
                assertFalse(decision instanceof Decision.Serve, "served though not usable");
                assertFalse(decision instanceof Decision.ServeAndRefresh, "served though not usable");
            }
            boolean refreshes = decision instanceof Decision.Refresh || decision instanceof Decision.ServeAndRefresh;
            assertFalse(refreshes && state.flight() != null && !state.flight().isOverdue(now), "two flights");
            assertFalse(refreshes && isWaiting(), "sooner than allowed");
            assertFalse(decision instanceof Decision.ServeAndRefresh && answerLost, "the held token is used up first");
            assertFalse(decision instanceof Decision.ServeAndRefresh && ended, "refreshed ahead after the end");
            assertTrue(
                    !(decision instanceof Decision.Unavailable wait)
                            || wait.retryAfter().compareTo(Duration.ZERO) > 0,
                    "later, but at once");
        }

        private void checkFreshness() {
            Held at = state.held();
            if (at != null && at.isFresh(now.nanos())) {
                assertTrue(now.nanos() - lookedAt < 1_000 * MILLI, "both clocks are looked at every second");
                assertTrue(!clocksAgree || isUsable(Duration.ofMillis(1)), "fresh but not usable");
            }
        }

        private void checkGuard() {
            if (held == null) {
                return;
            }
            Duration guard = state.guardOf(held, now);
            if (!onTrial || accepted || refusedAt == null) {
                assertEquals(Duration.ZERO, guard, "no replacement, or one that got through outweighs all others");
            } else {
                long left = Duration.ofSeconds(10).toNanos() - (now.nanos() - refusedAt.nanos());
                assertEquals(Duration.ofNanos(Math.max(0, left)), guard);
            }
        }
    }

    @Property(tries = 2_000)
    void keepsItsPromises(
            @ForAll("terms") Terms terms, @ForAll("origins") long nanos, @ForAll("sequences") List<Step> steps) {
        Run run = new Run(terms, nanos);
        steps.forEach(run::take);
    }

    @Property(tries = 1_000)
    void saturatesWhereverItCounts(
            @ForAll @IntRange(min = Integer.MAX_VALUE - 2) int failures,
            @ForAll("origins") long nanos,
            @ForAll("waits") Duration outage,
            @ForAll("waits") Duration retryAfter,
            @ForAll @DoubleRange(max = 1) double random) {
        Moment since = new Moment(TestTokens.NOW, nanos);
        Moment now = new Moment(TestTokens.NOW, since.after(outage));
        GrantState waiting =
                new GrantState(null, new Health.Waiting(failures, nanos, now.nanos(), "HTTP 503", false, null), null);
        Terms terms = new Terms(RefreshPolicy.DEFAULT, random);
        Health.Waiting failed = (Health.Waiting) waiting.settled(
                        new Outcome.Failed(Failure.BUSY, "HTTP 503", retryAfter, false, null), now, terms, random)
                .health();
        assertTrue(failed.failures() >= failures);
        Duration wait = now.until(failed.until());
        assertTrue(
                wait.compareTo(Duration.ofSeconds(4)) >= 0 && wait.compareTo(Duration.ofMinutes(10)) <= 0,
                () -> "waits for " + wait);
        GrantState deferred = waiting.settled(new Outcome.Deferred("dead", retryAfter), now, terms, random);
        assertEquals(retryAfter.isZero(), deferred.needed(now) instanceof Decision.Refresh);
    }

    @Property(tries = 2_500)
    void renewsInTheSecondHalfOfTheLifetimeAndBeforeTheEnd(
            @ForAll("terms") Terms terms, @ForAll("lifetimes") Duration lifetime) {
        AccessToken token = TestTokens.living(lifetime);
        Instant due = terms.policy().dueAt(token, terms.spread());
        Instant expired = terms.policy().expiredAt(token);
        assertFalse(due.isBefore(TestTokens.NOW.plus(lifetime.dividedBy(2))), "due " + due);
        assertFalse(expired.isBefore(due), "due " + due + ", expired " + expired);
        assertFalse(token.expiresAt().isBefore(expired), "expired " + expired);
    }

    @Property(tries = 1_000)
    void measuresTheTimeThatIsLeftWhereverTheClockStands(
            @ForAll("origins") long nanos, @ForAll("waits") Duration wait, @ForAll @LongRange(min = 1) long later) {
        Moment start = new Moment(TestTokens.NOW, nanos);
        long deadline = start.after(wait);
        assertEquals(!wait.isZero(), start.isBefore(deadline));
        Moment then = new Moment(TestTokens.NOW, nanos + later % (YEAR.toNanos() * 100));
        assertEquals(start.until(deadline).minusNanos(then.nanos() - nanos), then.until(deadline));
        assertEquals(
                then.isBefore(deadline),
                !then.until(deadline).isNegative() && !then.until(deadline).isZero());
    }

    @Provide
    Arbitrary<Long> origins() {
        return Arbitraries.oneOf(
                Arbitraries.of(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE),
                Arbitraries.longs().between(Long.MAX_VALUE - YEAR.toNanos(), Long.MAX_VALUE),
                Arbitraries.longs());
    }

    @Provide
    Arbitrary<Duration> lifetimes() {
        return durations(Duration.ofSeconds(1), TEN_YEARS);
    }

    @Provide
    Arbitrary<Duration> waits() {
        return Arbitraries.oneOf(
                Arbitraries.of(Duration.ZERO, TEN_YEARS, LONGEST),
                durations(Duration.ofMillis(1), Duration.ofSeconds(2)),
                durations(Duration.ofSeconds(1), Duration.ofHours(1)));
    }

    @Provide
    Arbitrary<Terms> terms() {
        Arbitrary<RefreshPolicy> policies = Combinators.combine(margins(), margins())
                .as((one, other) -> {
                    boolean ordered = one == null || other == null || one.compareTo(other) >= 0;
                    return RefreshPolicy.DEFAULT
                            .withRefreshMargin(ordered ? one : other)
                            .withClockSkew(ordered ? other : one);
                });
        Arbitrary<Double> spreads = Arbitraries.doubles().between(0, 1);
        return Combinators.combine(policies, spreads).as(Terms::new);
    }

    private Arbitrary<@Nullable Duration> margins() {
        return Arbitraries.oneOf(
                        Arbitraries.of(Duration.ZERO, LONGEST),
                        durations(Duration.ofMillis(1), Duration.ofMinutes(5)),
                        durations(Duration.ofMillis(1), TEN_YEARS))
                .injectNull(0.4);
    }

    @Provide
    Arbitrary<List<Step>> sequences() {
        Arbitrary<Event> events = Arbitraries.frequency(
                Tuple.of(10, Event.NEEDED),
                Tuple.of(4, Event.REJECTED),
                Tuple.of(3, Event.RENEWED),
                Tuple.of(3, Event.FAILED),
                Tuple.of(2, Event.FAILED_HERE),
                Tuple.of(2, Event.DEFERRED),
                Tuple.of(2, Event.ENDED),
                Tuple.of(2, Event.AUTHORIZED),
                Tuple.of(2, Event.LOOKED_AT),
                Tuple.of(2, Event.REFUSED_AGAIN),
                Tuple.of(1, Event.ACCEPTED),
                Tuple.of(1, Event.ADOPTED_AGAIN),
                Tuple.of(1, Event.REPLACED_ONE_REJECTED),
                Tuple.of(1, Event.EVICTED));
        Arbitrary<Duration> passes = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(Duration.ZERO)),
                Tuple.of(6, durations(Duration.ofNanos(1), Duration.ofSeconds(20))),
                Tuple.of(2, durations(Duration.ofSeconds(1), Duration.ofHours(2))),
                Tuple.of(1, durations(Duration.ofHours(1), YEAR)));
        Arbitrary<Duration> jumps = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.just(Duration.ZERO)),
                Tuple.of(1, durations(Duration.ofMillis(1), Duration.ofDays(30))),
                Tuple.of(1, durations(Duration.ofMillis(1), Duration.ofDays(30)).map(Duration::negated)));
        Arbitrary<Duration> shortLifetimes = durations(Duration.ofSeconds(1), Duration.ofMinutes(2));
        return Combinators.combine(
                        events,
                        passes,
                        jumps,
                        Arbitraries.oneOf(shortLifetimes, lifetimes()),
                        waits(),
                        Arbitraries.of(true, false),
                        Arbitraries.doubles().between(0, 1))
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(50);
    }

    private static Arbitrary<Duration> durations(Duration from, Duration to) {
        return Arbitraries.longs().between(from.toNanos(), to.toNanos()).map(Duration::ofNanos);
    }
}
