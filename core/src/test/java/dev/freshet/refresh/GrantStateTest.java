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
import dev.freshet.refresh.GrantState.Outcome;
import dev.freshet.refresh.ReauthorizationRequiredException.Reason;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** One test for each edge of the table in {@link GrantState}, and random walks over all of them. */
class GrantStateTest {

    private static final RefreshPolicy POLICY = RefreshPolicy.DEFAULT;
    private static final AccessToken TOKEN = TestTokens.of100s("at-1");
    private static final AccessToken NEXT = TestTokens.of100s("at-2");
    private static final Instant FRESH = TestTokens.NOW.plusSeconds(79);
    private static final Instant DUE = TestTokens.NOW.plusSeconds(80);
    private static final Instant EXPIRED = TestTokens.NOW.plusSeconds(90);
    private static final Flight FLIGHT = new Flight(null, null);

    private static GrantState holding() {
        return GrantState.EMPTY.authorized(TOKEN, POLICY);
    }

    private static GrantState failed(GrantState state, Instant now) {
        return state.settled(new Outcome.Failed("HTTP 503", null, false, null), now, POLICY, 1);
    }

    private static GrantState unanswered(GrantState state, Instant now) {
        return state.settled(new Outcome.Failed("reset", null, true, null), now, POLICY, 1);
    }

    private static GrantState ended(GrantState state) {
        return state.settled(new Outcome.Ended(Reason.REFUSED), FRESH, POLICY, 1);
    }

    @Nested
    class WhenNothingHasHappened {

        @Test
        void refreshesForTheFirstToken() {
            assertInstanceOf(Decision.Refresh.class, GrantState.EMPTY.needed(FRESH));
        }

        @Test
        void servesFreshToken() {
            assertEquals(new Decision.Serve(TOKEN), holding().needed(FRESH));
        }

        @Test
        void servesDueTokenAndRefreshes() {
            assertEquals(new Decision.ServeAndRefresh(TOKEN), holding().needed(DUE));
        }

        @Test
        void refreshesExpiredToken() {
            assertInstanceOf(Decision.Refresh.class, holding().needed(EXPIRED));
        }

        @Test
        void refreshesRejectedTokenHoweverFresh() {
            assertInstanceOf(Decision.Refresh.class, holding().rejected(TOKEN, POLICY).needed(FRESH));
        }

        @Test
        void takesRejectedTokenThatIsNotHeldAsHeld() {
            GrantState state = GrantState.EMPTY.rejected(TOKEN, POLICY);
            assertInstanceOf(Decision.Refresh.class, state.needed(FRESH));
            assertEquals(TOKEN, state.held().token());
            assertTrue(state.held().rejected());
        }

        @Test
        void keepsStateWhenReplacedTokenIsRejected() {
            GrantState state = holding();
            assertSame(state, state.rejected(NEXT, POLICY));
        }

        @Test
        void keepsStateWhenTokenIsRejectedOnceMore() {
            GrantState state = holding().rejected(TOKEN, POLICY);
            assertSame(state, state.rejected(TOKEN, POLICY));
        }
    }

    @Nested
    class WhenRefreshing {

        @Test
        void servesDueTokenOnly() {
            assertEquals(new Decision.Serve(TOKEN), holding().refreshing(FLIGHT).needed(DUE));
        }

        @Test
        void awaitsFlightForExpiredToken() {
            assertEquals(new Decision.Await(FLIGHT), holding().refreshing(FLIGHT).needed(EXPIRED));
        }

        @Test
        void awaitsFlightForRejectedToken() {
            GrantState state = holding().refreshing(FLIGHT).rejected(TOKEN, POLICY);
            assertEquals(new Decision.Await(FLIGHT), state.needed(FRESH));
        }

        @Test
        void holdsNewTokenAfterwards() {
            GrantState state = holding()
                    .rejected(TOKEN, POLICY)
                    .refreshing(FLIGHT)
                    .settled(new Outcome.Renewed(NEXT, false, true, Duration.ZERO), FRESH, POLICY, 1);
            assertEquals(new Decision.Serve(NEXT), state.needed(FRESH));
            assertNull(state.flight());
        }
    }

    @Nested
    class WhenWaiting {

        @Test
        void servesValidTokenAndLeavesTheServerAlone() {
            assertEquals(new Decision.Serve(TOKEN), failed(holding(), DUE).needed(DUE));
        }

