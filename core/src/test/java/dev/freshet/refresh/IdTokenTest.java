package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.CodeVerifier;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.store.GrantKey;
import dev.freshet.store.TokenStore;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a sign-in leaves with its grant, and what a sign-out takes away. */
@Timeout(60)
class IdTokenTest {

    private static final GrantKey KEY = new GrantKey("parts", "user-1");

    private final TestTime time = new TestTime();
    private final ScriptedEndpoint endpoint = new ScriptedEndpoint(time);
    private final TokenStore store = TokenStore.inMemory();
    private final List<TokenEvent> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final TokenSources sources = TokenSources.builder()
            .client(TestTokens.client("parts").perUser().build(), store)
            .endpoints(any -> endpoint)
            .time(time)
            .listener(events::add)
            .listener(event -> {
                if (event instanceof TokenEvent.ReauthorizationRequired) {
                    ended.countDown();
                }
            })
            .build();
    private final TokenSource source = sources.of("parts", "user-1");

    @AfterEach
    void close() {
        sources.close();
    }

    private static TokenResponse response(String accessToken, String refreshToken, @Nullable String idToken) {
        return new TokenResponse(
                accessToken, Duration.ofMinutes(10), new RefreshToken(refreshToken), null, null, idToken);
    }

    private void signIn() {
        sources.authorize("parts", "user-1", response("at-login", "rt-login", "id-login"));
    }

    private void refresh(@Nullable String idToken) {
        time.advance(Duration.ofMinutes(10));
        endpoint.then(new Answer.Issued(response("at", "rt", idToken), time.instant()));
        source.accessToken();
    }

    private Optional<String> idToken() {
        return sources.idToken("parts", "user-1");
    }

    @Test
    void isThatOfTheSignIn() {
        assertEquals(Optional.empty(), idToken());
        signIn();
        assertEquals(Optional.of("id-login"), idToken());
    }

    /** quarkus #29144: a null pointer. OpenID Connect Core, section 12.2. */
    @Test
    void staysWhenARefreshBringsNone() {
        signIn();
        refresh(null);
        assertEquals(Optional.of("id-login"), idToken());
    }

    @Test
    void isTheOneThatARefreshBrings() {
        signIn();
        refresh("id-2");
        assertEquals(Optional.of("id-2"), idToken());
    }

    /** It says whose session the server is to end. */
    @Test
    void staysWhenTheGrantEnds() {
        signIn();
        endpoint.thenRefused("invalid_grant");
        time.advance(Duration.ofMinutes(10));
        assertThrows(ReauthorizationRequiredException.class, source::accessToken);
        assertEquals(Optional.of("id-login"), idToken());
    }

    /** Whoever signs in now need not be the one before. */
    @Test
    void isGoneAfterASignInWithoutOne() {
        signIn();
        sources.authorize("parts", "user-1", response("at-2", "rt-2", null));
        assertEquals(Optional.empty(), idToken());
    }

    @Test
    void isGoneWhenTheGrantIsForgotten() {
        signIn();
        sources.forget("parts", "user-1");
        assertEquals(Optional.empty(), idToken());
    }

    /** A row that began with the configuration stays, for its origins alone. */
    @Test
    void isGoneWhenTheApplicationsOwnGrantIsForgotten() {
        TokenStore kept = TokenStore.inMemory();
        try (TokenSources own = TokenSources.builder()
                .client(TestTokens.client("parts").refreshToken("rt-0").build(), kept)
                .endpoints(any -> endpoint)
                .time(time)
                .build()) {
            endpoint.then(new Answer.Issued(response("at", "rt", "id-own"), time.instant()));
            own.of("parts").accessToken();
            assertEquals(Optional.of("id-own"), own.idToken("parts", GrantKey.APPLICATION));
            own.forget("parts", GrantKey.APPLICATION);
            assertTrue(kept.read(GrantKey.ofApplication("parts")).isPresent());
            assertEquals(Optional.empty(), own.idToken("parts", GrantKey.APPLICATION));
        }
    }

