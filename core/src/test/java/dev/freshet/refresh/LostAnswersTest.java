package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.OAuthError;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.refresh.ReauthorizationRequiredException.Reason;
import dev.freshet.refresh.RefreshTokenPolicy.Rotation;
import dev.freshet.store.GrantKey;
import dev.freshet.store.Lease;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A refresh token was presented and no answer came: when it is presented again, and when it is not. */
class LostAnswersTest {

    private static final Duration LEEWAY = Duration.ofSeconds(10);
    private static final RefreshTokenPolicy WITH_LEEWAY = new RefreshTokenPolicy(Rotation.ROTATING, LEEWAY, null);
    private static final GrantKey KEY = GrantKey.ofApplication("parts");

    private final OneNode node = new OneNode();
    private final List<Instant> sentAt = new ArrayList<>();

    /** The server does its work, and its answer is not there when the time limit of the attempt has passed. */
    private Function<TokenRequest, Answer> lostAfter(Duration took) {
        return request -> {
            sentAt.add(node.time.instant());
            node.time.advance(took);
            return new Answer.Unanswered("HttpTimeoutException", null);
        };
    }

    private Duration attempt(RefreshTokenPolicy policy) {
        return TestTokens.client("parts")
                .refreshToken("rt-0")
                .refreshTokenPolicy(policy)
                .build()
                .attemptTimeout();
    }

    /** There may be no time left for the answer. */
    @Test
    void nothingIsSentThatCouldBeLostWhenTheApplicationStops() {
        TokenSource source = node.source();
        node.workers.closing = true;
        assertEquals("none", OneNode.tokenOrNone(source));
        assertEquals(List.of(), node.endpoint.presented());
        assertNull(node.store.parts().lease());
    }

    /** It may have come to that while the lease was waited for. */
    @Test
    void aLeaseIsGivenBackWhenTheApplicationStopsMeanwhile() {
        TokenSource source = node.source();
        node.store.onAcquire = () -> node.workers.closing = true;
        assertEquals("none", OneNode.tokenOrNone(source));
        assertEquals(List.of(), node.endpoint.presented());
        assertNull(node.store.parts().lease());
    }

    @Nested
    class WithinTheLeeway {

        private final TokenSource source = node.source(WITH_LEEWAY, node.store);

        @Test
        void letsTwoAttemptsFit() {
            assertEquals(Duration.ofMillis(4_625), attempt(WITH_LEEWAY));
            Duration both = attempt(WITH_LEEWAY).multipliedBy(2).plus(RefreshTokenPolicy.PAUSE_BETWEEN_ATTEMPTS);
            assertTrue(both.compareTo(LEEWAY) < 0, both::toString);
        }

        @Test
        void letsAnAttemptOfAnotherNodeFitAfterTheLeaseOfOneThatDied() {
            assertEquals(Duration.ofMillis(9_500), attempt(ofSeconds(30)));
            assertEquals(Duration.ofSeconds(5), attempt(ofSeconds(21)), "the shortest leeway that is long enough");
            assertEquals(Duration.ofMillis(9_625), attempt(ofSeconds(20)));
        }

        private RefreshTokenPolicy ofSeconds(int leeway) {
            return new RefreshTokenPolicy(Rotation.ROTATING, Duration.ofSeconds(leeway), null);
        }

        @Test
        void neverMakesAnAttemptLongerThanConfigured() {
            assertEquals(
                    RefreshPolicy.DEFAULT.attemptTimeout(),
                    attempt(new RefreshTokenPolicy(Rotation.ROTATING, Duration.ofMinutes(5), null)));
            assertEquals(RefreshPolicy.DEFAULT.attemptTimeout(), attempt(RefreshTokenPolicy.DEFAULT));
        }

        @Test
        void presentsTheSameRefreshTokenOnceMoreBeforeAnybodyIsToldOfAFailure() {
            node.endpoint.then(lostAfter(attempt(WITH_LEEWAY)));
            assertEquals("at-1", source.accessToken().value());
            assertEquals(List.of("rt-0", "rt-0"), node.endpoint.presented());
            assertEquals(List.of(), node.events(TokenEvent.RefreshFailed.class));
        }

        @Test
        void endsTheSecondAttemptBeforeTheServerForgetsTheFirst() {
            Duration attempt = attempt(WITH_LEEWAY);
            node.endpoint.then(lostAfter(attempt)).then(lostAfter(attempt));
            assertThrows(TokenUnavailableException.class, source::accessToken);
            assertEquals(2, sentAt.size());
            Duration untilSecondEnds =
                    Duration.between(sentAt.get(0), sentAt.get(1).plus(attempt));
            assertTrue(untilSecondEnds.compareTo(LEEWAY) < 0, untilSecondEnds::toString);
        }

        @Test
        void doesNotPresentItAgainWhenTheFirstAttemptTookTooLong() {
            node.endpoint.then(lostAfter(Duration.ofSeconds(6)));
            assertThrows(TokenUnavailableException.class, source::accessToken);
            assertEquals(List.of("rt-0"), node.endpoint.presented());
        }

