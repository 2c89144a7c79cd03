package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.GrantState.Decision;
import dev.freshet.refresh.GrantState.Health;
import dev.freshet.refresh.GrantState.Outcome;
import dev.freshet.refresh.ReauthorizationRequiredException.Reason;
import dev.freshet.refresh.TokenEvent.Failure;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** One test for each edge of the table in {@link GrantState}, and random walks over all of them. */
class GrantStateTest {

    private static final Terms TERMS = new Terms(RefreshPolicy.DEFAULT, 0.5);
    private static final AccessToken TOKEN = TestTokens.of100s("at-1");
    private static final AccessToken NEXT = TestTokens.of100s("at-2");
    private static final Instant FRESH = TestTokens.NOW.plusSeconds(79);
    private static final Instant DUE = TestTokens.NOW.plusSeconds(80);
    private static final Instant EXPIRED = TestTokens.NOW.plusSeconds(90);
    private static final Flight FLIGHT =
            new Flight(null, false, null, at(EXPIRED.plusSeconds(60)).nanos());

    private static final Moment START = at(TestTokens.NOW);

    private static Moment at(Instant instant) {
        return TestTokens.at(instant);
    }

    private static GrantState holding() {
        return GrantState.EMPTY.authorized(TOKEN, TERMS, START);
    }

    private static GrantState failed(GrantState state, Instant now) {
        return state.settled(
                new Outcome.Failed(Failure.BUSY, "HTTP 503", Duration.ZERO, false, null), at(now), TERMS, 1);
    }

    private static Instant until(GrantState state, Instant now) {
        return now.plus(at(now).until(((Health.Waiting) state.health()).until()));
    }

    private static GrantState unanswered(GrantState state, Instant now) {
        return state.settled(new Outcome.Failed(Failure.BUSY, "reset", Duration.ZERO, true, null), at(now), TERMS, 1);
    }

    private static GrantState ended(GrantState state) {
        return state.settled(new Outcome.Ended(Reason.REFUSED), at(FRESH), TERMS, 1);
    }

    private static Refresh.Unsaved unsaved() {
        return new Refresh.Unsaved(
                new TokenStore.Versioned(1, StoredGrant.of(TOKEN, null)),
                StoredGrant.of(NEXT, null),
                new Outcome.Renewed(NEXT, false, true, Duration.ZERO, null));
    }

    @Nested
    class WhenNothingHasHappened {

        @Test
        void refreshesForTheFirstToken() {
            assertInstanceOf(Decision.Refresh.class, GrantState.EMPTY.needed(at(FRESH)));
        }

        @Test
        void isNeverTheSameAgainOnceOnlyTheStoreKnows() {
            assertEquals(GrantState.EMPTY, GrantState.unknown());
            assertNotSame(GrantState.EMPTY, GrantState.unknown());
        }

        @Test
        void servesFreshToken() {
            assertEquals(new Decision.Serve(TOKEN), holding().needed(at(FRESH)));
        }

        @Test
        void servesDueTokenAndRefreshes() {
            assertEquals(new Decision.ServeAndRefresh(TOKEN), holding().needed(at(DUE)));
        }

        @Test
        void refreshesExpiredToken() {
            assertInstanceOf(Decision.Refresh.class, holding().needed(at(EXPIRED)));
        }

        @Test
        void refreshesRejectedTokenHoweverFresh() {
            assertInstanceOf(
                    Decision.Refresh.class,
                    holding().rejected(TOKEN, TERMS, at(FRESH)).needed(at(FRESH)));
        }

        @Test
        void takesRejectedTokenThatIsNotHeldAsHeld() {
            GrantState state = GrantState.EMPTY.rejected(TOKEN, TERMS, at(FRESH));
            assertInstanceOf(Decision.Refresh.class, state.needed(at(FRESH)));
            assertEquals(TOKEN, state.held().token());
            assertTrue(state.held().rejected());
        }

        @Test
        void keepsStateWhenReplacedTokenIsRejected() {
            GrantState state = holding();
            assertSame(state, state.rejected(NEXT, TERMS, at(FRESH)));
        }

