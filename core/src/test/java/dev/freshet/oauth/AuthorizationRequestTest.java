package dev.freshet.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationRequestTest {

    /** RFC 7636, appendix B. */
    private static final CodeVerifier VERIFIER = new CodeVerifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final URI ENDPOINT = URI.create("https://identity.example/oauth2/v1/authorize");

    private static AuthorizationRequest.Builder request() {
        return AuthorizationRequest.of("0oabh73", "https://app.example/cb?x=1").codeVerifier(VERIFIER);
    }

    @Test
    void goesOutAsRfc6749Section411AndRfc7636Section43Want() {
        assertEquals(
                URI.create(ENDPOINT + "?response_type=code&client_id=0oabh73"
                        + "&redirect_uri=https%3A%2F%2Fapp.example%2Fcb%3Fx%3D1&scope=openid+offline_access&state=s%261"
                        + "&nonce=n1&prompt=none&login_hint=a%40b.example&id_token_hint=ey.J"
                        + "&code_challenge=" + CHALLENGE + "&code_challenge_method=S256&audience=api"),
                request()
                        .scope("openid offline_access")
                        .state("s&1")
                        .nonce("n1")
                        .prompt("none")
                        .loginHint("a@b.example")
                        .idTokenHint("ey.J")
                        .parameter("audience", "api")
                        .build()
                        .at(ENDPOINT));
    }

    @Test
    void leavesOutWhatIsNotGiven() {
        String query = request()
                .scope("openid")
                .scope(null)
                .prompt(null)
                .build()
                .at(ENDPOINT)
                .getRawQuery();
        assertFalse(query.contains("scope") || query.contains("prompt") || query.contains("null"), query);
    }

    /** RFC 6749, section 3.1: a query of the endpoint must be kept. */
    @ParameterizedTest
    @ValueSource(strings = {"https://identity.example/a?tenant=x%26y", "https://identity.example/a?"})
    void keepsTheQueryOfTheEndpoint(URI endpoint) {
        String address = request().build().at(endpoint).toString();
        String separator = endpoint.getRawQuery().isEmpty() ? "" : "&";
        assertEquals(endpoint + separator + "response_type=code", address.substring(0, address.indexOf("&client_id")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/authorize", "mailto:a@b.example", "https://identity.example/a#b"})
    void goesNowhereElse(URI endpoint) {
        AuthorizationRequest request = request().build();
        assertThrows(IllegalArgumentException.class, () -> request.at(endpoint));
    }

    /** OpenID Connect Core, section 3.1.2.1. */
    @Test
    void asksForNothingBesideNoPrompt() {
        assertThrows(IllegalArgumentException.class, () -> request().prompt("none login"));
        assertThrows(IllegalArgumentException.class, () -> request().prompt("consent none"));
        request().prompt("login consent");
    }

    @Test
    void letsNobodyReplaceWhatItSetsItself() {
        assertThrows(IllegalArgumentException.class, () -> request().parameter("code_challenge_method", "plain"));
        assertThrows(IllegalArgumentException.class, () -> request().parameter("redirect_uri", "https://evil.example"));
    }

    @Test
    void isNeverWithoutPkce() {
        AuthorizationRequest.Builder request = AuthorizationRequest.of("id", "https://app.example/cb");
        assertThrows(NullPointerException.class, request::build);
    }

    @Test
    void printsNoSecret() {
        String text = request()
                .state("secret-state")
                .nonce("secret-nonce")
                .idTokenHint("secret-hint")
                .build()
                .toString();
        assertEquals("AuthorizationRequest[0oabh73, scope=null, prompt=null]", text);
    }

    @Test
    void verifierHasTheChallengeOfRfc7636() {
        assertEquals(CHALLENGE, VERIFIER.challenge());
    }

    @Test
    void verifierIsNewEachTimeAndLongEnough() {
        CodeVerifier one = CodeVerifier.generate();
        assertNotEquals(one, CodeVerifier.generate());
        assertEquals(43, one.value().length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX+", ""})
    void verifierIsWhatServersAccept(String value) {
        assertThrows(IllegalArgumentException.class, () -> new CodeVerifier(value));
    }

    @Test
    void theCodeIsExchangedAsRfc6749Section413Wants() {
        TokenRequest request = new TokenRequest.AuthorizationCode("c1", "https://app.example/cb", VERIFIER);
        assertEquals(
                "{grant_type=authorization_code, code=c1, redirect_uri=https://app.example/cb, code_verifier="
                        + VERIFIER.value() + "}",
                request.parameters().toString());
        assertEquals(Set.of("c1", VERIFIER.value()), request.secrets());
        TokenRequest least = new TokenRequest.AuthorizationCode("c1", null, null);
        assertEquals(Map.of("grant_type", "authorization_code", "code", "c1"), least.parameters());
        assertEquals(Set.of("c1"), least.secrets());
        assertThrows(IllegalArgumentException.class, () -> new TokenRequest.AuthorizationCode(" ", null, null));
    }
}
