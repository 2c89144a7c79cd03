package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import dev.freshet.refresh.ScriptedEndpoint.Gate;
import dev.freshet.store.GrantKey;
import dev.freshet.store.TokenStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tokens of users that are exchanged for those of another service (RFC 8693). */
@Timeout(60)
class TokenExchangeTest {

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private final TestTime time = new TestTime();
    private final ScriptedEndpoint login = new ScriptedEndpoint(time);
    private final ScriptedEndpoint exchange = new ScriptedEndpoint(time);
    private final TokenStore store = TokenStore.inMemory();
    private final TokenSources sources = TokenSources.builder()
            .client(parts().build(), store)
            .client(TestTokens.client("login").perUser().build())
            .endpoints(client -> client.name().equals("login") ? login : exchanging())
            .time(time)
            .build();
    private final TokenSource parts = sources.of("parts", "alice");

    private static ClientRegistration.Builder parts() {
        return TestTokens.client("parts")
                .tokenExchange("login")
                .audience("parts-api")
                .scope("read");
    }

    /** Issues without a refresh token, each token named after the one it was exchanged for. */
    private TokenEndpoint exchanging() {
        return request -> {
            Answer answer = exchange.request(request);
            return answer instanceof Answer.Issued && request instanceof TokenRequest.TokenExchange exchanged
                    ? issued("for-" + exchanged.subjectToken() + "-" + exchange.requests.size(), null)
                    : answer;
        };
    }

    private Answer issued(String token, String refreshToken) {
        return new Answer.Issued(
                new TokenResponse(
                        token,
                        LIFETIME,
                        refreshToken == null ? null : new RefreshToken(refreshToken),
                        null,
                        null,
                        null),
                time.instant());
    }

    private void signIn(String user, String token) {
        sources.authorize("login", user, TokenResponse.of(token, LIFETIME, "rt-" + token));
    }

    private List<String> exchanged() {
        return exchange.requests.stream()
                .map(request -> ((TokenRequest.TokenExchange) request).subjectToken())
                .toList();
    }

    @AfterEach
    void close() {
        sources.close();
    }