        @Test
        void keepsStateWhenTokenIsRejectedOnceMore() {
            GrantState state = holding().rejected(TOKEN, TERMS, at(FRESH));
            assertSame(state, state.rejected(TOKEN, TERMS, at(FRESH)));
        }
    }

    @Nested
    class WhenRefreshing {

        @Test
        void servesDueTokenOnly() {
            assertEquals(new Decision.Serve(TOKEN), holding().refreshing(FLIGHT).needed(at(DUE)));
        }

        @Test
        void awaitsFlightForExpiredToken() {
            assertEquals(
                    new Decision.Await(FLIGHT), holding().refreshing(FLIGHT).needed(at(EXPIRED)));
        }

        @Test
        void awaitsFlightForRejectedToken() {
            GrantState state = holding().refreshing(FLIGHT).rejected(TOKEN, TERMS, at(FRESH));
            assertEquals(new Decision.Await(FLIGHT), state.needed(at(FRESH)));
        }

        @Test
        void holdsNewTokenAfterwards() {
            GrantState state = holding()
                    .rejected(TOKEN, TERMS, at(FRESH))
                    .refreshing(FLIGHT)
                    .settled(new Outcome.Renewed(NEXT, false, true, Duration.ZERO, null), at(FRESH), TERMS, 1);
            assertEquals(new Decision.Serve(NEXT), state.needed(at(FRESH)));
            assertNull(state.flight());
        }

        @Test
        void doesNotForgetThatATokenWasRefusedWhenTheFlightFindsItInTheStore() {
            GrantState state = GrantState.EMPTY.refreshing(FLIGHT).rejected(TOKEN, TERMS, at(FRESH));
            GrantState found = settled(state, TOKEN, true);
            assertInstanceOf(Decision.Refresh.class, found.needed(at(FRESH)));
            assertNull(found.flight());
        }

        @Test
        void takesARefusedTokenThatTheServerIssuesAgain() {
            GrantState state = holding().rejected(TOKEN, TERMS, at(FRESH)).refreshing(FLIGHT);
            assertEquals(new Decision.Serve(TOKEN), settled(state, TOKEN, false).needed(at(FRESH)));
        }

        @Test
        void takesAnotherTokenThatTheFlightFindsInTheStore() {
            GrantState state = holding().rejected(TOKEN, TERMS, at(FRESH)).refreshing(FLIGHT);
            assertEquals(new Decision.Serve(NEXT), settled(state, NEXT, true).needed(at(FRESH)));
        }

        private static GrantState settled(GrantState state, AccessToken token, boolean adopted) {
            return state.settled(new Outcome.Renewed(token, adopted, false, Duration.ZERO, null), at(FRESH), TERMS, 1);
        }
    }

    @Nested
    class WhenWaiting {

        @Test
        void servesValidTokenAndLeavesTheServerAlone() {
            assertEquals(new Decision.Serve(TOKEN), failed(holding(), DUE).needed(at(DUE)));
        }

        @Test
        void refreshesDueTokenAgainWhenTheWaitIsOver() {
            Instant later = DUE.plusMillis(250);
            assertEquals(
                    new Decision.ServeAndRefresh(TOKEN), failed(holding(), DUE).needed(at(later)));
        }

        @Test
        void failsAtOnceWithTheTimeThatIsLeft() {
            Decision decision = failed(holding(), EXPIRED).needed(at(EXPIRED.plusMillis(50)));
            assertEquals(new Decision.Unavailable(Duration.ofMillis(200), "HTTP 503"), decision);
        }

        @Test
        void refreshesExpiredTokenWhenTheWaitIsOver() {
            assertInstanceOf(Decision.Refresh.class, failed(holding(), EXPIRED).needed(at(EXPIRED.plusMillis(250))));
        }