        @Test
        void doesNotTrustAWallClockThatWasSetBack() {
            node.endpoint.then(request -> {
                node.time.moveWallClock(Duration.ofHours(-1));
                return new Answer.Unanswered("connection reset", null);
            });
            assertThrows(TokenUnavailableException.class, source::accessToken);
            assertEquals(List.of("rt-0"), node.endpoint.presented());
        }

        @Test
        void forgetsTheLostAnswerWhenTheSecondOneComes() {
            node.endpoint.then(lostAfter(attempt(WITH_LEEWAY)));
            source.accessToken();
            assertNull(node.store.parts().unanswered());
        }
    }

    @Nested
    class AfterTheLeeway {

        private final TokenSource source = node.source(WITH_LEEWAY, node.store);

        /** Both attempts of a refresh ahead of time are lost. */
        private void loseBoth() {
            source.accessToken();
            node.time.advance(OneNode.UNTIL_DUE);
            node.endpoint.then(lostAfter(attempt(WITH_LEEWAY))).then(lostAfter(attempt(WITH_LEEWAY)));
            node.refreshAhead(source);
            assertEquals(List.of("rt-0", "rt-1", "rt-1"), node.endpoint.presented());
        }

        @Test
        void holdsTheRefreshTokenWhileTheAccessTokenLives() {
            loseBoth();
            for (int second = 0; second < 45; second++) {
                node.time.advance(Duration.ofSeconds(1));
                assertEquals("at-1", source.accessToken().value());
                node.workers.run();
            }
            assertEquals(3, node.endpoint.requests.size());
        }

        @Test
        void presentsItALastTimeAndSaysThatAnAnswerWasLost() {
            loseBoth();
            node.time.advance(OneNode.UNTIL_EXPIRED);
            node.endpoint.thenRefused("invalid_grant");
            ReauthorizationRequiredException end =
                    assertThrows(ReauthorizationRequiredException.class, source::accessToken);
            assertEquals(Reason.ANSWER_LOST, end.reason());
            node.time.advance(Duration.ofMinutes(1));
            assertThrows(ReauthorizationRequiredException.class, source::accessToken);
            assertEquals(List.of("rt-0", "rt-1", "rt-1", "rt-1"), node.endpoint.presented());
        }

        @Test
        void goesOnWhenTheLastTimeSucceeds() {
            loseBoth();
            node.time.advance(OneNode.UNTIL_EXPIRED);
            assertEquals("at-2", source.accessToken().value());
            assertEquals(List.of(), node.events(TokenEvent.ReauthorizationRequired.class));
        }

        @Test
        void presentsItForACallWhoseTokenWasRevoked() {
            loseBoth();
            node.time.advance(Duration.ofSeconds(5));
            assertEquals("at-2", source.replacementFor(source.accessToken()).value());
        }

        @Test
        void isKeptBackByAnotherProcessToo() {
            loseBoth();
            OneNode other = new OneNode("there", node.time);
            TokenSource there = other.source(WITH_LEEWAY, node.store);
            assertEquals("at-1", there.accessToken().value());
            other.refreshAhead(there);
            assertEquals(0, other.endpoint.requests.size());
        }
    }

    /** Servers that take a refresh token again: with these nothing is risked, and nobody waits for the last moment. */
    @ParameterizedTest
    @EnumSource(
            value = Rotation.class,
            names = {"PERSISTENT", "RETRY_SAFE"})
    void presentsARepeatableRefreshTokenAgainAfterTheBackOff(Rotation rotation) {
        TokenSource source = node.source(new RefreshTokenPolicy(rotation, Duration.ZERO, null), node.store);
        source.accessToken();
        node.time.advance(OneNode.UNTIL_DUE);
        node.endpoint.thenUnanswered();
        node.refreshAhead(source);
        assertEquals("at-1", source.accessToken().value());
        node.time.advance(Duration.ofMillis(250));
        node.refreshAhead(source);
        assertEquals("at-2", source.accessToken().value());
        assertEquals(List.of("rt-0", "rt-1", "rt-1"), node.endpoint.presented());
    }

    @ParameterizedTest
    @EnumSource(
            value = Rotation.class,
            names = {"UNKNOWN", "ROTATING"})
    void keepsBackARefreshTokenThatMayBeSpent(Rotation rotation) {
        TokenSource source = node.source(new RefreshTokenPolicy(rotation, Duration.ZERO, null), node.store);
        source.accessToken();
        node.time.advance(OneNode.UNTIL_DUE);
        node.endpoint.thenUnanswered();
        node.refreshAhead(source);
        node.time.advance(Duration.ofSeconds(30));
        node.refreshAhead(source);
        assertEquals(List.of("rt-0", "rt-1"), node.endpoint.presented());
    }

    /** Another process has taken the lease, presented the refresh token perhaps, and is gone. */
    @Nested
    class AfterACrash {

        private void crash(RefreshToken presented, String accessToken, Duration ago) {
            Instant then = node.time.instant().minus(ago);
            StoredGrant grant = new StoredGrant(
                    node.token(accessToken),
                    presented,
                    null,
                    null,
                    List.of(new RefreshToken("rt-0").hash()),
                    null,
                    null,
                    new Lease("crashed", then, then.plusSeconds(1), presented.hash()));
            assertTrue(node.store.compareAndSet(KEY, TokenStore.ABSENT, grant).isPresent());
        }

