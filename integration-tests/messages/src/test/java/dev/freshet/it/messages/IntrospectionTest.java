package dev.freshet.it.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.ClientAuthentication.ClientSecretBasic;
import dev.freshet.oauth.Introspection;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.RefreshPolicy;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.GrantKey;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.AuthorizationServerExtension;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.Gate;
import dev.freshet.testkit.IssuedGrant;
import dev.freshet.testkit.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a token is still good, by RFC 7662. */
@Timeout(60)
@ExtendWith(AuthorizationServerExtension.class)
class IntrospectionTest {

    private static ClientRegistration.Builder parts(AuthorizationServer server) {
        server.client("parts", "secret");
        return ClientRegistration.named("parts")
                .issuer(server.issuer())
                .authentication(new ClientSecretBasic("parts", "secret"))
                .broughtIn();
    }

    private static TokenSources sources(ClientRegistration.Builder client) {
        return TokenSources.builder().client(client.build()).build();
    }

    private static void bringIn(TokenSources sources, IssuedGrant grant, String refreshToken) {
        sources.authorize(
                "parts",
                GrantKey.APPLICATION,
                TokenResponse.of(grant.accessToken(), Duration.ofMinutes(5), refreshToken));
    }

    private static Introspection ofTheGrant(TokenSources sources) {
        return sources.introspect("parts", GrantKey.APPLICATION);
    }

    @Test
    void asksAboutTheRefreshTokenAndLeavesItAsItIs(AuthorizationServer server) {
        try (TokenSources sources = sources(parts(server))) {
            IssuedGrant grant = server.grant("parts", "alice", "read");
            bringIn(sources, grant, grant.refreshToken());
            Introspection.Active active = assertInstanceOf(Introspection.Active.class, ofTheGrant(sources));
            assertEquals("alice", active.subject());
            RecordedRequest asked = server.introspectionEndpoint().latest();
            assertEquals(Map.of("token", grant.refreshToken(), "token_type_hint", "refresh_token"), asked.form());
            assertTrue(asked.header("Authorization").orElseThrow().startsWith("Basic "));
            assertEquals(0, server.usesOf(grant.refreshToken()));
            assertFalse(active.toString().contains(grant.refreshToken()));

            server.revokeGrant(grant.refreshToken());
            assertEquals(new Introspection.Inactive(), ofTheGrant(sources));
        }
    }

    @Test
    void asksAboutAnAccessToken(AuthorizationServer server) {
        try (TokenSources sources = sources(parts(server))) {
            IssuedGrant grant = server.grant("parts", "alice", "read");
            bringIn(sources, grant, null);
            assertInstanceOf(Introspection.Active.class, ofTheGrant(sources));
            assertEquals(
                    "access_token",
                    server.introspectionEndpoint().latest().form().get("token_type_hint"));
            AccessToken token = sources.of("parts").accessToken();
            server.revokeAccessTokens();
            assertEquals(new Introspection.Inactive(), sources.introspect("parts", token));
            assertEquals(token, sources.of("parts").accessToken());
        }
    }

    @Test
    void understandsTheAnswerOfTheRfc(AuthorizationServer server) {
        server.introspectionEndpoint().next(Fault.body(200, "application/json", """
                        {"active": true, "client_id": "l238j323ds-23ij4", "username": "jdoe", "scope": "read write dolphin",
                         "sub": "Z5O3upPC88QrAjx00dis", "aud": "https://protected.example.net/resource",
                         "iss": "https://server.example.com/", "exp": 1419356238, "iat": 1419350238,
                         "extension_field": "twenty-seven"}
                        """.getBytes(StandardCharsets.UTF_8)));
        try (TokenSources sources = sources(parts(server))) {
            IssuedGrant grant = server.grant("parts");
            bringIn(sources, grant, grant.refreshToken());
            assertEquals(
                    new Introspection.Active(
                            "read write dolphin", Instant.ofEpochSecond(1419356238), "Z5O3upPC88QrAjx00dis"),
                    ofTheGrant(sources));
        }
    }

    @Test
    void nothingIsActiveWhereThereIsNothing(AuthorizationServer server) {
        try (TokenSources sources = sources(parts(server))) {
            assertEquals(new Introspection.Inactive(), ofTheGrant(sources));
            assertEquals(0, server.introspectionEndpoint().count());
        }
    }

    /** What is not said plainly is neither yes nor no. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"active\":\"true\"}", "[]", "<html>", "", "{\"active\":true"})
    void takesNoOtherAnswerForOne(String body, AuthorizationServer server) {
        server.introspectionEndpoint().next(Fault.body(200, "application/json", body.getBytes(StandardCharsets.UTF_8)));
        try (TokenSources sources = sources(parts(server))) {
            IssuedGrant grant = server.grant("parts");
            bringIn(sources, grant, grant.refreshToken());
            assertInstanceOf(Introspection.Unknown.class, ofTheGrant(sources));
        }
    }

    @Test
    void saysInWordsWhyTheServerHasNotSaid(AuthorizationServer server) {
        ClientRegistration.Builder client = parts(server)
                .policy(new RefreshPolicy(
                        null, null, Duration.ofSeconds(30), Duration.ofMillis(500), Duration.ofMinutes(5)));
        try (TokenSources sources = sources(client);
                Gate gate = Gate.shut()) {
            IssuedGrant grant = server.grant("parts");
            bringIn(sources, grant, grant.refreshToken());
            server.introspectionEndpoint().next(Fault.status(401), Fault.none().heldBefore(gate), Fault.dropBefore());
            assertTrue(cause(sources).endsWith("/introspect answered HTTP 401"));
            assertTrue(cause(sources).endsWith("no answer within 500 ms"));
            String cause = cause(sources);
            assertFalse(cause.contains(grant.refreshToken()), cause);
        }
    }

    private static String cause(TokenSources sources) {
        return assertInstanceOf(Introspection.Unknown.class, ofTheGrant(sources))
                .cause();
    }

    @Test
    void asksAtTheAddressThatIsGivenByHand(AuthorizationServer server) {
        server.client("parts", "secret");
        ClientRegistration.Builder byHand = ClientRegistration.named("parts")
                .tokenEndpoint(server.tokenEndpoint().uri())
                .authentication(new ClientSecretBasic("parts", "secret"))
                .broughtIn();
        IssuedGrant grant = server.grant("parts");
        try (TokenSources sources = sources(byHand)) {
            bringIn(sources, grant, grant.refreshToken());
            assertEquals(
                    new Introspection.Unknown("the server has no introspection endpoint that is known"),
                    ofTheGrant(sources));
        }
        try (TokenSources sources = sources(
                byHand.introspectionEndpoint(server.introspectionEndpoint().uri()))) {
            bringIn(sources, grant, grant.refreshToken());
            assertInstanceOf(Introspection.Active.class, ofTheGrant(sources));
        }
    }
}