        @Test
        void waitsLongerWithEachFailure() {
            GrantState state = holding();
            Instant now = EXPIRED;
            List<Long> waits = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                state = failed(state, now);
                Instant until = until(state, now);
                waits.add(Duration.between(now, until).toMillis());
                now = until;
            }
            assertEquals(List.of(250L, 500L, 1000L, 2000L, 4000L, 5000L, 5000L, 5000L), waits);
        }

        @Test
        void waitsUpToHalfAMinuteInALongOutage() {
            GrantState state = holding();
            Instant now = EXPIRED;
            for (int i = 0; i < 60; i++) {
                state = failed(state, now);
                now = until(state, now);
            }
            Duration wait = Duration.between(now, until(failed(state, now), now));
            assertEquals(Duration.ofSeconds(30), wait);
        }

        @Test
        void obeysRetryAfterWhenItIsLonger() {
            GrantState state = holding()
                    .settled(
                            new Outcome.Failed(Failure.BUSY, "429", Duration.ofSeconds(7), false, null),
                            at(EXPIRED),
                            TERMS,
                            1);
            assertEquals(new Decision.Unavailable(Duration.ofSeconds(7), "429"), state.needed(at(EXPIRED)));
        }

        @Test
        void doesNotLetRetryAfterZeroShortenTheWait() {
            GrantState state = holding()
                    .settled(
                            new Outcome.Failed(Failure.BUSY, "429", Duration.ZERO, false, null), at(EXPIRED), TERMS, 1);
            assertEquals(new Decision.Unavailable(Duration.ofMillis(250), "429"), state.needed(at(EXPIRED)));
        }

        @Test
        void capsRetryAfterAtTenMinutes() {
            GrantState state = holding()
                    .settled(
                            new Outcome.Failed(Failure.BUSY, "429", Duration.ofDays(1), false, null),
                            at(EXPIRED),
                            TERMS,
                            1);
            assertEquals(new Decision.Unavailable(Duration.ofMinutes(10), "429"), state.needed(at(EXPIRED)));
        }

        @Test
        void isSoundAgainWithNewTokens() {
            GrantState state = failed(holding(), DUE)
                    .settled(new Outcome.Renewed(NEXT, false, true, Duration.ZERO, null), at(DUE), TERMS, 1);
            assertEquals(new Health.Sound(), state.health());
        }