        private TokenSource source(Duration leeway) {
            return node.source(new RefreshTokenPolicy(Rotation.ROTATING, leeway, null), node.store);
        }

        @Test
        void holdsTheRefreshTokenOfAnAbandonedLeaseWhileTheAccessTokenLives() {
            crash(new RefreshToken("rt-7"), "at-7", Duration.ofMinutes(1));
            TokenSource source = source(Duration.ZERO);
            source.accessToken();
            node.time.advance(OneNode.UNTIL_DUE);
            node.refreshAhead(source);
            node.time.advance(Duration.ofSeconds(20));
            node.refreshAhead(source);
            assertEquals(0, node.endpoint.requests.size());
            assertEquals(
                    new RefreshToken("rt-7").hash(),
                    node.store.parts().unanswered().refreshTokenHash());
            assertNull(node.store.parts().lease());
        }

        @Test
        void presentsItOnceTheAccessTokenHasExpired() {
            crash(new RefreshToken("rt-7"), "at-7", Duration.ofMinutes(1));
            TokenSource source = source(Duration.ZERO);
            source.accessToken();
            node.time.advance(OneNode.UNTIL_EXPIRED);
            assertEquals("at-1", source.accessToken().value());
            assertEquals(List.of("rt-7"), node.endpoint.presented());
        }

        @Test
        void saysThatAnAnswerWasLostIfItIsRefusedThen() {
            crash(new RefreshToken("rt-7"), "at-7", Duration.ofMinutes(1));
            TokenSource source = source(Duration.ZERO);
            source.accessToken();
            node.time.advance(OneNode.UNTIL_EXPIRED);
            node.endpoint.then(new Answer.Refused(new OAuthError("invalid_grant", null, null)));
            ReauthorizationRequiredException end =
                    assertThrows(ReauthorizationRequiredException.class, source::accessToken);
            assertEquals(Reason.ANSWER_LOST, end.reason());
        }

        @Test
        void presentsItAtOnceWithinTheLeewayThatBeganBeforeTheCrash() {
            TokenSource first = source(Duration.ofMinutes(1));
            first.accessToken();
            node.time.advance(OneNode.UNTIL_DUE);
            TokenStore.Versioned row = node.store.read(KEY).orElseThrow();
            node.store.acquire(KEY, row.version(), "crashing", Duration.ofSeconds(20), new RefreshToken("rt-1").hash());
            node.time.advance(Duration.ofSeconds(21));
            node.refreshAhead(first);
            assertEquals(List.of("rt-0", "rt-1"), node.endpoint.presented());
            assertEquals("at-2", first.accessToken().value());
        }

        @Test
        void countsTheLeewayFromTheLeaseAndNotFromItsEnd() {
            TokenSource first = source(Duration.ofSeconds(30));
            first.accessToken();
            node.time.advance(OneNode.UNTIL_DUE);
            TokenStore.Versioned row = node.store.read(KEY).orElseThrow();
            node.store.acquire(KEY, row.version(), "crashing", Duration.ofSeconds(20), new RefreshToken("rt-1").hash());
            node.time.advance(Duration.ofSeconds(21));
            node.refreshAhead(first);
            assertEquals(List.of("rt-0"), node.endpoint.presented(), "21 s and an attempt of 10 s are too much");
            assertNotNull(node.store.parts().unanswered());
        }

        /** Seed 3839450037773987331 of the simulation. */
        @Test
        void countsTheLeewayFromTheFirstLeaseThoughAnotherWasTakenInBetween() {
            TokenSource first = source(Duration.ofSeconds(30));
            first.accessToken();
            node.time.advance(OneNode.UNTIL_DUE);
            String intent = new RefreshToken("rt-1").hash();
            for (String owner : List.of("crashing", "crashing too")) {
                TokenStore.Versioned row = node.store.read(KEY).orElseThrow();
                node.store.acquire(KEY, row.version(), owner, Duration.ofSeconds(10), intent);
                node.time.advance(Duration.ofSeconds(11));
            }
            node.refreshAhead(first);
            assertEquals(List.of("rt-0"), node.endpoint.presented(), "22 s and an attempt of 10 s are too much");
            assertNotNull(node.store.parts().unanswered());
        }

        @Test
        void hasNothingToFearFromALeaseThatPresentedAnotherRefreshToken() {
            source(Duration.ZERO).accessToken();
            node.time.advance(OneNode.UNTIL_DUE);
            TokenStore.Versioned row = node.store.read(KEY).orElseThrow();
            String intent = new RefreshToken("rt-old").hash();
            node.store.acquire(KEY, row.version(), "crashing", Duration.ofSeconds(1), intent);
            node.time.advance(Duration.ofSeconds(2));
            TokenSource next = source(Duration.ZERO);
            next.accessToken();
            node.refreshAhead(next);
            assertEquals(List.of("rt-0", "rt-1"), node.endpoint.presented());
        }
    }
}