        @Test
        void refreshesDueTokenAgainWhenTheWaitIsOver() {
            Instant later = DUE.plusMillis(250);
            assertEquals(new Decision.ServeAndRefresh(TOKEN), failed(holding(), DUE).needed(later));
        }

        @Test
        void failsAtOnceWithTheTimeThatIsLeft() {
            Decision decision = failed(holding(), EXPIRED).needed(EXPIRED.plusMillis(50));
            assertEquals(new Decision.Unavailable(Duration.ofMillis(200), "HTTP 503"), decision);
        }

        @Test
        void refreshesExpiredTokenWhenTheWaitIsOver() {
            assertInstanceOf(
                    Decision.Refresh.class, failed(holding(), EXPIRED).needed(EXPIRED.plusMillis(250)));
        }

        @Test
        void waitsLongerWithEachFailure() {
            GrantState state = holding();
            Instant now = EXPIRED;
            List<Long> waits = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                state = failed(state, now);
                Instant until = ((Health.Waiting) state.health()).until();
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
                now = ((Health.Waiting) state.health()).until();
            }
            Duration wait = Duration.between(now, ((Health.Waiting) failed(state, now).health()).until());
            assertEquals(Duration.ofSeconds(30), wait);
        }

        @Test
        void obeysRetryAfterWhenItIsLonger() {
            GrantState state = holding()
                    .settled(new Outcome.Failed("429", Duration.ofSeconds(7), false, null), EXPIRED, POLICY, 1);
            assertEquals(new Decision.Unavailable(Duration.ofSeconds(7), "429"), state.needed(EXPIRED));
        }

        @Test
        void doesNotLetRetryAfterZeroShortenTheWait() {
            GrantState state = holding()
                    .settled(new Outcome.Failed("429", Duration.ZERO, false, null), EXPIRED, POLICY, 1);
            assertEquals(new Decision.Unavailable(Duration.ofMillis(250), "429"), state.needed(EXPIRED));
        }

        @Test
        void capsRetryAfterAtTenMinutes() {
            GrantState state = holding()
                    .settled(new Outcome.Failed("429", Duration.ofDays(1), false, null), EXPIRED, POLICY, 1);
            assertEquals(new Decision.Unavailable(Duration.ofMinutes(10), "429"), state.needed(EXPIRED));
        }

        @Test
        void isSoundAgainWithNewTokens() {
            GrantState state = failed(holding(), DUE)
                    .settled(new Outcome.Renewed(NEXT, false, true, Duration.ZERO), DUE, POLICY, 1);
            assertEquals(new Health.Sound(), state.health());
        }

