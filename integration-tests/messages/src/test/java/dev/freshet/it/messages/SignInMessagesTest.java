package dev.freshet.it.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.AuthorizationRequest;
import dev.freshet.oauth.ClientAuthentication.ClientSecretBasic;
import dev.freshet.oauth.CodeVerifier;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.ReauthorizationRequiredException;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.GrantKey;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.AuthorizationServerExtension;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.ManualTime;
import dev.freshet.testkit.RecordedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A sign-in and a sign-out as the core sends them, against an authorization server. */
@ExtendWith(AuthorizationServerExtension.class)
@Timeout(60)
class SignInMessagesTest {

    private static final String REDIRECT = "https://app.example/cb";
    private static final GrantKey GRANT = new GrantKey("parts", "login-1");

    private final CodeVerifier verifier = CodeVerifier.generate();
    private final List<TokenEvent> events = new CopyOnWriteArrayList<>();
    private TokenSources sources;

    @BeforeEach
    void start(AuthorizationServer server, ManualTime time) {
        server.client("id", "s3cret").accessTokenLifetime(Duration.ofMinutes(10));
        sources = TokenSources.builder()
                .client(ClientRegistration.named("parts")
                        .issuer(server.issuer())
                        .authentication(new ClientSecretBasic("id", "s3cret"))
                        .perUser()
                        .build())
                .listener(events::add)
                .time(time)
                .build();
    }

    @AfterEach
    void close() {
        sources.close();
    }

    private Map<String, String> authorize(String scope) throws IOException, InterruptedException {
        URI address = AuthorizationRequest.of("id", REDIRECT)
                .scope(scope)
                .state("s1")
                .nonce("n1")
                .codeVerifier(verifier)
                .build()
                .at(sources.server("parts").authorizationEndpoint());
        String location = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
                .headers()
                .firstValue("Location")
                .orElseThrow();
        Map<String, String> answer = new HashMap<>();
        for (String pair : URI.create(location).getRawQuery().split("&")) {
            String[] halves = pair.split("=", 2);
            answer.put(halves[0], URLDecoder.decode(halves[1], StandardCharsets.UTF_8));
        }
        return answer;
    }

    private Answer redeem(String code, CodeVerifier verifier) {
        return sources.request("parts", new TokenRequest.AuthorizationCode(code, REDIRECT, verifier));
    }

    private void signIn() throws IOException, InterruptedException {
        Answer answer = redeem(authorize("openid offline_access").get("code"), verifier);
        sources.authorize(
                "parts",
                "login-1",
                assertInstanceOf(Answer.Issued.class, answer).response());
    }

    @Test
    void bringsTokensThatAreRefreshed(AuthorizationServer server, ManualTime time) throws Exception {
        signIn();
        assertTrue(sources.idToken("parts", "login-1").isPresent());
        RecordedRequest exchange = server.tokenEndpoint().latest();
        assertEquals(
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        exchange.form().get("code"),
                        "redirect_uri",
                        REDIRECT,
                        "code_verifier",
                        verifier.value()),
                exchange.form());
        assertTrue(exchange.header("Authorization").orElseThrow().startsWith("Basic "));

        time.advance(Duration.ofMinutes(10));
        assertTrue(server.isActive(sources.of("parts", "login-1").accessToken().value()));
        assertEquals(0, server.reuseEvents());
    }

    @Test
    void fitsItsVerifierAlone() throws Exception {
        Answer answer = redeem(authorize("openid").get("code"), CodeVerifier.generate());
        assertTrue(assertInstanceOf(Answer.Refused.class, answer).error().refusesGrant());
    }

    /** The code may be redeemed by now: asking again could end what it brought. */
    @Test
    void isNotRepeatedWhenItsAnswerIsLost(AuthorizationServer server) throws Exception {
        String code = authorize("openid").get("code");
        server.tokenEndpoint().next(Fault.dropAfter());
        assertInstanceOf(Answer.Unanswered.class, redeem(code, verifier));
        assertEquals(1, server.tokenEndpoint().count());
    }

    /** There are servers that quote what they were sent. */
    @Test
    void keepsCodeAndVerifierOutOfErrors(AuthorizationServer server) {
        server.tokenEndpoint().next(Fault.error(400, "invalid_grant", "code c-1 with " + verifier.value()));
        Answer.Refused refused = assertInstanceOf(Answer.Refused.class, redeem("c-1", verifier));
        assertEquals("code [secret] with [secret]", refused.error().description());
    }

    @Test
    void endsWithItsRefreshTokenRevoked(AuthorizationServer server) throws Exception {
        signIn();
        String accessToken = sources.of("parts", "login-1").accessToken().value();
        sources.revoke("parts", "login-1");

        RecordedRequest request = server.revocationEndpoint().latest();
        assertEquals("refresh_token", request.form().get("token_type_hint"));
        assertTrue(request.header("Authorization").orElseThrow().startsWith("Basic "));
        assertFalse(server.isActive(accessToken));
        assertTrue(events.contains(new TokenEvent.Revoked(GRANT)), events.toString());
        assertThrows(ReauthorizationRequiredException.class, sources.of("parts", "login-1")::accessToken);
    }

    @Test
    void isForgottenThoughTheServerDoesNotRevoke(AuthorizationServer server) throws Exception {
        signIn();
        server.revocationEndpoint().next(Fault.status(503));
        sources.revoke("parts", "login-1");
        assertTrue(sources.idToken("parts", "login-1").isEmpty());
        assertTrue(
                events.contains(new TokenEvent.RevocationFailed(
                        GRANT, server.revocationEndpoint().uri() + " answered HTTP 503")),
                events.toString());
    }

    @Test
    void isForgottenThoughTheServerIsGone(AuthorizationServer server) throws Exception {
        signIn();
        server.close();
        sources.revoke("parts", "login-1");
        assertTrue(sources.idToken("parts", "login-1").isEmpty());
        assertTrue(events.stream().anyMatch(TokenEvent.RevocationFailed.class::isInstance), events.toString());
    }
}
