package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.OAuthError;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.store.GrantKey;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The token endpoint is down, or refuses everybody: how often it is asked, and what callers are told. */
class OutageTest {

    private static final Duration OUTAGE = Duration.ofMinutes(1);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final int MOST_REQUESTS = 25;
    private static final Answer NO_CONNECTION = new Answer.NotSent("ConnectException");

    private final OneNode node = new OneNode();

    /** What an outage of a minute was like. */
    private record Experience(int requests, int failedWhileValid, Duration untilFirstSuccess) {}

    static List<Answer> failures() {
        return List.of(
                NO_CONNECTION, new Answer.Busy("HTTP 503", null), new Answer.Unanswered("connection reset", null));
    }

    /** The tokens are due when it begins, and expire half a minute later. */
    private static Experience outage(OneNode node, List<? extends TokenSource> callers, Answer failure) {
        Instant begin = node.time.instant();
        Instant validUntil = begin.plusSeconds(29);
        int before = node.endpoint.requests.size();
        node.endpoint.outage = failure;
        int failedWhileValid = 0;
        while (node.time.instant().isBefore(begin.plus(OUTAGE))) {
            for (TokenSource caller : callers) {
                boolean fails = OneNode.tokenOrNone(caller).equals("none");
                failedWhileValid += fails && node.time.instant().isBefore(validUntil) ? 1 : 0;
            }
            node.workers.run();
            node.time.advance(TICK);
        }
        int requests = node.endpoint.requests.size() - before;
        node.endpoint.outage = null;
        Instant back = node.time.instant();
        while (callers.stream().allMatch(caller -> OneNode.tokenOrNone(caller).equals("none"))) {
            node.time.advance(TICK);
        }
        return new Experience(requests, failedWhileValid, Duration.between(back, node.time.instant()));
    }

    private static Experience outageOfOneGrant(int callers, Answer failure) {
        OneNode node = new OneNode();
        TokenSource source = node.source();
        source.accessToken();
        node.time.advance(OneNode.UNTIL_DUE.plusSeconds(30));
        return outage(node, IntStream.range(0, callers).mapToObj(i -> source).toList(), failure);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void asksAsOftenForAThousandCallersAsForFour(Answer failure) {
        Experience few = outageOfOneGrant(4, failure);
        assertEquals(few, outageOfOneGrant(1_000, failure));
        assertTrue(few.requests() > 0 && few.requests() <= MOST_REQUESTS, few::toString);
        assertEquals(0, few.failedWhileValid());
        assertTrue(few.untilFirstSuccess().compareTo(Duration.ofSeconds(5).plus(TICK)) <= 0, few::toString);
    }

    @Test
    void asksNotMoreOftenForAThousandGrantsThanForOne() {
        Client client = node.users();
        List<TokenSource> callers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            callers.add(node.authorized(client, "user-" + i));
        }
        node.time.advance(OneNode.UNTIL_DUE.plusSeconds(30));
        Experience all = outage(node, callers, NO_CONNECTION);
        assertTrue(all.requests() > 3 && all.requests() <= MOST_REQUESTS, all::toString);
        assertEquals(0, all.failedWhileValid());
        assertTrue(all.untilFirstSuccess().compareTo(Duration.ofSeconds(5).plus(TICK)) <= 0, all::toString);
    }

    @Test
    void asksOnceForATokenWhoseReplacementIsRefusedToo() {
        TokenSource source = node.source();
        source.accessToken();
        int before = node.endpoint.requests.size();
        source.refusedAgain(source.replacementFor(source.accessToken()));
        assertEquals(before + 1, node.endpoint.requests.size());
        for (int call = 0; call < 100; call++) {
            var refused = source.accessToken();
            assertThrows(TokenUnavailableException.class, () -> source.replacementFor(refused));
        }
        assertEquals(before + 1, node.endpoint.requests.size());
    }

    /** Three failures in a row, whichever grants they were for. */
    @Nested
    class BeforeTheIssuer {

        private final Client client = node.users();

        private List<TokenSource> expired(String... grantIds) {
            List<TokenSource> sources = new ArrayList<>();
            for (String grantId : grantIds) {
                sources.add(node.authorized(client, grantId));
            }
            node.time.advance(OneNode.UNTIL_EXPIRED);
            return sources;
        }

        private Duration retryAfter(TokenSource source) {
            TokenUnavailableException none = assertThrows(TokenUnavailableException.class, source::accessToken);
            assertTrue(none.getMessage().contains("ConnectException"), none.getMessage());
            return none.retryAfter();
        }

        @Test
        void asksForEachGrantAfterTwoFailures() {
            List<TokenSource> sources = expired("alice", "bob", "carol");
            node.endpoint.then(NO_CONNECTION).then(NO_CONNECTION);
            retryAfter(sources.get(0));
            retryAfter(sources.get(1));
            assertEquals("at-1", sources.get(2).accessToken().value());
        }

        @Test
        void asksForNobodyAfterThree() {
            List<TokenSource> sources = expired("alice", "bob", "carol", "dave");
            node.endpoint.outage = NO_CONNECTION;
            sources.subList(0, 3).forEach(this::retryAfter);
            Duration wait = retryAfter(sources.get(3));
            assertTrue(wait.compareTo(Duration.ofMillis(800)) >= 0, wait::toString);
            assertEquals(3, node.endpoint.requests.size());
            assertEquals(3, node.events(TokenEvent.RefreshFailed.class).size(), "a grant that was not asked for");
        }