        @Test
        void keepsTokensThatWaitToBeStored() {
            StoredGrant next = StoredGrant.of(NEXT, null);
            Refresh.Unsaved unsaved = new Refresh.Unsaved(
                    new TokenStore.Versioned(1, StoredGrant.of(TOKEN, null)),
                    next,
                    new Outcome.Renewed(NEXT, false, true, Duration.ZERO));
            GrantState state =
                    holding().settled(new Outcome.Failed("disk full", null, false, unsaved), DUE, POLICY, 1);
            assertSame(unsaved, state.unsaved());
        }
    }

    @Nested
    class WhenAnAnswerWasLost {

        @Test
        void usesUpTheHeldTokenBeforePresentingTheRefreshTokenAgain() {
            GrantState state = unanswered(holding(), DUE);
            assertEquals(new Decision.Serve(TOKEN), state.needed(DUE.plusSeconds(9)));
        }

        @Test
        void triesOnceTheHeldTokenIsUsedUp() {
            assertInstanceOf(Decision.Refresh.class, unanswered(holding(), DUE).needed(EXPIRED));
        }

        @Test
        void remembersItThroughOtherFailures() {
            GrantState state = failed(unanswered(holding(), DUE), DUE.plusSeconds(1));
            assertTrue(((Health.Waiting) state.health()).answerLost());
            assertEquals(new Decision.Serve(TOKEN), state.needed(DUE.plusSeconds(9)));
        }
    }

    @Nested
    class WhenEnded {

        @Test
        void servesTokenThatIsStillValid() {
            assertEquals(new Decision.Serve(TOKEN), ended(holding()).needed(DUE));
        }

        @Test
        void asksForReauthorizationAfterwards() {
            assertEquals(new Decision.Reauthorize(Reason.REFUSED), ended(holding()).needed(EXPIRED));
        }

        @Test
        void asksForReauthorizationWhenTheTokenIsRejected() {
            GrantState state = ended(holding()).rejected(TOKEN, POLICY);
            assertEquals(new Decision.Reauthorize(Reason.REFUSED), state.needed(FRESH));
        }

        @Test
        void isRevivedByTokensFromOutside() {
            GrantState state = ended(holding()).authorized(NEXT, POLICY);
            assertEquals(new Decision.Serve(NEXT), state.needed(FRESH));
            assertEquals(new Health.Sound(), state.health());
        }
    }

    @Nested
    class WhenAReplacementWasRefusedToo {

        @Test
        void guardsItForTenSeconds() {
            GrantState state = holding().refusedAgain(TOKEN, FRESH);
            assertEquals(Duration.ofSeconds(4), state.guardOf(TOKEN, FRESH.plusSeconds(6)));
            assertEquals(Duration.ZERO, state.guardOf(TOKEN, FRESH.plusSeconds(10)));
        }

        @Test
        void goesOnServingIt() {
            assertEquals(new Decision.Serve(TOKEN), holding().refusedAgain(TOKEN, FRESH).needed(FRESH));
        }

        @Test
        void guardsNoneThatARepeatedCallGotThroughWith() {
            assertEquals(Duration.ZERO, holding().accepted(TOKEN).refusedAgain(TOKEN, FRESH).guardOf(TOKEN, FRESH));
            assertEquals(Duration.ZERO, holding().refusedAgain(TOKEN, FRESH).accepted(TOKEN).guardOf(TOKEN, FRESH));
        }

        @Test
        void guardsAnUnprovenOneAfterAProvenOne() {
            GrantState state = holding().accepted(TOKEN).authorized(NEXT, POLICY).refusedAgain(NEXT, FRESH);
            assertEquals(Duration.ofSeconds(10), state.guardOf(NEXT, FRESH));
        }

        @Test
        void hearsNothingNewInFurtherAcceptance() {
            GrantState state = holding().accepted(TOKEN);
            assertSame(state, state.accepted(TOKEN));
            assertSame(state, state.accepted(NEXT));
        }

        @Test
        void guardsNoOtherToken() {
            GrantState state = holding().refusedAgain(NEXT, FRESH);
            assertEquals(Duration.ZERO, state.guardOf(TOKEN, FRESH));
            assertEquals(Duration.ZERO, state.guardOf(NEXT, FRESH));
        }
    }

    @Test
    void keepsItsPromisesInRandomWalks() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int walk = 0; walk < 2_000; walk++) {
            GrantState state = GrantState.EMPTY;
            Instant now = TestTokens.NOW;
            int issued = 0;
            for (int step = 0; step < 40; step++) {
                String where = "seed " + seed + ", walk " + walk + ", step " + step;
                now = now.plusMillis(random.nextInt(40_000));
                Decision decision = state.needed(now);
                AccessToken before = state.held() == null ? null : state.held().token();
                boolean usable = state.held() != null && state.held().isUsable(now.toEpochMilli());
                boolean served = decision instanceof Decision.Serve || decision instanceof Decision.ServeAndRefresh;
                assertEquals(usable, served, "a usable token is always served, " + where);
                if (decision instanceof Decision.Refresh || decision instanceof Decision.ServeAndRefresh) {
                    assertNull(state.flight(), "one refresh at a time, " + where);
                    assertFalse(state.health() instanceof Health.Ended, "none after the end, " + where);
                    state = state.refreshing(new Flight(null, null));
                }
                switch (random.nextInt(6)) {
                    case 0 -> state = before == null ? state : state.rejected(before, POLICY);
                    case 1 -> state = settle(state, new Outcome.Failed("503", null, random.nextBoolean(), null), now);
                    case 2 -> state = settle(state, new Outcome.Ended(Reason.REFUSED), now);
                    case 3 -> {
                        AccessToken token = AccessToken.of("at-" + ++issued, now, now.plusSeconds(100), null);
                        state = settle(state, new Outcome.Renewed(token, false, true, Duration.ZERO), now);
                    }
                    case 4 -> state = random.nextInt(10) == 0
                            ? state.authorized(AccessToken.of("new-" + ++issued, now, now.plusSeconds(100), null), POLICY)
                            : state;
                    default -> { /* time passes */ }
                }
                if (before != null) {
                    assertTrue(state.held() != null, "a token is replaced, never dropped, " + where);
                }
            }
        }
    }

    private static GrantState settle(GrantState state, Outcome outcome, Instant now) {
        return state.flight() == null ? state : state.settled(outcome, now, POLICY, 0.5);
    }
}