    @Test
    void exchangesTheTokenOfTheSameUser() {
        signIn("alice", "at-alice");
        signIn("bob", "at-bob");
        assertEquals("for-at-alice-1", parts.accessToken().value());
        assertEquals("for-at-bob-2", sources.of("parts", "bob").accessToken().value());
        assertEquals("for-at-alice-1", parts.accessToken().value());
        assertEquals(
                Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                        "audience", "parts-api",
                        "scope", "read",
                        "subject_token_type", "urn:ietf:params:oauth:token-type:access_token",
                        "subject_token", "at-alice"),
                exchange.requests.get(0).parameters());
        assertEquals(0, login.requests.size());
    }

    @Test
    void exchangesOnceForAllConcurrentCallers() throws Exception {
        signIn("alice", "at-alice");
        Gate gate = exchange.gate();
        ExecutorService callers = Executors.newFixedThreadPool(50);
        try {
            CyclicBarrier together = new CyclicBarrier(50);
            List<CompletableFuture<String>> tokens = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                tokens.add(CompletableFuture.supplyAsync(
                        () -> {
                            meet(together);
                            return parts.accessToken().value();
                        },
                        callers));
            }
            gate.awaitArrival();
            gate.open();
            for (CompletableFuture<String> token : tokens) {
                assertEquals("for-at-alice-1", token.get(10, TimeUnit.SECONDS));
            }
            assertEquals(1, exchange.requests.size());
        } finally {
            callers.shutdownNow();
        }
    }

    private static void meet(CyclicBarrier together) {
        try {
            together.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void exchangesTheTokenThatTheUserHasByThen() {
        signIn("alice", "at-alice");
        parts.accessToken();
        time.advance(LIFETIME);
        assertEquals("for-at-1-2", parts.accessToken().value());
        assertEquals(List.of("rt-at-alice"), login.presented());
    }

    @Test
    void exchangesAgainWhenTheApiRefusesTheToken() {
        signIn("alice", "at-alice");
        AccessToken refused = parts.accessToken();
        assertEquals("for-at-alice-2", parts.replacementFor(refused).value());
        assertEquals("for-at-alice-2", parts.accessToken().value());
        assertEquals(0, login.requests.size());
    }

    /** RFC 8693, section 2.2.2: a token that is no longer good for an exchange is an invalid request. */
    @Test
    void replacesATokenThatTheServerDoesNotExchange() {
        signIn("alice", "at-alice");
        exchange.thenRefused("invalid_request");
        assertEquals("for-at-1-2", parts.accessToken().value());
        assertEquals(List.of("at-alice", "at-1"), exchanged());
    }

    @Test
    void replacesItOnlyOnce() {
        signIn("alice", "at-alice");
        exchange.thenRefused("invalid_grant").thenRefused("invalid_grant");
        ReauthorizationRequiredException ended =
                assertThrows(ReauthorizationRequiredException.class, parts::accessToken);
        assertEquals(Reason.REFUSED, ended.reason());
        assertEquals(List.of("at-alice", "at-1"), exchanged());
        assertEquals(1, login.requests.size());
    }

    @Test
    void beginsAnewWithAnotherTokenAfterItsEnd() {
        signIn("alice", "at-alice");
        exchange.thenRefused("invalid_grant").thenRefused("invalid_grant");
        assertThrows(ReauthorizationRequiredException.class, parts::accessToken);
        time.advance(LIFETIME);
        assertEquals("for-at-2-3", parts.accessToken().value());
    }

    @Test
    void keepsTheGrantWhenTheServerRefusesTheClient() {
        signIn("alice", "at-alice");
        exchange.thenRefused("invalid_target");
        assertThrows(TokenUnavailableException.class, parts::accessToken);
        assertEquals(0, login.requests.size());
        time.advance(RefreshPolicy.COOL_DOWN);
        assertEquals("for-at-alice-2", parts.accessToken().value());
    }

    @Test
    void refreshesByTheRefreshTokenThatCameAndExchangesWhenThatIsRefused() {
        signIn("alice", "at-alice");
        sources.close();
        ScriptedEndpoint endpoint = new ScriptedEndpoint(time);
        try (TokenSources others = TokenSources.builder()
                .client(parts().build())
                .client(TestTokens.client("login").perUser().build())
                .endpoints(any -> endpoint)
                .time(time)
                .build()) {
            others.authorize("login", "alice", TokenResponse.of("at-alice", Duration.ofHours(9), "rt-alice"));
            TokenSource source = others.of("parts", "alice");
            source.accessToken();
            time.advance(LIFETIME);
            assertEquals("at-2", source.accessToken().value());
            time.advance(LIFETIME);
            endpoint.thenRefused("invalid_grant");
            assertEquals("at-3", source.accessToken().value());
            assertEquals(List.of("rt-1", "rt-2"), endpoint.presented());
            assertTrue(endpoint.requests.get(3) instanceof TokenRequest.TokenExchange);
        }
    }

    @Test
    void endsWithTheGrantOfTheUser() {
        signIn("alice", "at-alice");
        parts.accessToken();
        sources.forget("login", "alice");
        ReauthorizationRequiredException ended =
                assertThrows(ReauthorizationRequiredException.class, parts::accessToken);
        assertEquals(Reason.NOT_AUTHORIZED, ended.reason());
        assertTrue(ended.getMessage().contains("authorize(\"login\""), ended.getMessage());
        assertFalse(store.read(new GrantKey("parts", "alice")).isPresent(), "it is still stored");
    }

    @Test
    void isNotGivenToTheNextUserOfTheSameGrant() {
        signIn("alice", "at-alice");
        parts.accessToken();
        signIn("alice", "at-eve");
        assertEquals("for-at-eve-2", parts.accessToken().value());
    }

    @Test
    void waitsForTheServerThatRefreshesTheTokenOfTheUser() {
        signIn("alice", "at-alice");
        time.advance(LIFETIME);
        login.thenBusy(1);
        assertThrows(TokenUnavailableException.class, parts::accessToken);
        time.advance(Duration.ofSeconds(5));
        assertEquals("for-at-1-1", parts.accessToken().value());
    }

    /** All of them wait for a refresh: on the same threads none of these could begin. */
    @Test
    void leavesTheThreadsAloneThatRefreshTheTokensOfTheUsers() throws Exception {
        int users = 3 * ThreadWorkers.MOST_THREADS;
        IntStream.range(0, users).forEach(user -> signIn("user-" + user, "at-user-" + user));
        time.advance(LIFETIME);
        Gate gate = login.gate();
        List<FutureTask<String>> calls = IntStream.range(0, users)
                .mapToObj(user -> new FutureTask<>(
                        () -> sources.of("parts", "user-" + user).accessToken().value()))
                .toList();
        List<Thread> callers = calls.stream().map(Thread::new).toList();
        callers.forEach(Thread::start);
        for (Thread caller : callers) {
            while (caller.isAlive() && caller.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait(); // until it waits for its token
            }
        }
        gate.open();
        for (FutureTask<String> call : calls) {
            assertTrue(call.get(10, TimeUnit.SECONDS).startsWith("for-at-"));
        }
        assertEquals(users, exchange.requests.size());
        assertEquals(users, login.requests.size());
    }

    @Test
    void isDroppedFromTheStoreWithItsSource() {
        WorkersByHand workers = new WorkersByHand(time);
        Client.Node node = new Client.Node("here", time, workers, new Notifier(List.of()), () -> 0.5);
        Client users = new Client(
                TestTokens.client("login").perUser().build(), TokenStore.inMemory(), login, new IssuerGate(), node);
        Client exchanging = new Client(parts().build(), store, exchanging(), new IssuerGate(), node, users);
        OneNode.store(users.store(), new GrantKey("login", "alice"), token("at-alice"), "rt-alice");
        exchanging.source("alice").accessToken();
        assertTrue(store.read(new GrantKey("parts", "alice")).isPresent());
        time.advance(Duration.ofHours(2));
        exchanging.source("bob"); // whoever looks for a source makes room
        workers.pass(Duration.ZERO);
        assertFalse(store.read(new GrantKey("parts", "alice")).isPresent(), "it is still stored");
    }

    private AccessToken token(String value) {
        return AccessToken.of(value, time.instant(), time.instant().plus(LIFETIME), null);
    }

    @Test
    void needsAClientThatUsersAuthorize() {
        TokenSources.Builder alone = TokenSources.builder().client(parts().build());
        String message =
                assertThrows(IllegalArgumentException.class, alone::build).getMessage();
        assertTrue(message.startsWith("FRESHET-0013") && message.contains("'login'"), message);
    }

    @Test
    void takesNoTokensOfItsOwn() {
        TokenResponse response = TokenResponse.of("at", LIFETIME, "rt");
        String message = assertThrows(
                        IllegalArgumentException.class, () -> sources.authorize("parts", "alice", response))
                .getMessage();
        assertTrue(message.startsWith("FRESHET-0014") && message.contains("'login'"), message);
    }

    @Test
    void showsNoToken() {
        TokenRequest request = new TokenRequest.TokenExchange(
                "secret", TokenRequest.TokenExchange.ACCESS_TOKEN, null, null, null, null);
        assertFalse(request.toString().contains("secret"));
        assertFalse(new TokenRequest.JwtBearer("secret", null).toString().contains("secret"));
        assertNotEquals(request.hash(), new TokenRequest.JwtBearer("secret", null).hash());
        assertTrue(new OAuthError("invalid_request", null, null).refusesSubjectToken());
    }
}