        @Test
        void leavesALiveTokenInUseWhileNobodyIsAskedFor() {
            List<TokenSource> sources = expired("alice", "bob", "carol");
            RefreshingTokenSource dave = node.authorized(client, "dave");
            node.time.advance(OneNode.UNTIL_DUE);
            node.endpoint.outage = NO_CONNECTION;
            sources.forEach(this::retryAfter);
            node.refreshAhead(dave);
            assertEquals("at-dave", dave.accessToken().value());
            assertEquals(3, node.endpoint.requests.size());
            assertNull(node.store
                    .read(new GrantKey("parts", "dave"))
                    .orElseThrow()
                    .grant()
                    .lease());
        }

        @Test
        void letsOneProbeThroughAtATimeAndAllAfterItsSuccess() {
            List<TokenSource> sources = expired("alice", "bob", "carol", "dave", "erin");
            node.endpoint.outage = NO_CONNECTION;
            sources.subList(0, 3).forEach(this::retryAfter);
            node.endpoint.outage = null;
            node.time.advance(Duration.ofSeconds(1));
            node.endpoint.then(request -> {
                assertEquals(Duration.ofMillis(250), retryAfter(sources.get(4)), "while the probe is under way");
                return new Answer.Refused(new OAuthError("invalid_grant", null, null));
            });
            assertThrows(ReauthorizationRequiredException.class, sources.get(3)::accessToken);
            assertEquals(4, node.endpoint.requests.size());
            node.time.advance(Duration.ofMillis(250));
            assertEquals("at-1", sources.get(4).accessToken().value(), "an answer is an answer, also a refusal");
        }

        @Test
        void waitsLongerAfterEachProbeThatFails() {
            List<TokenSource> sources = expired("alice", "bob", "carol", "dave", "erin");
            node.endpoint.outage = NO_CONNECTION;
            sources.subList(0, 3).forEach(this::retryAfter);
            node.time.advance(retryAfter(sources.get(3)));
            retryAfter(sources.get(3));
            Duration wait = retryAfter(sources.get(4));
            assertTrue(wait.compareTo(Duration.ofMillis(1_600)) >= 0, wait::toString);
            assertEquals(4, node.endpoint.requests.size());
        }

        @Test
        void letsAnotherProbeThroughWhenOneWasNeverHeardOfAgain() {
            List<TokenSource> sources = expired("alice", "bob", "carol", "dave", "erin");
            node.endpoint.outage = NO_CONNECTION;
            sources.subList(0, 3).forEach(this::retryAfter);
            node.endpoint.outage = null;
            node.time.advance(Duration.ofSeconds(1));
            node.endpoint.then(request -> {
                node.time.advance(Duration.ofMinutes(1));
                assertEquals("at-1", sources.get(4).accessToken().value());
                return NO_CONNECTION;
            });
            retryAfter(sources.get(3));
        }

        @Test
        void isSharedByAllClientsOfATokenEndpointAndByNoOther() {
            List<TokenSource> sources = expired("alice", "bob", "carol");
            TokenSource same = node.client(
                            TestTokens.client("sales").refreshToken("rt-s").build(), node.store)
                    .source(GrantKey.APPLICATION);
            TokenSource other = node.client(
                            TestTokens.client("other")
                                    .tokenEndpoint(URI.create("https://other.example/token"))
                                    .refreshToken("rt-o")
                                    .build(),
                            node.store)
                    .source(GrantKey.APPLICATION);
            node.endpoint.then(NO_CONNECTION).then(NO_CONNECTION).then(NO_CONNECTION);
            sources.forEach(this::retryAfter);
            retryAfter(same);
            assertEquals("at-1", other.accessToken().value());
        }
    }

    /** {@code invalid_client}: its credentials are wrong, for each grant alike. */
    @Nested
    class WhenTheClientIsRefused {

        private final Client client = node.users();

        @Test
        void asksForNoGrantOfThisClientForHalfAMinute() {
            RefreshingTokenSource alice = node.authorized(client, "alice");
            RefreshingTokenSource bob = node.authorized(client, "bob");
            node.time.advance(OneNode.UNTIL_EXPIRED);
            node.endpoint.thenRefused("invalid_client");
            assertThrows(TokenUnavailableException.class, alice::accessToken);
            TokenUnavailableException none = assertThrows(TokenUnavailableException.class, bob::accessToken);
            assertEquals(Duration.ofSeconds(30), none.retryAfter());
            assertTrue(none.getMessage().contains("invalid_client"), none.getMessage());
            node.time.advance(Duration.ofMillis(29_999));
            assertEquals("none", OneNode.tokenOrNone(bob));
            assertEquals(1, node.endpoint.requests.size());
            node.time.advance(Duration.ofMillis(1));
            assertEquals("at-1", bob.accessToken().value());
            assertEquals("at-2", alice.accessToken().value());
        }

        @Test
        void asksForOtherClientsOfTheSameTokenEndpoint() {
            RefreshingTokenSource alice = node.authorized(client, "alice");
            node.time.advance(OneNode.UNTIL_EXPIRED);
            node.endpoint.thenRefused("invalid_client");
            assertThrows(TokenUnavailableException.class, alice::accessToken);
            TokenSource sales = node.client(
                            TestTokens.client("sales").refreshToken("rt-s").build(), node.store)
                    .source(GrantKey.APPLICATION);
            assertEquals("at-1", sales.accessToken().value());
        }

        @Test
        void asksForOtherGrantsWhenTheScopeOfOneIsRefused() {
            RefreshingTokenSource alice = node.authorized(client, "alice");
            RefreshingTokenSource bob = node.authorized(client, "bob");
            node.time.advance(OneNode.UNTIL_EXPIRED);
            node.endpoint.thenRefused("invalid_scope");
            assertThrows(TokenUnavailableException.class, alice::accessToken);
            assertEquals("at-1", bob.accessToken().value());
        }
    }
}
