package dev.freshet.testkit;

import static dev.freshet.testkit.Http.basic;
import static dev.freshet.testkit.Http.error;
import static dev.freshet.testkit.Http.member;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(AuthorizationServerExtension.class)
class TokenRequestsTest {

    private static final String SPECIAL_ID = "pärts:de sk+1";
    private static final String SPECIAL_SECRET = "s&%:ü +/=";
    private static final String GRANT = "grant_type=client_credentials";

    private static HttpResponse<String> ask(AuthorizationServer server, String authorization, String body)
            throws IOException {
        return Http.send(Http.form(server.tokenEndpoint(), authorization, body));
    }

    @Test
    void decodesBothHalvesOfBasicCredentials(AuthorizationServer server) throws IOException {
        server.client(SPECIAL_ID, SPECIAL_SECRET);

        HttpResponse<String> response = ask(server, basic(SPECIAL_ID, SPECIAL_SECRET), GRANT + "&scope=anonymous");

        assertEquals(200, response.statusCode());
        assertEquals("anonymous", member(response, "scope"));
        assertEquals("", member(response, "refresh_token"));
        assertEquals(
                SPECIAL_ID, server.subjectOf(member(response, "access_token")).orElseThrow());
    }

    @Test
    void refusesBasicCredentialsThatAreNotEncoded(AuthorizationServer server) throws IOException {
        server.client("parts", "a+b");

        HttpResponse<String> response = ask(
                server,
                "Basic " + Base64.getEncoder().encodeToString("parts:a+b".getBytes(StandardCharsets.UTF_8)),
                GRANT);

        assertEquals("401 invalid_client", error(response));
        assertTrue(response.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Basic"));
    }

    @Test
    void acceptsTheSecretInTheBody(AuthorizationServer server) throws IOException {
        server.client(SPECIAL_ID, SPECIAL_SECRET);
        String id = "&client_id=" + Http.encode(SPECIAL_ID);

        assertEquals(
                200,
                ask(server, "", GRANT + id + "&client_secret=" + Http.encode(SPECIAL_SECRET))
                        .statusCode());
        HttpResponse<String> wrong = ask(server, "", GRANT + id + "&client_secret=wrong");
        assertEquals("401 invalid_client", error(wrong));
        assertFalse(wrong.headers().firstValue("WWW-Authenticate").isPresent());
    }

    @Test
    void refusesTwoWaysOfAuthenticationAtOnce(AuthorizationServer server) throws IOException {
        server.client("parts", "secret");

        assertEquals(
                "400 invalid_request",
                error(ask(server, basic("parts", "secret"), GRANT + "&client_id=parts&client_secret=secret")));
    }

    @Test
    void letsAPublicClientRefreshByItsIdAlone(AuthorizationServer server) throws IOException {
        IssuedGrant grant = server.publicClient("spa").grant("spa");
        String body = "grant_type=refresh_token&refresh_token=" + grant.refreshToken();

        assertEquals("401 invalid_client", error(ask(server, "", body)));
        assertEquals("401 invalid_client", error(ask(server, basic("spa", ""), body)));
        assertEquals(200, ask(server, "", body + "&client_id=spa").statusCode());
        assertEquals("400 unauthorized_client", error(ask(server, "", GRANT + "&client_id=spa")));
    }

    @Test
    void refusesAnUnknownClientAndAConfidentialOneWithoutSecret(AuthorizationServer server) throws IOException {
        server.client("parts", "secret");

        assertEquals("401 invalid_client", error(ask(server, "", GRANT + "&client_id=nobody")));
        assertEquals("401 invalid_client", error(ask(server, "", GRANT + "&client_id=parts")));
        assertEquals("401 invalid_client", error(ask(server, "Basic ?", GRANT)));
        assertThrows(IllegalArgumentException.class, () -> server.client("empty", ""));
    }

    @Test
    void authorizesByPassword(AuthorizationServer server) throws IOException {
        server.client("parts", "secret").user("ann", "pass word&1");
        String body = "grant_type=password&username=ann&scope=openid+offline_access&password=";

        HttpResponse<String> response = ask(server, basic("parts", "secret"), body + "pass+word%261");

        assertEquals("openid offline_access", member(response, "scope"));
        assertEquals("ann", server.subjectOf(member(response, "access_token")).orElseThrow());
        assertEquals(
                200, Http.refresh(server, member(response, "refresh_token")).statusCode());
        assertEquals("400 invalid_grant", error(ask(server, basic("parts", "secret"), body + "wrong")));
        assertEquals(2, server.tokenRequests("password"));
        assertEquals(1, server.tokenRequests("refresh_token"));
    }

    @Test
    void namesWhatIsWrongWithARequest(AuthorizationServer server) throws IOException {
        server.client("parts", "secret");
        String authorization = basic("parts", "secret");

        assertEquals("400 unsupported_grant_type", error(ask(server, authorization, "grant_type=magic")));
        assertEquals("400 invalid_request", error(ask(server, authorization, "")));
        assertEquals("400 invalid_request", error(ask(server, authorization, "grant_type=refresh_token")));
        assertEquals("400 invalid_request", error(ask(server, authorization, GRANT + "&scope=a&scope=b")));
        assertEquals(
                "405 invalid_request",
                error(Http.send(
                        HttpRequest.newBuilder(server.tokenEndpoint().uri()).build())));
        assertEquals(
                "400 invalid_request",
                error(Http.send(HttpRequest.newBuilder(server.tokenEndpoint().uri())
                        .POST(HttpRequest.BodyPublishers.ofString(GRANT))
                        .build())));
        assertEquals(
                404,
                Http.send(HttpRequest.newBuilder(server.tokenEndpoint().uri().resolve("/x"))
                                .build())
                        .statusCode());
    }

    @Test
    void introspectsAndRevokesTokens(AuthorizationServer server) throws IOException {
        IssuedGrant grant = server.client("parts", "secret").grant("parts", "ann", "");
        String authorization = basic("parts", "secret");
        HttpRequest introspect =
                Http.form(server.introspectionEndpoint(), authorization, "token=" + grant.accessToken());

        HttpResponse<String> live = Http.send(introspect);
        assertEquals("true", member(live, "active"));
        assertEquals("ann", member(live, "sub"));

        String foreign = server.client("other", "x").grant("other").accessToken();
        assertEquals(
                200,
                Http.send(Http.form(server.revocationEndpoint(), authorization, "token=" + foreign))
                        .statusCode());
        assertTrue(server.isActive(foreign), "not the token of this client");

        Http.send(Http.form(server.revocationEndpoint(), authorization, "token=" + grant.refreshToken()));
        assertEquals("{\"active\":false}", Http.send(introspect).body());
        assertEquals(2, server.revocationEndpoint().count());
    }
}
