package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.OAuthError;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.ReauthorizationRequiredException.Reason;
import dev.freshet.refresh.RefreshTokenPolicy.Rotation;
import dev.freshet.store.GrantKey;
import dev.freshet.store.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What users of other token clients reported, as tests of ours. The comment of each names some of the reports;
 * {@code docs/peers-bugs.md} has them all, also those that older tests show.
 */
@Timeout(60)
class PeerBugsTest {

    private static final GrantKey KEY = GrantKey.ofApplication("parts");

    private final OneNode node = new OneNode();
    private final TokenSource source = node.source();

    private Answer issued(String name) {
        return new Answer.Issued(
                TokenResponse.of("at-" + name, Duration.ofMinutes(10), "rt-" + name), node.time.instant());
    }

    private void makeDue() {
        node.time.advance(OneNode.UNTIL_DUE);
    }

    private void expire() {
        node.time.advance(OneNode.UNTIL_EXPIRED);
    }

    private int requests() {
        return node.endpoint.requests.size();
    }

    /** A server that rotates refresh tokens and takes a second use of one for theft: then it revokes them all. */
    private static final class StrictServer implements TokenEndpoint {

        private final TestTime time;
        private String valid = "rt-0";
        private int issued;
        private int reused;

        StrictServer(TestTime time) {
            this.time = time;
        }

        @Override
        public synchronized Answer request(TokenRequest request) {
            if (!((TokenRequest.Refresh) request).refreshToken().value().equals(valid)) {
                reused++;
                valid = "none";
                return new Answer.Refused(new OAuthError("invalid_grant", null, null));
            }
            valid = "rt-" + ++issued;
            return new Answer.Issued(TokenResponse.of("at-" + issued, Duration.ofMinutes(10), valid), time.instant());
        }
    }

