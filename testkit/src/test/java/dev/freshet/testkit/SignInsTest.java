package dev.freshet.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(AuthorizationServerExtension.class)
@Timeout(60)
class SignInsTest {

    /** RFC 7636, appendix B. */
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final String REQUEST = "client_id=parts&response_type=code&redirect_uri=http://app.example/cb?x=1"
            + "&state=s1&code_challenge_method=S256&code_challenge=" + CHALLENGE;

    @BeforeEach
    void register(AuthorizationServer server) {
        server.client("parts", "secret");
    }

    /** The parameters that came back with the browser. */
    private static Map<String, String> authorize(AuthorizationServer server, String request) throws IOException {
        HttpResponse<String> answer = Http.send(
                HttpRequest.newBuilder(URI.create(server.authorizationEndpoint().uri() + "?" + encoded(request)))
                        .build());
        assertEquals(302, answer.statusCode());
        String location = answer.headers().firstValue("Location").orElseThrow();
        assertTrue(location.startsWith("http://app.example/cb?x=1&"), location);
        return Form.parsed(URI.create(location).getRawQuery()).first();
    }

    private static String encoded(String request) {
        return request.replace("http://app.example/cb?x=1", Http.encode("http://app.example/cb?x=1"))
                .replace(" ", "+");
    }

    private static HttpResponse<String> redeem(AuthorizationServer server, String code, String verifier)
            throws IOException {
        return Http.send(Http.form(
                server.tokenEndpoint(),
                Http.basic("parts", "secret"),
                encoded("grant_type=authorization_code&redirect_uri=http://app.example/cb?x=1&code=" + code
                        + "&code_verifier=" + verifier)));
    }

    private static JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }

    @Test
    void givesACodeThatIsGoodForOneRequest(AuthorizationServer server) throws IOException {
        Map<String, String> answer = authorize(server, REQUEST + "&scope=openid offline_access&nonce=n1");
        assertEquals("s1", answer.get("state"));
        assertEquals(server.issuer(), answer.get("iss"));

        JsonObject tokens = json(redeem(server, answer.get("code"), VERIFIER).body());
        assertTrue(server.isActive(tokens.getString("access_token")));
        assertTrue(tokens.containsKey("refresh_token"));
        assertEquals(400, redeem(server, answer.get("code"), VERIFIER).statusCode());
    }

    @Test
    void givesNeitherRefreshTokenNorIdTokenUnlessAsked(AuthorizationServer server) throws IOException {
        JsonObject tokens = json(
                redeem(server, authorize(server, REQUEST).get("code"), VERIFIER).body());
        assertFalse(tokens.containsKey("refresh_token"));
        assertFalse(tokens.containsKey("id_token"));
    }

    @Test
    void takesNoCodeWithoutItsVerifier(AuthorizationServer server) throws IOException {
        assertEquals(
                400,
                redeem(server, authorize(server, REQUEST).get("code"), VERIFIER + "x")
                        .statusCode());
    }

    @ParameterizedTest
    @CsvSource({
        "&prompt=none, login_required",
        "&prompt=none login, invalid_request",
        "&response_type=token, unsupported_response_type",
        "&code_challenge_method=plain, invalid_request",
    })
    void sendsErrorsBack(String more, String error, AuthorizationServer server) throws IOException {
        String name = more.substring(1, more.indexOf('='));
        Map<String, String> answer = authorize(server, REQUEST.replaceAll(name + "=[^&]*", "") + more);
        assertEquals(error, answer.get("error"));
        assertEquals("s1", answer.get("state"));
    }

    @Test
    void knowsWhoIsSignedIn(AuthorizationServer server) throws IOException {
        server.signedIn("alice");
        String code = authorize(server, REQUEST + "&prompt=none").get("code");
        String token = json(redeem(server, code, VERIFIER).body()).getString("access_token");
        assertEquals("alice", server.subjectOf(token).orElseThrow());

        Http.send(HttpRequest.newBuilder(server.endSessionEndpoint().uri()).build());
        assertEquals(
                "login_required", authorize(server, REQUEST + "&prompt=none").get("error"));
    }

    @Test
    void answersWithTheErrorsOfATest(AuthorizationServer server) throws IOException {
        server.nextAuthorizationErrors("consent_required");
        assertEquals("consent_required", authorize(server, REQUEST).get("error"));
        assertTrue(authorize(server, REQUEST).containsKey("code"));
    }

    @Test
    void signsIdTokensWithThePublishedKey(AuthorizationServer server) throws Exception {
        String code = authorize(server, REQUEST + "&scope=openid&nonce=n1").get("code");
        String idToken = json(redeem(server, code, VERIFIER).body()).getString("id_token");
        JsonObject claims = claims(idToken);
        assertEquals(server.issuer(), claims.getString("iss"));
        assertEquals("parts", claims.getString("aud"));
        assertEquals("owner", claims.getString("sub"));
        assertEquals("n1", claims.getString("nonce"));
        assertTrue(isSigned(server, idToken));

        server.rollOverKey();
        assertFalse(isSigned(server, idToken));
        assertTrue(isSigned(server, server.idToken("parts", "bob", Map.of("nonce", "\"n2\""))));
    }

    private static JsonObject claims(String token) {
        return json(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8));
    }

    private static boolean isSigned(AuthorizationServer server, String token) throws Exception {
        String jwks = Http.send(
                        HttpRequest.newBuilder(server.jwksEndpoint().uri()).build())
                .body();
        JsonObject key = json(jwks).getJsonArray("keys").getJsonObject(0);
        PublicKey published = KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(number(key.getString("n")), number(key.getString("e"))));
        int end = token.lastIndexOf('.');
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(published);
        signature.update(token.substring(0, end).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(token.substring(end + 1)));
    }

    private static BigInteger number(String base64) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(base64));
    }

    @Test
    void publishesItselfInBothForms(AuthorizationServer server) throws IOException {
        String openId = Http.send(
                        HttpRequest.newBuilder(URI.create(server.issuer() + "/.well-known/openid-configuration"))
                                .build())
                .body();
        assertEquals(server.issuer(), json(openId).getString("issuer"));
        assertEquals(
                openId,
                Http.send(HttpRequest.newBuilder(server.oauthMetadataEndpoint().uri())
                                .build())
                        .body());
    }
}