        @Test
        void keepsTokensThatWaitToBeStored() {
            Refresh.Unsaved unsaved = unsaved();
            GrantState state = holding()
                    .settled(
                            new Outcome.Failed(Failure.BUSY, "disk full", Duration.ZERO, false, unsaved),
                            at(DUE),
                            TERMS,
                            1);
            assertSame(unsaved, state.unsaved());
        }
    }

    @Nested
    class WhenAnAnswerWasLost {

        @Test
        void usesUpTheHeldTokenBeforePresentingTheRefreshTokenAgain() {
            GrantState state = unanswered(holding(), DUE);
            assertEquals(new Decision.Serve(TOKEN), state.needed(at(DUE.plusSeconds(9))));
        }

        @Test
        void triesOnceTheHeldTokenIsUsedUp() {
            assertInstanceOf(Decision.Refresh.class, unanswered(holding(), DUE).needed(at(EXPIRED)));
        }

        @Test
        void remembersItThroughOtherFailures() {
            GrantState state = failed(unanswered(holding(), DUE), DUE.plusSeconds(1));
            assertTrue(((Health.Waiting) state.health()).answerLost());
            assertEquals(new Decision.Serve(TOKEN), state.needed(at(DUE.plusSeconds(9))));
        }
    }

    @Nested
    class WhenEnded {

        @Test
        void servesTokenThatIsStillValid() {
            assertEquals(new Decision.Serve(TOKEN), ended(holding()).needed(at(DUE)));
        }

        @Test
        void asksForReauthorizationAfterwards() {
            GrantState state = holding().settled(new Outcome.Ended(Reason.REFUSED), at(EXPIRED), TERMS, 1);
            assertEquals(new Decision.Reauthorize(Reason.REFUSED), state.needed(at(EXPIRED)));
        }

        @Test
        void looksIntoTheStoreEveryFiveSeconds() {
            GrantState state = holding().settled(new Outcome.Ended(Reason.REFUSED), at(EXPIRED), TERMS, 1);
            assertEquals(new Decision.Reauthorize(Reason.REFUSED), state.needed(at(EXPIRED.plusMillis(4_999))));
            assertInstanceOf(Decision.Refresh.class, state.needed(at(EXPIRED.plusSeconds(5))));
        }

        @Test
        void asksForReauthorizationWhenTheTokenIsRejected() {
            GrantState state = ended(holding()).rejected(TOKEN, TERMS, at(FRESH));
            assertEquals(new Decision.Reauthorize(Reason.REFUSED), state.needed(at(FRESH)));
        }

        @Test
        void staysSoWhenTheStoreCouldNotBeLookedInto() {
            GrantState state = GrantState.EMPTY.settled(new Outcome.Ended(Reason.REFUSED), at(FRESH), TERMS, 1);
            Outcome unread = new Outcome.Failed(Failure.LOCAL, "disk full", Duration.ZERO, false, null);
            Instant later = FRESH.plusSeconds(5);
            GrantState still = state.settled(unread, at(later), TERMS, 1);
            assertEquals(new Decision.Reauthorize(Reason.REFUSED), still.needed(at(later.plusMillis(4_999))));
            assertInstanceOf(Decision.Refresh.class, still.needed(at(later.plusSeconds(5))));
        }

        @Test
        void isOverWhenWhatWasFoundInTheStoreCouldBePresented() {
            GrantState state = failed(ended(GrantState.EMPTY), FRESH);
            assertEquals(new Decision.Unavailable(Duration.ofMillis(250), "HTTP 503"), state.needed(at(FRESH)));
        }

        @Test
        void isOverWhenTokensCameThatTheStoreDidNotTake() {
            Outcome unsaved = new Outcome.Failed(Failure.LOCAL, "disk full", Duration.ZERO, false, unsaved());
            GrantState state = ended(GrantState.EMPTY).settled(unsaved, at(FRESH), TERMS, 1);
            assertInstanceOf(Health.Waiting.class, state.health());
        }

        @Test
        void isRevivedByTokensFromOutside() {
            GrantState state = ended(holding()).authorized(NEXT, TERMS, at(FRESH));
            assertEquals(new Decision.Serve(NEXT), state.needed(at(FRESH)));
            assertEquals(new Health.Sound(), state.health());
        }
    }

    @Nested
    class WhenAReplacementWasRefusedToo {

        private static final AccessToken REFUSED = TestTokens.of100s("at-0");

        private static GrantState begun(GrantState state, boolean usedUp) {
            return state.refreshing(new Flight(
                    REFUSED, usedUp, null, at(EXPIRED.plusSeconds(60)).nanos()));
        }

        private static GrantState renewed(GrantState state, AccessToken token) {
            return state.settled(new Outcome.Renewed(token, false, true, Duration.ZERO, null), at(FRESH), TERMS, 1);
        }

        private static GrantState rejected() {
            return GrantState.EMPTY.authorized(REFUSED, TERMS, START).rejected(REFUSED, TERMS, at(FRESH));
        }

        /** Holds TOKEN, which replaced one that was refused. */
        private static GrantState replaced() {
            return renewed(begun(rejected(), true), TOKEN);
        }

        @Test
        void guardsItForTenSeconds() {
            GrantState state = replaced().refusedAgain(TOKEN, at(FRESH));
            assertEquals(Duration.ofSeconds(4), state.guardOf(TOKEN, at(FRESH.plusSeconds(6))));
            assertEquals(Duration.ZERO, state.guardOf(TOKEN, at(FRESH.plusSeconds(10))));
        }

        @Test
        void guardsNoneBeforeThat() {
            assertEquals(Duration.ZERO, replaced().guardOf(TOKEN, at(FRESH)));
        }

        @Test
        void goesOnServingIt() {
            assertEquals(
                    new Decision.Serve(TOKEN),
                    replaced().refusedAgain(TOKEN, at(FRESH)).needed(at(FRESH)));
        }

        @Test
        void guardsNoneThatARepeatedCallGotThroughWith() {
            assertEquals(
                    Duration.ZERO,
                    replaced()
                            .accepted(TOKEN, at(FRESH))
                            .refusedAgain(TOKEN, at(FRESH))
                            .guardOf(TOKEN, at(FRESH)));
            assertEquals(
                    Duration.ZERO,
                    replaced()
                            .refusedAgain(TOKEN, at(FRESH))
                            .accepted(TOKEN, at(FRESH))
                            .guardOf(TOKEN, at(FRESH)));
        }

        @Test
        void guardsNoneThatReplacedNoRefusedOne() {
            GrantState ahead = renewed(begun(GrantState.EMPTY.authorized(REFUSED, TERMS, START), false), TOKEN);
            assertEquals(Duration.ZERO, ahead.refusedAgain(TOKEN, at(FRESH)).guardOf(TOKEN, at(FRESH)));
            assertEquals(Duration.ZERO, holding().refusedAgain(TOKEN, at(FRESH)).guardOf(TOKEN, at(FRESH)));
        }

        @Test
        void guardsNoneWhoseRefreshHadBegunBeforeTheRefusal() {
            GrantState begunBefore = begun(GrantState.EMPTY.authorized(REFUSED, TERMS, START), false)
                    .rejected(REFUSED, TERMS, at(FRESH));
            assertEquals(
                    Duration.ZERO,
                    renewed(begunBefore, TOKEN).refusedAgain(TOKEN, at(FRESH)).guardOf(TOKEN, at(FRESH)));
        }

        @Test
        void guardsAnUnprovenOneAfterAProvenOne() {
            GrantState proven = replaced().accepted(TOKEN, at(FRESH)).rejected(TOKEN, TERMS, at(FRESH));
            Flight second = new Flight(TOKEN, true, null, at(EXPIRED).nanos());
            GrantState state = renewed(proven.refreshing(second), NEXT).refusedAgain(NEXT, at(FRESH));
            assertEquals(Duration.ofSeconds(10), state.guardOf(NEXT, at(FRESH)));
        }

        @Test
        void hearsNothingNewInFurtherAcceptance() {
            GrantState state = replaced().accepted(TOKEN, at(FRESH));
            assertSame(state, state.accepted(TOKEN, at(FRESH)));
            assertSame(state, state.accepted(NEXT, at(FRESH)));
        }

        @Test
        void guardsNoOtherToken() {
            GrantState state = replaced().refusedAgain(NEXT, at(FRESH));
            assertEquals(Duration.ZERO, state.guardOf(TOKEN, at(FRESH)));
            assertEquals(Duration.ZERO, state.guardOf(NEXT, at(FRESH)));
        }
    }

    @Nested
    class WhenTheClocksDisagree {

        private final Moment start = at(TestTokens.NOW);
        private final GrantState state = holding();

        @Test
        void noticesAfterASecondThatTheMachineWasSuspended() {
            Moment resumed = new Moment(EXPIRED, start.nanos());
            assertTrue(state.held().isFresh(start.nanos() + 999_999_999), "by the monotonic clock alone");
            assertFalse(state.held().isFresh(start.nanos() + 1_000_000_000));
            assertInstanceOf(Decision.Refresh.class, state.needed(resumed));
        }

        @Test
        void usesATokenNoLongerBecauseTheWallClockWasSetBack() {
            Moment setBack =
                    new Moment(TestTokens.NOW.minusSeconds(3_600), at(EXPIRED).nanos());
            assertInstanceOf(Decision.Refresh.class, state.needed(setBack));
        }

        @Test
        void waitsNoLongerBecauseTheWallClockWasSetBack() {
            GrantState failed = failed(holding(), EXPIRED);
            Moment setBack = new Moment(
                    TestTokens.NOW.minusSeconds(3_600),
                    at(EXPIRED.plusMillis(250)).nanos());
            assertInstanceOf(Decision.Refresh.class, failed.needed(setBack));
        }

        @Test
        void servesTheHeldTokenWhenTheClockWasSetBackALittle() {
            Moment setBack = new Moment(FRESH.minusSeconds(60), at(FRESH).nanos());
            assertEquals(new Decision.Serve(TOKEN), state.needed(setBack));
        }

        @Test
        void looksAtBothClocksAgainEverySecondUntilTheTokenIsDue() {
            GrantState looked = state.lookedAt(at(FRESH));
            assertTrue(looked.held().isFresh(at(DUE.minusMillis(1)).nanos()));
            assertFalse(looked.held().isFresh(at(DUE).nanos()));
            assertSame(looked, looked.lookedAt(at(DUE)));
            assertSame(GrantState.EMPTY, GrantState.EMPTY.lookedAt(at(DUE)));
        }
    }

    @Nested
    class WhenARefreshDoesNotEnd {

        private static final Flight LOST =
                new Flight(null, false, null, at(EXPIRED.plusSeconds(60)).nanos());

        @Test
        void startsAnotherForAnExpiredToken() {
            GrantState state = holding().refreshing(LOST);
            assertEquals(new Decision.Await(LOST), state.needed(at(EXPIRED.plusMillis(59_999))));
            assertInstanceOf(Decision.Refresh.class, state.needed(at(EXPIRED.plusSeconds(60))));
        }

        @Test
        void startsAnotherForADueToken() {
            Flight early = new Flight(null, false, null, at(DUE.plusSeconds(1)).nanos());
            GrantState state = holding().refreshing(early);
            assertEquals(new Decision.Serve(TOKEN), state.needed(at(DUE)));
            assertEquals(new Decision.ServeAndRefresh(TOKEN), state.needed(at(DUE.plusSeconds(1))));
        }
    }

    @Nested
    class WhenOthersHaveFoundTheServerDead {

        @Test
        void waitsAsLongAsTheyDoAndCountsNoFailure() {
            GrantState state =
                    holding().settled(new Outcome.Deferred("dead", Duration.ofSeconds(3)), at(EXPIRED), TERMS, 1);
            assertEquals(new Decision.Unavailable(Duration.ofSeconds(3), "dead"), state.needed(at(EXPIRED)));
            assertEquals(0, ((Health.Waiting) state.health()).failures());
        }

        @Test
        void keepsWhatItKnowsOfItsOwnFailures() {
            GrantState before = unanswered(holding(), EXPIRED);
            GrantState state = before.settled(
                    new Outcome.Deferred("dead", Duration.ofSeconds(3)), at(EXPIRED.plusSeconds(1)), TERMS, 1);
            Health.Waiting waiting = (Health.Waiting) state.health();
            assertEquals(1, waiting.failures());
            assertTrue(waiting.answerLost());
        }
    }

    @Test
    void dropsTheTokenButNotWhatHappenedWhenItLeavesTheMemory() {
        GrantState state = failed(holding(), DUE).refreshing(FLIGHT).evicted();
        assertNull(state.held());
        assertSame(FLIGHT, state.flight());
        assertInstanceOf(Health.Waiting.class, state.health());
    }

    @Test
    void leavesAllToTheStoreWhenItWasOvertaken() {
        GrantState state =
                failed(holding().refreshing(FLIGHT), DUE).refreshing(FLIGHT).overtaken();
        assertEquals(GrantState.EMPTY, state);
        assertInstanceOf(Decision.Refresh.class, state.needed(at(DUE)));
    }

    @Test
    void keepsWhatTheStoreDoesNotHaveWhenItWasOvertaken() {
        Refresh.Unsaved unsaved = unsaved();
        Outcome notStored = new Outcome.Failed(Failure.LOCAL, "disk full", Duration.ZERO, false, unsaved);
        GrantState state = holding().settled(notStored, at(DUE), TERMS, 1).overtaken();
        assertNull(state.held());
        assertSame(unsaved, state.unsaved());
    }
}