    /** A login whose tokens come with each request: the second time its refresh token may be spent. */
    @Test
    void tokensThatBeginAGrantBeginItOnce() {
        TokenResponse login = response("at-login", "rt-login", "id-login");
        assertTrue(sources.begin("parts", "user-1", login));
        refresh("id-2");
        assertFalse(sources.begin("parts", "user-1", login));
        assertEquals(Optional.of("id-2"), idToken());
        assertEquals("at", source.accessToken().value());
        assertEquals(List.of("rt-login"), endpoint.presented());
    }

    @Test
    void aBorrowedTokenIsGivenAsItIsAndNeverReplaced() {
        TokenSource borrowed = TokenSource.borrowed("parts", TestTokens.of100s("at-borrowed"));
        time.advance(Duration.ofHours(1));
        assertEquals("at-borrowed", borrowed.accessToken().value());
        borrowed.refusedAgain(borrowed.accessToken());
        ReauthorizationRequiredException e = assertThrows(
                ReauthorizationRequiredException.class, () -> borrowed.replacementFor(borrowed.accessToken()));
        assertEquals("parts", e.client());
        assertFalse(e.getMessage().contains("at-borrowed"), e::getMessage);
    }

    @Test
    void aRefreshUnderWayBringsNothingBack() throws InterruptedException {
        signIn();
        time.advance(Duration.ofSeconds(511)); // due, and still good
        ScriptedEndpoint.Gate gate = endpoint.gate();
        assertEquals("at-login", source.accessToken().value());
        gate.awaitArrival();

        sources.revoke("parts", "user-1");
        gate.open();

        assertTrue(ended.await(10, TimeUnit.SECONDS), "the refresh has not ended");
        assertEquals(Optional.empty(), store.read(KEY));
        assertThrows(ReauthorizationRequiredException.class, source::accessToken);
        assertEquals(1, endpoint.requests.size());
    }

    @Test
    void aGrantThatCannotBeRevokedIsForgottenAllTheSame() {
        signIn();
        sources.revoke("parts", "user-1");
        assertEquals(Optional.empty(), store.read(KEY));
        assertTrue(
                events.contains(
                        new TokenEvent.RevocationFailed(KEY, "the server has no revocation endpoint that is known")),
                events.toString());
    }

    @Test
    void nothingIsRevokedWhereNothingWas() {
        sources.revoke("parts", "nobody");
        assertEquals(List.of(new TokenEvent.Forgotten(new GrantKey("parts", "nobody"))), events);
    }

    @Test
    void aCodeIsSentOnceAndStoresNothing() {
        endpoint.thenUnanswered();
        TokenRequest code = new TokenRequest.AuthorizationCode("c1", "https://app.example/cb", CodeVerifier.generate());
        assertEquals(new Answer.Unanswered("connection reset", null), sources.request("parts", code));
        assertEquals(List.of(code), endpoint.requests);
        assertEquals(Optional.empty(), store.read(KEY));
        assertThrows(IllegalArgumentException.class, () -> new Grant.Direct(code));
    }

    /** Else it could be presented beside a refresh under way. */
    @Test
    void aRefreshTokenIsPresentedByASourceAlone() {
        TokenRequest refresh = new TokenRequest.Refresh(new RefreshToken("rt-0"), null, null);
        assertThrows(IllegalArgumentException.class, () -> sources.request("parts", refresh));
        assertTrue(endpoint.requests.isEmpty());
    }

    @Test
    void theServerIsWhatWasGivenByHand() {
        URI authorize = URI.create("https://identity.example/authorize");
        try (TokenSources given = TokenSources.builder()
                .client(TestTokens.client("orders")
                        .perUser()
                        .authorizationEndpoint(authorize)
                        .build())
                .build()) {
            assertEquals(authorize, given.server("orders").authorizationEndpoint());
            assertEquals(null, given.server("orders").issuer());
            assertFalse(given.server("orders").issParameterSupported());
        }
    }

    @Test
    void aClientNeedsATokenEndpointOrAnIssuer() {
        ClientRegistration.Builder builder = ClientRegistration.named("orders")
                .authentication(TestTokens.client("orders").perUser().build().authentication())
                .perUser();
        assertThrows(IllegalArgumentException.class, builder::build);
        assertEquals(
                Optional.empty(),
                builder.issuer("https://identity.example").build().tokenEndpoint());
    }
}
