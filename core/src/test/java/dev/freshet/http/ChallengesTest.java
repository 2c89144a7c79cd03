package dev.freshet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.http.Challenges.Challenge;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengesTest {

    private static List<Challenge> read(String... fields) {
        return Challenges.of(List.of(fields));
    }

    private static Challenge challenge(String scheme, String... parameters) {
        Map<String, String> all = new HashMap<>();
        for (int at = 0; at < parameters.length; at += 2) {
            all.put(parameters[at], parameters[at + 1]);
        }
        return new Challenge(scheme, all);
    }

    @Test
    void readsTheExamplesOfTheSpecifications() {
        assertEquals(
                List.of(challenge(
                        "bearer",
                        "realm",
                        "example",
                        "error",
                        "invalid_token",
                        "error_description",
                        "The access token expired")),
                read(
                        "Bearer realm=\"example\", error=\"invalid_token\", error_description=\"The access token expired\""));
        assertEquals(
                List.of(
                        challenge("basic", "realm", "simple"),
                        challenge("newauth", "realm", "apps", "type", "1", "title", "Login to \"apps\"")),
                read("Basic realm=\"simple\", Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\""));
    }

    @Test
    void readsSchemesWithoutParametersAndCredentialsWithoutNames() {
        assertEquals(
                List.of(challenge("negotiate"), challenge("bearer"), challenge("ntlm")),
                read("Negotiate YIIe+/9==, Bearer", "NTLM"));
        assertEquals(
                List.of(challenge("negotiate"), challenge("bearer", "error", "x")),
                read("Negotiate abc=, Bearer error=x"));
    }

    @Test
    void takesCommasAndSchemesInQuotesForText() {
        assertEquals(
                List.of(challenge("digest", "realm", "a, Bearer error=b", "qop", "auth,auth-int")),
                read("Digest realm=\"a, Bearer error=b\", qop=\"auth,auth-int\""));
    }

    @Test
    void readsNamesInAnyCaseAndSpacesAnywhere() {
        assertEquals(
                List.of(challenge("bearer", "error", "Invalid_Token", "realm", "")),
                read(" ,, bEaReR  ERROR = \"Invalid_Token\" ,\trealm=\"\" ,"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " , ", "=", "\"", "realm=\"x\"", "??", "Bearer realm=\"never closed", "a b c d", "Bearer =x"
            })
    void survivesWhatIsNoChallenge(String field) {
        read(field);
    }

    @Test
    void readsALongFieldInTime() {
        String escapes = "Bearer realm=\"" + "\\\"a".repeat(100_000) + "\", error=invalid_token" + ", x".repeat(50_000);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertTrue(Challenges.condemn(List.of(escapes))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer realm=\"x\"",
                "bearer error=invalid_token",
                "Basic realm=\"x\", Bearer error=\"invalid_token\"",
                "Bearer error=\"insufficient_scope\", Bearer error=\"invalid_token\"",
                "Negotiate, Bearer realm=\"x\""
            })
    void condemnsTheToken(String field) {
        assertTrue(Challenges.condemn(List.of(field)));
    }

    @Test
    void condemnsTheTokenWhenNothingIsSaid() {
        assertTrue(Challenges.condemn(null));
        assertTrue(Challenges.condemn(List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic realm=\"x\"",
                "Negotiate YII=",
                "DPoP error=\"invalid_token\"",
                "Bearer error=\"insufficient_scope\"",
                "Bearer realm=\"x\", error=invalid_request",
                "Bearer error=\"no_idea\", Bearer realm=\"x\"",
                "Basic realm=\"Bearer error=invalid_token\""
            })
    void doesNotCondemnTheToken(String field) {
        assertFalse(Challenges.condemn(List.of(field)));
    }

    @Test
    void readsSeveralFieldsAsOne() {
        assertTrue(Challenges.condemn(List.of("Basic realm=\"x\"", "Bearer error=\"invalid_token\"")));
        assertFalse(Challenges.condemn(List.of("Basic realm=\"x\"", "Bearer error=\"invalid_request\"")));
    }
}
