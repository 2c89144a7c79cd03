package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.OAuthError;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.ReauthorizationRequiredException.Reason;
import dev.freshet.store.GrantKey;
import dev.freshet.store.Lease;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The machine with its threads, a scripted token endpoint and a clock moved by hand. */
@Timeout(60)
class TokenSourcesTest {

    private final TestTime time = new TestTime();
    private final ScriptedEndpoint endpoint = new ScriptedEndpoint(time);
    private final BlockingQueue<TokenEvent> events = new LinkedBlockingQueue<>();
    private final List<TokenSources> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(TokenSources::close);
    }

    private TokenSources sources(ClientRegistration registration, TokenStore store) {
        TokenSources sources = TokenSources.builder()
                .client(registration, store)
                .endpoints(any -> endpoint)
                .time(time)
                .listener(events::add)
                .build();
        opened.add(sources);
        return sources;
    }

    private TokenSource configured(String refreshToken, TokenStore store) {
        return sources(TestTokens.client("parts").refreshToken(refreshToken).build(), store)
                .of("parts");
    }

    private TokenSource configured() {
        return configured("rt-0", TokenStore.inMemory());
    }

    private <E extends TokenEvent> E await(Class<E> type) throws InterruptedException {
        while (true) {
            TokenEvent event = events.poll(10, TimeUnit.SECONDS);
            assertTrue(event != null, () -> "no " + type.getSimpleName());
            if (type.isInstance(event)) {
                return type.cast(event);
            }
        }
    }

    private void expire() {
        time.advance(Duration.ofMinutes(10));
    }

    /** Due from 450 s to 510 s on, which depends on the node and the grant; no longer sent from 570 s on. */
    private void makeDue() {
        time.advance(Duration.ofSeconds(511));
    }

    @Nested
    class WithARefreshToken {

        @Test
        void presentsTheConfiguredOneFirstAndEachReplacementOnce() {
            TokenSource source = configured();
            for (int expiry = 1; expiry <= 4; expiry++) {
                assertEquals("at-" + expiry, source.accessToken().value());
                expire();
            }
            assertEquals(List.of("rt-0", "rt-1", "rt-2", "rt-3"), endpoint.presented());
        }

        @Test
        void servesFreshTokenWithoutARequest() {
            TokenSource source = configured();
            AccessToken first = source.accessToken();
            time.advance(Duration.ofSeconds(449));
            assertSame(first, source.accessToken());
            assertEquals(1, endpoint.requests.size());
        }

        /** quarkus #10924 #27753; CXF and oidc-client do so still. */
        @Test
        void keepsRefreshTokenWhenServerSendsNone() {
            TokenSource source = configured();
            endpoint.then(new Answer.Issued(TokenResponse.of("at-a", Duration.ofMinutes(10), null), time.instant()));
            source.accessToken();
            expire();
            source.accessToken();
            assertEquals(List.of("rt-0", "rt-0"), endpoint.presented());
        }

        @Test
        void keepsRefreshTokenWhenServerSendsTheSame() throws Exception {
            TokenSource source = configured();
            endpoint.then(new Answer.Issued(TokenResponse.of("at-a", Duration.ofMinutes(10), "rt-0"), time.instant()));
            source.accessToken();
            assertEquals(false, await(TokenEvent.Refreshed.class).rotated());
            expire();
            source.accessToken();
            assertEquals(true, await(TokenEvent.Refreshed.class).rotated());
            assertEquals(List.of("rt-0", "rt-0"), endpoint.presented());
        }

        /** openclaw #144082: a refresh loop. */
        @Test
        void usesATokenThatIsDeadOnArrivalForASecond() {
            endpoint.lifetime = Duration.ZERO;
            TokenSource source = configured();
            assertEquals("at-1", source.accessToken().value());
            assertEquals("at-1", source.accessToken().value());
            time.advance(Duration.ofSeconds(1));
            assertEquals("at-2", source.accessToken().value());
        }

        @Test
        void countsTheLifetimeFromBeforeTheRequest() {
            endpoint.then(request -> {
                var sentAt = time.instant();
                time.advance(Duration.ofMinutes(9).plusSeconds(30)); // a slow answer
                return new Answer.Issued(TokenResponse.of("slow", Duration.ofMinutes(10), "rt-s"), sentAt);
            });
            TokenSource source = configured();
            assertEquals("slow", source.accessToken().value());
            assertEquals("at-1", source.accessToken().value());
        }
    }

    @Nested
    class WhenTheTokenIsDue {

        @Test
        void servesHeldTokenWhileRefreshIsRunning() throws Exception {
            TokenSource source = configured();
            source.accessToken();
            await(TokenEvent.Refreshed.class);
            makeDue();
            ScriptedEndpoint.Gate gate = endpoint.gate();
            assertEquals("at-1", source.accessToken().value());
            gate.awaitArrival();
            assertEquals("at-1", source.accessToken().value());
            gate.open();
            await(TokenEvent.Refreshed.class);
            assertEquals("at-2", source.accessToken().value());
            assertEquals(2, endpoint.requests.size());
        }

        @Test
        void servesHeldTokenAfterRefreshFailed() throws Exception {
            TokenSource source = configured();
            source.accessToken();
            await(TokenEvent.Refreshed.class);
            makeDue();
            endpoint.thenBusy(1);
            assertEquals("at-1", source.accessToken().value());
            await(TokenEvent.RefreshFailed.class);
            assertEquals("at-1", source.accessToken().value());
            assertEquals(2, endpoint.requests.size(), "no request during the back-off");
            time.advance(Duration.ofMillis(250));
            source.accessToken();
            await(TokenEvent.Refreshed.class);
            assertEquals("at-2", source.accessToken().value());
        }
    }

    @Nested
    class WithManyCallers {

        private static final int CALLERS = 64;

        private List<String> together(Callable<AccessToken> call) throws Exception {
            ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
            try {
                CyclicBarrier barrier = new CyclicBarrier(CALLERS);
                List<Future<AccessToken>> calls = new ArrayList<>();
                for (int i = 0; i < CALLERS; i++) {
                    calls.add(threads.submit(() -> {
                        barrier.await();
                        return call.call();
                    }));
                }
                List<String> tokens = new ArrayList<>();
                for (Future<AccessToken> each : calls) {
                    tokens.add(each.get(20, TimeUnit.SECONDS).value());
                }
                return tokens.stream().distinct().toList();
            } finally {
                threads.shutdownNow();
            }
        }

        @Test
        void sharesOneRequestForAnExpiredToken() throws Exception {
            TokenSource source = configured();
            source.accessToken();
            expire();
            assertEquals(List.of("at-2"), together(source::accessToken));
            assertEquals(List.of("rt-0", "rt-1"), endpoint.presented());
            assertEquals(1, endpoint.mostAtOnce.get());
        }

        @Test
        void sharesOneRequestForARevokedToken() throws Exception {
            TokenSource source = configured();
            AccessToken revoked = source.accessToken();
            assertEquals(List.of("at-2"), together(() -> source.replacementFor(revoked)));
            assertEquals(List.of("rt-0", "rt-1"), endpoint.presented());
        }

        @Test
        void sharesOneFailure() throws Exception {
            TokenSource source = configured();
            ScriptedEndpoint.Gate gate = endpoint.gate();
            endpoint.thenBusy(CALLERS);
            ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
            try {
                List<Future<AccessToken>> calls = new ArrayList<>();
                for (int i = 0; i < CALLERS; i++) {
                    calls.add(threads.submit(source::accessToken));
                }
                gate.awaitArrival();
                gate.open();
                for (Future<AccessToken> call : calls) {
                    Exception failure = assertThrows(Exception.class, () -> call.get(20, TimeUnit.SECONDS));
                    assertInstanceOf(TokenUnavailableException.class, failure.getCause());
                }
            } finally {
                threads.shutdownNow();
            }
            assertEquals(1, endpoint.requests.size());
        }
    }

    @Nested
    class WhenAResourceServerRefusesTheToken {

        @Test
        void replacesItAtOnce() throws Exception {
            TokenSource source = configured();
            AccessToken first = source.accessToken();
            assertEquals("at-2", source.replacementFor(first).value());
            await(TokenEvent.Rejected.class);
            assertEquals("at-2", source.accessToken().value());
        }

        @Test
        void answersALateReportWithTheReplacementAndNoRequest() {
            TokenSource source = configured();
            AccessToken first = source.accessToken();
            source.replacementFor(first);
            assertEquals("at-2", source.replacementFor(first).value());
            assertEquals(2, endpoint.requests.size());
        }

        @Test
        void absorbsFiveRealRevocationsInTenSeconds() {
            TokenSource source = configured();
            for (int i = 1; i <= 5; i++) {
                AccessToken revoked = source.accessToken();
                assertEquals("at-" + (i + 1), source.replacementFor(revoked).value());
                time.advance(Duration.ofSeconds(2));
            }
        }

        @Test
        void doesNotReplaceAReplacementThatWasRefusedTooForTenSeconds() {
            TokenSource source = configured();
            AccessToken second = source.replacementFor(source.accessToken());
            source.refusedAgain(second);
            TokenUnavailableException handedOn =
                    assertThrows(TokenUnavailableException.class, () -> source.replacementFor(second));
            assertEquals(Duration.ofSeconds(10), handedOn.retryAfter());
            assertEquals("at-2", source.accessToken().value());
            time.advance(Duration.ofSeconds(10));
            assertEquals("at-3", source.replacementFor(second).value());
        }

        @Test
        void replacesAReplacementThatWasGoodAndIsRevoked() {
            TokenSource source = configured();
            AccessToken second = source.replacementFor(source.accessToken());
            source.accepted(second);
            source.refusedAgain(second);
            assertEquals("at-3", source.replacementFor(second).value());
        }

        @Test
        void doesNotTakeItFromTheStoreAgain() {
            TokenStore store = TokenStore.inMemory();
            AccessToken revoked = configured("rt-0", store).accessToken();
            TokenSource other = configured("rt-0", store);
            assertEquals("at-2", other.replacementFor(revoked).value());
        }
    }

    @Nested
    class WhenTheServerRefuses {

        @Test
        void saysWhyARequestWasNotSent() {
            TokenSource source = configured();
            endpoint.then(new Answer.NotSent("ConnectException"));
            TokenUnavailableException refusal = assertThrows(TokenUnavailableException.class, source::accessToken);
            assertTrue(refusal.getMessage().contains("ConnectException"), refusal.getMessage());
        }

        @Test
        void endsTheGrantOnInvalidGrantOnly() throws Exception {
            TokenSource source = configured();
            endpoint.thenRefused("invalid_grant");
            ReauthorizationRequiredException end =
                    assertThrows(ReauthorizationRequiredException.class, source::accessToken);
            assertEquals(Reason.REFUSED, end.reason());
            assertEquals("parts", end.client());
            await(TokenEvent.ReauthorizationRequired.class);
            assertThrows(ReauthorizationRequiredException.class, source::accessToken);
            assertEquals(1, endpoint.requests.size(), "a dead refresh token is not presented again");
        }

        @Test
        void keepsServingTheHeldTokenAfterInvalidGrant() throws Exception {
            TokenSource source = configured();
            source.accessToken();
            makeDue();
            endpoint.thenRefused("invalid_grant");
            source.accessToken();
            await(TokenEvent.ReauthorizationRequired.class);
            assertEquals("at-1", source.accessToken().value());
        }

        @Test
        void keepsTheRefreshTokenWhenTheClientIsRefused() {
            TokenSource source = configured();
            endpoint.thenRefused("invalid_client");
            TokenUnavailableException refusal = assertThrows(TokenUnavailableException.class, source::accessToken);
            assertTrue(refusal.getMessage().contains("invalid_client"), refusal.getMessage());
            assertThrows(TokenUnavailableException.class, source::accessToken);
            assertEquals(1, endpoint.requests.size(), "a cool-down follows");
            time.advance(Duration.ofSeconds(30));
            assertEquals("at-1", source.accessToken().value());
            assertEquals(List.of("rt-0", "rt-0"), endpoint.presented());
        }

        @Test
        void staysEndedInANewProcessUntilTheConfigurationChanges() {
            TokenStore store = TokenStore.inMemory();
            endpoint.thenRefused("invalid_grant");
            assertThrows(ReauthorizationRequiredException.class, configured("rt-0", store)::accessToken);
            assertThrows(ReauthorizationRequiredException.class, configured("rt-0", store)::accessToken);
            assertEquals("at-1", configured("rt-new", store).accessToken().value());
            assertEquals(List.of("rt-0", "rt-new"), endpoint.presented());
        }
    }

    @Nested
    class WhenTheAnswerIsLost {

        @Test
        void usesUpTheHeldTokenThenTriesOnceMoreAndSaysWhatHappened() throws Exception {
            TokenSource source = configured();
            source.accessToken();
            makeDue();
            endpoint.thenUnanswered().thenRefused("invalid_grant");
            source.accessToken();
            await(TokenEvent.RefreshFailed.class);
            time.advance(Duration.ofSeconds(50));
            assertEquals("at-1", source.accessToken().value());
            assertEquals(2, endpoint.requests.size(), "the refresh token is not risked while the access token lives");
            expire();
            ReauthorizationRequiredException end =
                    assertThrows(ReauthorizationRequiredException.class, source::accessToken);
            assertEquals(Reason.ANSWER_LOST, end.reason());
        }

        @Test
        void goesOnWhenTheRefreshTokenWasNotSpent() {
            TokenSource source = configured();
            endpoint.thenUnanswered();
            assertThrows(TokenUnavailableException.class, source::accessToken);
            time.advance(Duration.ofSeconds(1));
            assertEquals("at-1", source.accessToken().value());
        }

        @Test
        void keepsANewRefreshTokenFromAnUnusableAnswer() {
            TokenSource source = configured();
            endpoint.then(new Answer.Unanswered("token_type DPoP", new RefreshToken("rt-rescued")));
            assertThrows(TokenUnavailableException.class, source::accessToken);
            time.advance(Duration.ofSeconds(1));
            source.accessToken();
            assertEquals(List.of("rt-0", "rt-rescued"), endpoint.presented());
        }
    }

    @Nested
    class WithAConfiguredRefreshToken {

        private final TokenStore store = TokenStore.inMemory();

        @Test
        void neverPresentsASpentOneAfterARestart() {
            configured("rt-0", store).accessToken();
            expire();
            assertEquals("at-2", configured("rt-0", store).accessToken().value());
            assertEquals(List.of("rt-0", "rt-1"), endpoint.presented());
        }

        @Test
        void adoptsTheStoredAccessTokenAfterARestart() throws Exception {
            configured("rt-0", store).accessToken();
            assertEquals("at-1", configured("rt-0", store).accessToken().value());
            await(TokenEvent.Adopted.class);
            assertEquals(1, endpoint.requests.size());
        }

        @Test
        void servesAStoredTokenThatIsDueThoughTheServerIsDown() throws Exception {
            configured("rt-0", store).accessToken();
            makeDue();
            TokenSource restarted = configured("rt-0", store);
            endpoint.thenBusy(1);
            assertEquals("at-1", restarted.accessToken().value());
            assertEquals(1, endpoint.requests.size(), "nobody waits for a token while there is one");
            assertEquals("at-1", restarted.accessToken().value());
            await(TokenEvent.RefreshFailed.class);
        }

        @Test
        void takesAChangedOne() {
            configured("rt-0", store).accessToken();
            configured("rt-other", store).accessToken();
            assertEquals(List.of("rt-0", "rt-other"), endpoint.presented());
        }

        @Test
        void neverGoesBackToAnEarlierOne() {
            configured("rt-0", store).accessToken();
            configured("rt-other", store).accessToken();
            expire();
            configured("rt-0", store).accessToken();
            assertEquals(List.of("rt-0", "rt-other", "rt-2"), endpoint.presented());
        }

        @Test
        void staysSpentWhenTheGrantIsForgotten() {
            TokenSources sources =
                    sources(TestTokens.client("parts").refreshToken("rt-0").build(), store);
            sources.of("parts").accessToken();
            sources.forget("parts", GrantKey.APPLICATION);
            ReauthorizationRequiredException end =
                    assertThrows(ReauthorizationRequiredException.class, sources.of("parts")::accessToken);
            assertEquals(Reason.NOT_AUTHORIZED, end.reason());
            assertEquals(List.of("rt-0"), endpoint.presented());
        }

        @Test
        void doesNotOverrideTokensBroughtInFromOutside() {
            TokenSources sources =
                    sources(TestTokens.client("parts").refreshToken("rt-0").build(), store);
            sources.authorize("parts", GrantKey.APPLICATION, TokenResponse.of("at-x", Duration.ofMinutes(10), "rt-x"));
            expire();
            configured("rt-0", store).accessToken();
            assertEquals(List.of("rt-x"), endpoint.presented());
        }
    }

    @Nested
    class WithADirectRequest {

        @Test
        void asksAgainWhenThereIsNoRefreshToken() {
            TokenSource source = sources(
                            TestTokens.client("parts")
                                    .clientCredentials()
                                    .scope("anonymous")
                                    .build(),
                            TokenStore.inMemory())
                    .of("parts");
            endpoint.then(new Answer.Issued(TokenResponse.of("cc-1", Duration.ofMinutes(10), null), time.instant()));
            endpoint.then(request ->
                    new Answer.Issued(TokenResponse.of("cc-2", Duration.ofMinutes(10), null), time.instant()));
            assertEquals("cc-1", source.accessToken().value());
            expire();
            assertEquals("cc-2", source.accessToken().value());
            TokenRequest expected = new TokenRequest.ClientCredentials("anonymous", null);
            assertEquals(List.of(expected, expected), endpoint.requests);
        }

        @Test
        void usesTheRefreshTokenIfOneCameAndBeginsAnewWhenItIsRefused() {
            TokenSource source = sources(
                            TestTokens.client("parts").password("alice", "pw").build(), TokenStore.inMemory())
                    .of("parts");
            assertEquals("at-1", source.accessToken().value());
            expire();
            endpoint.thenRefused("invalid_grant");
            assertEquals("at-2", source.accessToken().value());
            assertEquals(3, endpoint.requests.size());
            assertInstanceOf(TokenRequest.Password.class, endpoint.requests.get(0));
            assertInstanceOf(TokenRequest.Refresh.class, endpoint.requests.get(1));
            assertInstanceOf(TokenRequest.Password.class, endpoint.requests.get(2));
        }
    }

    @Nested
    class WithGrantsOfUsers {

        private final TokenSources sources =
                sources(TestTokens.client("parts").perUser().build(), TokenStore.inMemory());

        @Test
        void asksForAuthorizationWhereNobodyHasAuthorized() {
            ReauthorizationRequiredException end =
                    assertThrows(ReauthorizationRequiredException.class, sources.of("parts", "alice")::accessToken);
            assertEquals(Reason.NOT_AUTHORIZED, end.reason());
        }

        @Test
        void keepsThemApart() {
            sources.authorize("parts", "alice", TokenResponse.of("at-alice", Duration.ofMinutes(10), "rt-alice"));
            sources.authorize("parts", "bob", TokenResponse.of("at-bob", Duration.ofMinutes(10), "rt-bob"));
            assertEquals("at-alice", sources.of("parts", "alice").accessToken().value());
            assertEquals("at-bob", sources.of("parts", "bob").accessToken().value());
            expire();
            sources.of("parts", "bob").accessToken();
            assertEquals(List.of("rt-bob"), endpoint.presented());
        }

        @Test
        void saysThatARefreshTokenIsMissing() {
            sources.authorize("parts", "alice", TokenResponse.of("at-alice", Duration.ofMinutes(10), null));
            expire();
            ReauthorizationRequiredException end =
                    assertThrows(ReauthorizationRequiredException.class, sources.of("parts", "alice")::accessToken);
            assertEquals(Reason.NO_REFRESH_TOKEN, end.reason());
            assertTrue(end.getMessage().contains("offline_access"), end.getMessage());
        }

        @Test
        void revivesADeadGrantWithoutARestart() {
            TokenSource source = sources.of("parts", "alice");
            assertThrows(ReauthorizationRequiredException.class, source::accessToken);
            sources.authorize("parts", "alice", TokenResponse.of("at-new", Duration.ofMinutes(10), "rt-new"));
            assertEquals("at-new", source.accessToken().value());
        }

        @Test
        void reachesASourceThatSomebodyHoldsAlsoAfterItLeftTheCache() {
            TokenSource held = sources.of("parts", "alice");
            time.advance(Duration.ofHours(2));
            sources.of("parts", "bob");
            sources.authorize("parts", "alice", TokenResponse.of("at-new", Duration.ofMinutes(10), "rt-new"));
            assertEquals("at-new", held.accessToken().value());
            sources.forget("parts", "alice");
            assertThrows(ReauthorizationRequiredException.class, held::accessToken);
        }

        @Test
        void keepsASourceForAsLongAsItIsUsed() {
            sources.authorize("parts", "alice", TokenResponse.of("at-alice", Duration.ofDays(10), null));
            TokenSource source = sources.of("parts", "alice");
            for (int minutes = 0; minutes < 120; minutes += 40) {
                time.advance(Duration.ofMinutes(40));
                sources.of("parts", "alice").accessToken();
            }
            assertSame(source, sources.of("parts", "alice"));
        }

        @Test
        void tellsListenersWhatWasBroughtInAndForgotten() throws Exception {
            sources.authorize("parts", "alice", TokenResponse.of("at-alice", Duration.ofMinutes(10), "rt-alice"));
            GrantKey alice = new GrantKey("parts", "alice");
            assertEquals(new TokenEvent.Authorized(alice, time.instant().plusSeconds(600)), events.take());
            sources.forget("parts", "alice");
            assertEquals(new TokenEvent.Forgotten(alice), events.take());
            TokenEvent reported = new TokenEvent.CallRepeated(alice, 200);
            sources.report(reported);
            assertEquals(reported, events.take());
        }

        @Test
        void givesNoTokenAfterForget() {
            sources.authorize("parts", "alice", TokenResponse.of("at-alice", Duration.ofMinutes(10), "rt-alice"));
            TokenSource source = sources.of("parts", "alice");
            sources.forget("parts", "alice");
            assertThrows(ReauthorizationRequiredException.class, source::accessToken);
        }

        @Test
        void isNotResurrectedByARefreshThatWasUnderWay() throws Exception {
            sources.authorize("parts", "alice", TokenResponse.of("at-alice", Duration.ofMinutes(10), "rt-alice"));
            TokenSource source = sources.of("parts", "alice");
            makeDue();
            ScriptedEndpoint.Gate gate = endpoint.gate();
            source.accessToken();
            gate.awaitArrival();
            sources.forget("parts", "alice");
            gate.open();
            await(TokenEvent.ReauthorizationRequired.class);
            assertThrows(ReauthorizationRequiredException.class, source::accessToken);
        }
    }

    @Nested
    class WithWaits {

        @Test
        void letsAWaiterGoAtItsDeadlineAndTheRefreshGoOn() throws Exception {
            ClientRegistration impatient = TestTokens.client("parts")
                    .refreshToken("rt-0")
                    .policy(RefreshPolicy.DEFAULT.withWaitTimeout(Duration.ofMillis(50)))
                    .build();
            TokenSource source = sources(impatient, TokenStore.inMemory()).of("parts");
            ScriptedEndpoint.Gate gate = endpoint.gate();
            assertThrows(TokenUnavailableException.class, source::accessToken);
            gate.open();
            await(TokenEvent.Refreshed.class);
            assertEquals("at-1", source.accessToken().value());
            assertEquals(1, endpoint.requests.size());
        }

        /** KTOR-8285, toolhive #3539, golang #388. */
        @Test
        void letsAnInterruptedWaiterGoAndKeepsTheOthers() throws Exception {
            TokenSource source = configured();
            ScriptedEndpoint.Gate gate = endpoint.gate();
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                CountDownLatch started = new CountDownLatch(1);
                Thread[] waiter = new Thread[1];
                Future<Boolean> interrupted = threads.submit(() -> {
                    waiter[0] = Thread.currentThread();
                    started.countDown();
                    assertThrows(TokenUnavailableException.class, source::accessToken);
                    return Thread.interrupted();
                });
                Future<AccessToken> other = threads.submit(source::accessToken);
                started.await();
                gate.awaitArrival();
                waiter[0].interrupt();
                assertTrue(interrupted.get(10, TimeUnit.SECONDS), "the interrupt is kept");
                gate.open();
                assertEquals("at-1", other.get(10, TimeUnit.SECONDS).value());
            } finally {
                threads.shutdownNow();
            }
        }

        @Test
        void waitsForTheLeaseOfAnotherProcessAndTakesItsToken() throws Exception {
            TokenStore store = TokenStore.inMemory();
            TokenSource here = configured("rt-0", store);
            TokenSource there = configured("rt-0", store);
            ScriptedEndpoint.Gate gate = endpoint.gate();
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                Future<AccessToken> one = threads.submit(here::accessToken);
                gate.awaitArrival();
                Future<AccessToken> two = threads.submit(there::accessToken);
                gate.open();
                assertEquals("at-1", one.get(10, TimeUnit.SECONDS).value());
                assertEquals("at-1", two.get(10, TimeUnit.SECONDS).value());
            } finally {
                threads.shutdownNow();
            }
            assertEquals(List.of("rt-0"), endpoint.presented());
        }

        @Test
        void doesNotWedgeWhenNoThreadIsFree() {
            TokenSources sources =
                    sources(TestTokens.client("parts").refreshToken("rt-0").build(), TokenStore.inMemory());
            sources.close();
            assertThrows(TokenUnavailableException.class, sources.of("parts")::accessToken);
            time.advance(Duration.ofSeconds(1));
            assertThrows(TokenUnavailableException.class, sources.of("parts")::accessToken);
        }

        @Test
        void letsARequestUnderWayBeStoredWhenClosed() throws Exception {
            TokenStore store = TokenStore.inMemory();
            TokenSources sources =
                    sources(TestTokens.client("parts").refreshToken("rt-0").build(), store);
            ScriptedEndpoint.Gate gate = endpoint.gate();
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                threads.submit(sources.of("parts")::accessToken);
                gate.awaitArrival();
                Future<?> closing = threads.submit(sources::close);
                gate.open();
                closing.get(10, TimeUnit.SECONDS);
            } finally {
                threads.shutdownNow();
            }
            StoredGrant stored =
                    store.read(GrantKey.ofApplication("parts")).orElseThrow().grant();
            assertEquals(new RefreshToken("rt-1"), stored.refreshToken());
        }
    }

    @Nested
    class WithOtherProcesses {

        private final TokenStore store = TokenStore.inMemory();
        private final GrantKey key = GrantKey.ofApplication("parts");

        private StoredGrant stored() {
            return store.read(key).orElseThrow().grant();
        }

        private void replace(UnaryOperator<StoredGrant> change) {
            TokenStore.Versioned row = store.read(key).orElseThrow();
            assertTrue(store.compareAndSet(key, row.version(), change.apply(row.grant()))
                    .isPresent());
        }

        private AccessToken token(String value) {
            return AccessToken.of(value, time.instant(), time.instant().plusSeconds(600), null);
        }

        @Test
        void tellsACrashBetweenRequestAndAnswerFromARefusal() {
            String origin = new RefreshToken("rt-0").hash();
            Lease ofTheDead = new Lease(
                    "dead", Instant.now().minusSeconds(9), Instant.now().minusSeconds(1), origin);
            store.compareAndSet(
                    key,
                    TokenStore.ABSENT,
                    StoredGrant.of(null, new RefreshToken("rt-0"))
                            .withOrigin(origin)
                            .withLease(ofTheDead));
            endpoint.thenRefused("invalid_grant");
            ReauthorizationRequiredException end =
                    assertThrows(ReauthorizationRequiredException.class, configured("rt-0", store)::accessToken);
            assertEquals(Reason.ANSWER_LOST, end.reason());
        }

        @Test
        void storesWhatWasIssuedAlsoWhenTheLeaseWasLost() {
            TokenSource source = configured("rt-0", store);
            endpoint.then(request -> {
                replace(grant -> grant.withLease(
                        new Lease("other", Instant.now(), Instant.now().plusSeconds(9), null)));
                return new Answer.Issued(TokenResponse.of("at-1", Duration.ofMinutes(10), "rt-1"), time.instant());
            });
            assertEquals("at-1", source.accessToken().value());
            assertEquals(new RefreshToken("rt-1"), stored().refreshToken());
        }

        @Test
        void givesWayToTokensThatCameMeanwhile() throws Exception {
            TokenSource source = configured("rt-0", store);
            endpoint.then(request -> {
                replace(grant -> grant.withTokens(token("at-theirs"), new RefreshToken("rt-theirs"), null));
                return new Answer.Issued(TokenResponse.of("at-1", Duration.ofMinutes(10), "rt-1"), time.instant());
            });
            assertEquals("at-theirs", source.accessToken().value());
            await(TokenEvent.Adopted.class);
            assertEquals(new RefreshToken("rt-theirs"), stored().refreshToken());
        }

        @Test
        void doesNotEndAGrantWhoseRefreshTokenIsAnotherByNow() {
            TokenSource source = configured("rt-0", store);
            endpoint.then(request -> {
                replace(grant -> grant.withTokens(token("at-theirs"), new RefreshToken("rt-theirs"), null));
                return new Answer.Refused(new OAuthError("invalid_grant", null, null));
            });
            assertEquals("at-theirs", source.accessToken().value());
            assertEquals(new RefreshToken("rt-theirs"), stored().refreshToken());
        }

        @Test
        void givesTheLeaseBackAfterAFailure() {
            TokenSource source = configured("rt-0", store);
            endpoint.thenBusy(1);
            assertThrows(TokenUnavailableException.class, source::accessToken);
            assertNull(stored().lease());
            assertEquals("at-1", configured("rt-0", store).accessToken().value());
        }

        @Test
        void remembersAnAnswerThatWasLostAcrossARestart() {
            endpoint.thenUnanswered().thenRefused("invalid_grant");
            assertThrows(TokenUnavailableException.class, configured("rt-0", store)::accessToken);
            ReauthorizationRequiredException end =
                    assertThrows(ReauthorizationRequiredException.class, configured("rt-0", store)::accessToken);
            assertEquals(Reason.ANSWER_LOST, end.reason());
        }
    }

    @Nested
    class WithAFailingStore {

        @Test
        void publishesNothingBeforeItIsStoredAndLosesNothing() throws Exception {
            FailingStore store = new FailingStore();
            TokenSource source = configured("rt-0", store);
            endpoint.then(request -> {
                store.fails = true;
                return new Answer.Issued(TokenResponse.of("at-1", Duration.ofMinutes(10), "rt-1"), time.instant());
            });
            TokenUnavailableException unsaved = assertThrows(TokenUnavailableException.class, source::accessToken);
            assertTrue(unsaved.getMessage().contains("disk full"), unsaved.getMessage());
            store.fails = false;
            time.advance(Duration.ofSeconds(1));
            assertEquals("at-1", source.accessToken().value());
            expire();
            source.accessToken();
            assertEquals(List.of("rt-0", "rt-1"), endpoint.presented());
        }

        @Test
        void givesWayToALoginThatCameWhileTokensWaitedToBeStored() {
            FailingStore store = new FailingStore();
            TokenSource source = configured("rt-0", store);
            endpoint.then(request -> {
                store.fails = true;
                return new Answer.Issued(TokenResponse.of("at-1", Duration.ofMinutes(10), "rt-1"), time.instant());
            });
            assertThrows(TokenUnavailableException.class, source::accessToken);
            store.fails = false;
            TokenSources other =
                    sources(TestTokens.client("parts").refreshToken("rt-0").build(), store);
            other.authorize(
                    "parts", GrantKey.APPLICATION, TokenResponse.of("at-login", Duration.ofMinutes(10), "rt-login"));
            time.advance(Duration.ofSeconds(1));
            assertEquals("at-login", source.accessToken().value());
        }

        @Test
        void servesTheHeldTokenWhileTheStoreIsDown() throws Exception {
            FailingStore store = new FailingStore();
            TokenSource source = configured("rt-0", store);
            source.accessToken();
            store.fails = true;
            makeDue();
            assertEquals("at-1", source.accessToken().value());
            await(TokenEvent.RefreshFailed.class);
            assertEquals("at-1", source.accessToken().value());
        }
    }

    @Test
    void namesTheClientsThereAre() {
        TokenSources sources = sources(TestTokens.client("parts").perUser().build(), TokenStore.inMemory());
        IllegalArgumentException unknown = assertThrows(
                IllegalArgumentException.class, () -> sources.of("prats").accessToken());
        assertTrue(unknown.getMessage().contains("[parts]"), unknown.getMessage());
    }

    @Test
    void survivesAListenerThatFails() {
        TokenSources sources = TokenSources.builder()
                .client(TestTokens.client("parts").refreshToken("rt-0").build())
                .endpoints(any -> endpoint)
                .time(time)
                .listener(event -> {
                    throw new IllegalStateException("a listener's own trouble");
                })
                .build();
        opened.add(sources);
        assertEquals("at-1", sources.of("parts").accessToken().value());
    }
}