    private static List<String> together(int callers, List<TokenSource> sources) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            CyclicBarrier barrier = new CyclicBarrier(callers);
            List<Future<String>> calls = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                TokenSource source = sources.get(i % sources.size());
                calls.add(threads.submit(() -> {
                    barrier.await();
                    return source.accessToken().value();
                }));
            }
            List<String> tokens = new ArrayList<>();
            for (Future<String> call : calls) {
                tokens.add(call.get(20, TimeUnit.SECONDS));
            }
            return tokens.stream().distinct().toList();
        } finally {
            threads.shutdownNow();
        }
    }

    private TokenSources process(TokenEndpoint endpoint, TokenStore store) {
        return TokenSources.builder()
                .client(TestTokens.client("parts").refreshToken("rt-0").build(), store)
                .endpoints(any -> endpoint)
                .time(node.time)
                .build();
    }

    /** 1. Callers refresh at the same time, the server takes it for theft, and everybody is logged out. */
    @Nested
    class ConcurrentRefreshWithRotation {

        private final StrictServer server = new StrictServer(node.time);

        /**
         * spring-attic #834, spring-security #11461 #15145, spring-cloud-gateway #3656,
         * AppAuth-Android #309, AppAuth-iOS #716, oidc-client-ts #430, Auth0.Android #540.
         */
        @Test
        void presentsARefreshTokenOnceForAllThreads() throws Exception {
            try (TokenSources sources = process(server, TokenStore.inMemory())) {
                for (int expiry = 1; expiry <= 5; expiry++) {
                    assertEquals(List.of("at-" + expiry), together(32, List.of(sources.of("parts"))));
                    expire();
                }
            }
            assertEquals(0, server.reused);
        }

        /** spring-security #10082, angular-oauth2-oidc #1509 (tabs), oauth2-proxy #1006 #1992, Duende #966. */
        @Test
        void presentsARefreshTokenOnceForAllProcessesThatShareAStore() throws Exception {
            TokenStore store = TokenStore.inMemory();
            try (TokenSources here = process(server, store);
                    TokenSources there = process(server, store)) {
                for (int expiry = 1; expiry <= 5; expiry++) {
                    assertEquals(List.of("at-" + expiry), together(16, List.of(here.of("parts"), there.of("parts"))));
                    expire();
                }
            }
            assertEquals(0, server.reused);
        }

        /**
         * copilot-cli #3456, anomalyco/opencode #49439: one process begins again with a token that another has
         * spent.
         */
        @Test
        void presentsNoSpentTokenAfterARestart() {
            TokenStore store = TokenStore.inMemory();
            for (int start = 1; start <= 3; start++) {
                try (TokenSources sources = process(server, store)) {
                    assertEquals(
                            "at-" + start, sources.of("parts").accessToken().value());
                }
                expire();
            }
            assertEquals(0, server.reused);
        }
    }

    /** 2. Whoever comes too late is refused, and deletes the tokens that the winner has just stored. */
    @Nested
    class LoserDeletesWhatTheWinnerGot {

        /** Spring Security's removal on invalid_grant; raine/claude-code-proxy #42; anomalyco/opencode #49439. */
        @Test
        void keepsTheTokensThatAnotherProcessStoredMeanwhile() {
            node.endpoint.then(request -> {
                OneNode.store(node.store, KEY, node.token("at-winner"), "rt-winner");
                return new Answer.Refused(new OAuthError("invalid_grant", null, null));
            });
            assertEquals("at-winner", source.accessToken().value());
            assertEquals(new RefreshToken("rt-winner"), node.store.parts().refreshToken());
            assertEquals(List.of(), node.events(TokenEvent.ReauthorizationRequired.class));
        }

        /** The same, and with the access token that still lives: an end takes nothing away that works. */
        @Test
        void keepsAnAccessTokenThatLivesWhenTheRefreshTokenIsRefused() {
            source.accessToken();
            makeDue();
            node.endpoint.thenRefused("invalid_grant");
            node.refreshAhead(source);
            assertEquals("at-1", source.accessToken().value());
            assertEquals("at-1", node.store.parts().accessToken().value());
        }
    }

    /** 3. The server rotated, its answer was lost, and the client presents the spent token again or forgets why. */
    @Nested
    class LostAnswerAfterRotation {

        /**
         * tractusx-edc #3005 (a proxy's 504 after the provider had rotated), zitadel #9631, wso2 #27820,
         * MentraOS #3456.
         */
        @Test
        void doesNotPresentTheTokenAgainWhileTheAccessTokenLives() {
            source.accessToken();
            makeDue();
            node.endpoint.then(new Answer.Unanswered("HTTP 504", null));
            node.refreshAhead(source);
            for (int second = 0; second < 50; second++) {
                node.time.advance(Duration.ofSeconds(1));
                node.refreshAhead(source);
            }
            assertEquals(2, requests());
        }

        /** hydra #1831, FusionAuth #2952: with a grace period of the server nobody notices anything. */
        @Test
        void repeatsTheRequestWithinTheGracePeriod() {
            StrictServer server = new StrictServer(node.time);
            TokenSource patient =
                    node.source(new RefreshTokenPolicy(Rotation.ROTATING, Duration.ofSeconds(30), null), node.store);
            node.endpoint.thenUnanswered().then(server::request);
            assertEquals("at-1", patient.accessToken().value());
            assertEquals(List.of("rt-0", "rt-0"), node.endpoint.presented());
        }

        /** audiobookshelf #5281: a lost answer is told apart from a revoked authorization. */
        @Test
        void saysThatAnAnswerWasLost() {
            node.endpoint.thenUnanswered().thenRefused("invalid_grant");
            assertEquals("none", OneNode.tokenOrNone(source));
            node.time.advance(Duration.ofSeconds(1));
            assertEquals(Reason.ANSWER_LOST, OneNode.refused(source).reason());
        }
    }

    /** 4. The new refresh token came and was not written down. */
    @Nested
    class RefreshTokenLostOnTheWayToTheStore {

        /** golang/oauth2 #84, toolhive #5636, dario #791, Floway #340. */
        @Test
        void keepsItUntilTheStoreTakesIt() {
            node.endpoint.then(request -> {
                node.store.fails = true;
                return issued("new");
            });
            assertEquals("none", OneNode.tokenOrNone(source), "nothing is given out before it is stored");
            node.workers.pass(Duration.ofMinutes(5));
            node.store.fails = false;
            node.workers.pass(Duration.ofSeconds(1));
            assertEquals(new RefreshToken("rt-new"), node.store.parts().refreshToken());
            assertEquals("at-new", source.accessToken().value());
            assertEquals(1, requests());
        }

        /**
         * denkeeper #283, postern #52: what is given out is stored by then, so that a crash right after loses
         * nothing.
         */
        @Test
        void storesItBeforeAnybodyGetsTheAccessToken() {
            assertEquals(source.accessToken(), node.store.parts().accessToken());
            assertEquals(new RefreshToken("rt-1"), node.store.parts().refreshToken());
        }
    }

    /** 5. One caller gives up, and the refresh of all the others with it. */
    @Nested
    class CancellationOfOneCaller {

        /** KTOR-8285, toolhive #3539, golang #388. Interrupts: see TokenSourcesTest.WithWaits. */
        @Test
        void letsTheRefreshGoOnWhenItsFirstCallerHasLeft() {
            node.workers.hangs = true;
            assertEquals("none", OneNode.tokenOrNone(source));
            node.workers.hangs = false;
            node.workers.hung.forEach(Runnable::run);
            assertEquals("at-1", source.accessToken().value());
            assertEquals(1, requests());
        }
    }

    /** 6. One failure, and no refresh ever again; or the same dead refresh token over and over. */
    @Nested
    class WedgeAfterAFailure {

        /** Okta #1555 #1660, KTOR-5879, KTOR-3795, KTOR-2797: later calls went out without a token, for ever. */
        @ParameterizedTest
        @ValueSource(strings = {"busy", "not sent", "unanswered", "client refused", "exception", "error"})
        void triesAgainAfterEachKindOfFailure(String kind) {
            node.endpoint.then(request -> switch (kind) {
                case "busy" -> new Answer.Busy("HTTP 503", null);
                case "not sent" -> new Answer.NotSent("ConnectException");
                case "unanswered" -> new Answer.Unanswered("HTTP 500", null);
                case "client refused" -> new Answer.Refused(new OAuthError("invalid_client", null, null));
                case "exception" -> throw new IllegalStateException("a defect");
                default -> throw new StackOverflowError();
            });
            TokenUnavailableException none = assertThrows(TokenUnavailableException.class, source::accessToken);
            node.time.advance(none.retryAfter());
            // A lease that a defect left behind ends by itself.
            node.time.advance(kind.startsWith("e") ? Duration.ofSeconds(20) : Duration.ZERO);
            assertEquals("at-1", source.accessToken().value());
        }

        /** Google: the executor rejects the refresh, and everybody waits for it from then on. */
        @Test
        void triesAgainAfterTheExecutorRejectedARefresh() {
            node.workers.rejects = true;
            assertEquals("none", OneNode.tokenOrNone(source));
            node.workers.rejects = false;
            node.time.advance(Duration.ofMillis(250));
            assertEquals("at-1", source.accessToken().value());
        }

        /** spring-security #10016 #12309, AppAuth #304, owncloud #6698. */
        @Test
        void presentsADeadRefreshTokenOnceHoweverManyCallsFollow() {
            node.endpoint.thenRefused("invalid_grant");
            for (int call = 0; call < 100; call++) {
                OneNode.refused(source);
                node.time.advance(Duration.ofSeconds(1));
            }
            assertEquals(1, requests());
        }
    }

    /** 7. The refresh token is thrown away though it is good. */
    @Nested
    class GoodRefreshTokenThrownAway {

        /** quarkus #10924 #27753, CXF: see also TokenSourcesTest.keepsRefreshTokenWhenServerSendsNone. */
        @Test
        void keepsItInTheStoreTooWhenTheServerSendsNone() {
            node.endpoint.then(
                    new Answer.Issued(TokenResponse.of("at", Duration.ofMinutes(10), null), node.time.instant()));
            source.accessToken();
            assertEquals(new RefreshToken("rt-0"), node.store.parts().refreshToken());
        }

        /** spring-attic #1662, spring-security #9094: a 401 of the API removed the whole client. */
        @Test
        void usesItWhenTheApiRefusesTheAccessToken() {
            AccessToken refused = source.accessToken();
            assertEquals("at-2", source.replacementFor(refused).value());
            assertEquals(List.of("rt-0", "rt-1"), node.endpoint.presented());
        }

        /** Quarkus: a failed refresh was followed by the initial grant, and the refresh token was gone. */
        @Test
        void keepsItWhenTheServerIsBusy() {
            source.accessToken();
            makeDue();
            node.endpoint.thenBusy(1);
            node.refreshAhead(source);
            assertEquals("at-1", source.accessToken().value());
            assertEquals(new RefreshToken("rt-1"), node.store.parts().refreshToken());
        }
    }

    /** 8. Two nodes, one grant. */
    @Nested
    class SecondNode {

        private final OneNode other = new OneNode("there", node.time);
        // More patient callers would outwait the lease, since time passes here by waiting.
        private final TokenSource there = other.client(
                        TestTokens.client("parts")
                                .refreshToken("rt-0")
                                .policy(RefreshPolicy.DEFAULT.withWaitTimeout(Duration.ofSeconds(5)))
                                .build(),
                        node.store)
                .source(GrantKey.APPLICATION);

        /** oauth2-proxy #3456: the lock ended before the work did. */
        @Test
        void keepsTheLeaseForLongerThanARequestMayTake() {
            for (Duration timeout : List.of(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(5))) {
                ClientRegistration registration = TestTokens.client("parts")
                        .refreshToken("rt-0")
                        .policy(RefreshPolicy.DEFAULT.withAttemptTimeout(timeout))
                        .build();
                assertTrue(registration.leaseTime().compareTo(timeout.plusSeconds(5)) > 0);
                assertTrue(registration.longestFlight().compareTo(registration.leaseTime()) > 0);
            }
        }

        /** Duende #1286: the tokens that were read before the lock was there were presented after it. */
        @Test
        void readsAgainOnceTheOtherNodeIsDone() {
            node.endpoint.then(request -> {
                node.time.advance(Duration.ofSeconds(1));
                return issued("here");
            });
            assertEquals("at-here", source.accessToken().value());
            assertEquals("at-here", there.accessToken().value());
            assertEquals(0, other.endpoint.requests.size());
        }

        /** OpenHikmah #555: one refresh at a time in each process, and not between them. */
        @Test
        void waitsWhileTheOtherNodeIsAtIt() {
            node.endpoint.then(request -> {
                assertEquals("none", OneNode.tokenOrNone(there), "the lease is here");
                return issued("here");
            });
            assertEquals("at-here", source.accessToken().value());
            assertEquals(0, other.endpoint.requests.size());
            node.time.advance(Duration.ofSeconds(1));
            assertEquals("at-here", there.accessToken().value());
        }
    }

    /** 9. Each caller asks again for what has just failed. */
    @Nested
    class NoNegativeCaching {

        /** aws #5690, msal-dotnet #4196, azure-net #37166 #39574. */
        @Test
        void asksOnceForAHundredCallersOfAFailingServer() {
            node.endpoint.outage = new Answer.Busy("HTTP 500", null);
            for (int call = 0; call < 100; call++) {
                assertEquals("none", OneNode.tokenOrNone(source));
            }
            assertEquals(1, requests());
        }

        /** google-ads-java #169: an invalid refresh token was presented in an endless loop. */
        @Test
        void asksOnceForAHundredCallersWithAnInvalidRefreshToken() {
            node.endpoint.outage = new Answer.Refused(new OAuthError("invalid_grant", null, null));
            for (int call = 0; call < 100; call++) {
                OneNode.refused(source);
            }
            assertEquals(1, requests());
        }

        /** aws 2.42.0: the exponent of the back-off overflowed after 58 failures. */
        @Test
        void waitsAtMostHalfAMinuteHoweverLongTheOutage() {
            node.endpoint.outage = new Answer.Busy("HTTP 503", null);
            for (int failure = 0; failure < 200; failure++) {
                TokenUnavailableException none = assertThrows(TokenUnavailableException.class, source::accessToken);
                assertFalse(none.retryAfter().isNegative() || none.retryAfter().isZero(), () -> "" + none.retryAfter());
                assertTrue(none.retryAfter().compareTo(Duration.ofSeconds(30)) <= 0, () -> "" + none.retryAfter());
                node.time.advance(none.retryAfter());
            }
            assertTrue(requests() > 100, () -> requests() + " requests");
        }
    }

    /** 10. What the server said about when to come back. */
    @Nested
    class RetryAfterOfTheServer {

        /** cortexkit/anthropic-auth #40. */
        @Test
        void isObeyed() {
            node.endpoint.then(new Answer.Busy("HTTP 429", Duration.ofSeconds(90)));
            assertEquals("none", OneNode.tokenOrNone(source));
            node.time.advance(Duration.ofSeconds(89));
            assertEquals("none", OneNode.tokenOrNone(source));
            assertEquals(1, requests());
            node.time.advance(Duration.ofSeconds(1));
            assertEquals("at-1", source.accessToken().value());
        }

        /** opencode-claude-auth #264: callers were blocked for as long as the server said. */
        @Test
        void blocksNobodyAndIsCapped() {
            node.endpoint.then(new Answer.Busy("HTTP 429", Duration.ofDays(30)));
            Instant before = node.time.instant();
            TokenUnavailableException none = assertThrows(TokenUnavailableException.class, source::accessToken);
            assertEquals(before, node.time.instant());
            assertEquals(Duration.ofMinutes(10), none.retryAfter());
        }
    }

    /** 11. All tokens of a fleet expire in the same second, and are renewed in the same second. */
    @Nested
    class HerdAtTheSameExpiry {

        /**
         * mozilla/fxa-oauth-server #370, google-cloud-rust #1587, Azure python #43720,
         * modelcontextprotocol/python-sdk #2859.
         */
        @Test
        void spreadsGrantsAndNodesOverAMinute() {
            Set<Long> seconds = new HashSet<>();
            for (int n = 0; n < 20; n++) {
                OneNode one = new OneNode("node-" + n, node.time);
                Client client = one.users();
                AccessToken token = one.authorized(client, "alice").accessToken();
                Terms terms = client.terms(new GrantKey("parts", "alice"));
                Instant due = terms.policy().dueAt(token, terms.spread());
                seconds.add(Duration.between(token.obtainedAt(), due).toSeconds());
            }
            assertTrue(seconds.size() > 10, seconds::toString);
        }
    }

    /** 12. A window before the expiry that is longer than the token lives: each call renews it. */
    @Nested
    class WindowLongerThanTheLifetime {

        /** openfga/java-sdk #388, spring-security #14943, Google (3 min 45 s), Okta (5 min). */
        @ParameterizedTest
        @ValueSource(longs = {5, 30, 60, 180, 300})
        void servesATokenForHalfOfItsLifeAtLeast(long seconds) {
            node.endpoint.lifetime = Duration.ofSeconds(seconds);
            TokenSource wide = node.client(
                            TestTokens.client("wide")
                                    .refreshToken("rt-0")
                                    .policy(RefreshPolicy.DEFAULT.withRefreshMargin(Duration.ofMinutes(10)))
                                    .build(),
                            node.store)
                    .source(GrantKey.APPLICATION);
            for (TokenSource each : List.of(source, wide)) {
                each.accessToken();
                int before = requests();
                node.time.advance(Duration.ofMillis(seconds * 500 - 1));
                node.refreshAhead(each);
                assertEquals(before, requests());
            }
        }
    }

    /** 13. Threads that are never given back. */
    @Nested
    class ThreadLeaks {

        /** aws #5796 #3259, azure #39676, auth0/jwks-rsa-java #220. Pinning: ArchitectureTest. */
        @Test
        void hasAFewThreadsForManyGrantsAndNoneAtItsEnd() throws Exception {
            List<Thread> made = new CopyOnWriteArrayList<>();
            ScriptedEndpoint.Gate gate = node.endpoint.gate();
            try (TokenSources sources = TokenSources.builder()
                    .client(TestTokens.client("parts").perUser().build())
                    .endpoints(any -> node.endpoint)
                    .time(node.time)
                    .threads(work -> {
                        Thread thread = new Thread(work);
                        made.add(thread);
                        return thread;
                    })
                    .build()) {
                for (int i = 0; i < 200; i++) {
                    sources.authorize(
                            "parts", "u" + i, TokenResponse.of("at-u" + i, Duration.ofMinutes(10), "rt-u" + i));
                }
                makeDue();
                for (int i = 0; i < 200; i++) {
                    assertEquals(
                            "at-u" + i,
                            sources.of("parts", "u" + i).accessToken().value());
                }
                gate.awaitArrival();
                gate.open();
            }
            assertTrue(made.size() <= 20, () -> made.size() + " threads");
            for (Thread thread : made) {
                thread.join(10_000);
                assertFalse(thread.isAlive());
            }
        }
    }

    /** 14. Callers wait for a new token while the one at hand is valid. */
    @Nested
    class BlockedThoughATokenIsValid {

        /** quarkus #56366, google #3 #646, google-cloud-cpp #1457, Azure's synchronous path. */
        @Test
        void servesTheHeldTokenWithoutWaiting() {
            source.accessToken();
            makeDue();
            node.workers.hangs = true;
            Instant before = node.time.instant();
            assertEquals("at-1", source.accessToken().value());
            assertEquals("at-1", source.accessToken().value());
            assertEquals(before, node.time.instant());
        }

        /** MongoDB spec #1281: and none is asked for either while the stored one is good. */
        @Test
        void servesTheStoredTokenAfterARestartWithoutATokenRequest() {
            source.accessToken();
            makeDue();
            OneNode restarted = new OneNode("restarted", node.time);
            restarted.endpoint.outage = new Answer.Busy("HTTP 503", null);
            assertEquals(
                    "at-1",
                    restarted
                            .source(RefreshTokenPolicy.DEFAULT, node.store)
                            .accessToken()
                            .value());
            assertEquals(0, restarted.endpoint.requests.size());
        }
    }

    /** 15. Callers wait for ever. */
    @Nested
    class UnboundedWait {

        /** google-drive-mcp #194, bigtable #1718, quarkus #33993. */
        @Test
        void endsAtTheDeadlineOfTheCaller() {
            node.workers.hangs = true;
            Instant before = node.time.instant();
            assertEquals("none", OneNode.tokenOrNone(source));
            assertEquals(Duration.ofSeconds(30), Duration.between(before, node.time.instant()));
        }
    }

    /** 16. {@code expires_in} as servers send it: its forms are in AnswerReaderTest. */
    @Nested
    class LifetimesThatMakeALoop {

        /**
         * openclaw #144082 (a refresh loop), cortex #8139 (negative), qwen-code #5355, decocms #6198 (0 for
         * never).
         */
        @ParameterizedTest
        @ValueSource(longs = {0, -1, -3600})
        void asksOnceASecondAtMost(long expiresIn) {
            node.endpoint.lifetime = Duration.ofSeconds(expiresIn);
            for (int call = 0; call < 100; call++) {
                source.accessToken();
                node.workers.run();
                node.time.advance(Duration.ofMillis(10));
            }
            assertTrue(requests() <= 2, () -> requests() + " requests in a second");
        }

        /** Google: an int overflowed, and a token of 30 days had expired at once. */
        @Test
        void servesATokenOfManyYears() {
            node.endpoint.lifetime = Duration.ofSeconds(Integer.MAX_VALUE);
            source.accessToken();
            node.time.advance(Duration.ofDays(365));
            node.refreshAhead(source);
            assertEquals(1, requests());
        }
    }

    /** 17. Clocks: see also ClocksTest. */
    @Nested
    class Clocks {

        /** pizauth #48, opentdf #1854, copilot-api #170: the monotonic clock stands still while a machine sleeps. */
        @Test
        void doesNotSendATokenThatExpiredWhileTheMachineSlept() {
            source.accessToken();
            node.time.moveWallClock(Duration.ofHours(8));
            node.time.advance(Duration.ofSeconds(1));
            assertEquals("at-2", source.accessToken().value());
        }

        /** angular-oauth2-oidc #1135: the skew was added where it had to be taken away. */
        @Test
        void stopsSendingATokenBeforeItExpiresAndNotAfter() {
            TokenSource skewed = node.client(
                            TestTokens.client("skewed")
                                    .refreshToken("rt-0")
                                    .policy(RefreshPolicy.DEFAULT.withClockSkew(Duration.ofSeconds(20)))
                                    .build(),
                            node.store)
                    .source(GrantKey.APPLICATION);
            skewed.accessToken();
            node.endpoint.outage = new Answer.Busy("HTTP 503", null);
            node.time.advance(Duration.ofSeconds(579));
            assertEquals("at-1", skewed.accessToken().value());
            node.time.advance(Duration.ofSeconds(1));
            assertEquals("none", OneNode.tokenOrNone(skewed));
        }
    }

    /** 18. The token of one goes out for another. */
    @Nested
    class WrongTokenToTheWrongCaller {

        /** simple-oauth2 #88, Duende foss #360: one cached token for requests that had asked for different ones. */
        @Test
        void keepsGrantsAndClientsApart() {
            Client parts = node.users();
            Client sales = node.client(TestTokens.client("sales").perUser().build(), node.store);
            RefreshingTokenSource alice = node.authorized(parts, "alice");
            RefreshingTokenSource bob = node.authorized(parts, "bob");
            OneNode.store(node.store, new GrantKey("sales", "alice"), node.token("at-sales"), "rt-sales");
            assertEquals("at-alice", alice.accessToken().value());
            assertEquals("at-bob", bob.accessToken().value());
            assertEquals("at-sales", sales.source("alice").accessToken().value());
            alice.replacementFor(alice.accessToken());
            assertEquals("at-1", alice.accessToken().value());
            assertEquals("at-bob", bob.accessToken().value());
            assertEquals("at-sales", sales.source("alice").accessToken().value());
            assertEquals(List.of("rt-alice"), node.endpoint.presented());
        }
    }
}
