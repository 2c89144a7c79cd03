package dev.freshet.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.TokenEndpoint.Answer;
import jakarta.json.spi.JsonProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers answer, and what we make of it. */
class AnswerReaderTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(5);

    private final AnswerReader reader = new AnswerReader(JsonProvider.provider());

    private Answer read(int status, String body) {
        return reader.read(
                status, body.getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(7), NOW, List.of("rt-secret", "pw"));
    }

    private TokenResponse issued(String body) {
        return assertInstanceOf(Answer.Issued.class, read(200, body)).response();
    }

    @Test
    void readsTheAnswerOfTheFortellisPage() {
        TokenResponse response = issued("""
                { "access_token": "eyJhbGciOiJ[...]K1Sun9bA", "token_type": "Bearer", "expires_in": 3600,
                  "scope": "offline_access", "refresh_token": "MIOf-U1zQbyfa3MUfJHhvnUqIut9ClH0xjlDXGJAyqo" }""");
        assertEquals("eyJhbGciOiJ[...]K1Sun9bA", response.accessToken());
        assertEquals(Duration.ofHours(1), response.expiresIn());
        assertEquals("offline_access", response.scope());
        assertEquals(new RefreshToken("MIOf-U1zQbyfa3MUfJHhvnUqIut9ClH0xjlDXGJAyqo"), response.refreshToken());
        assertNull(response.idToken());
        AccessToken token = response.accessToken(NOW, DEFAULT_LIFETIME);
        assertEquals(NOW.plusSeconds(3600), token.expiresAt());
    }

    @Test
    void takesAnswersWithMoreAndWithLess() {
        assertNull(issued("{\"access_token\":\"a\",\"token_type\":\"bearer\"}").refreshToken());
        TokenResponse more = issued("{\"access_token\":\"a\",\"token_type\":\"BEARER\",\"id_token\":\"i\","
                + "\"not-before-policy\":0,\"x\":{\"y\":[1,2]}}");
        assertEquals("i", more.idToken());
    }

    /**
     * spring-attic #1172 #1862 #1863, spring-security #4810, openclaw #144082, cortex #8139 (negative), qwen-code #5355
     * and decocms #6198 #6199 (0 for never), opencodex #1418 (NaN), Google (overflow).
     */
    @ParameterizedTest
    @CsvSource({
        "3600, PT1H",
        "3600.0, PT1H",
        "3599.9, PT59M59S",
        "'\"3600\"', PT1H",
        "'\" 60 \"', PT1M",
        "1e3, PT16M40S",
        "0, PT1S",
        "-5, PT1S",
        "-1e999999, PT1S",
        "315360000, PT87600H",
        "99999999999999999999999, PT87600H",
        "1e999999, PT87600H",
        "null, PT5M",
        "'\"soon\"', PT5M",
        "'\"NaN\"', PT5M",
        "'\"\"', PT5M",
        "true, PT5M",
        "[], PT5M",
    })
    void givesEveryLifetimeAMeaning(String expiresIn, Duration lifetime) {
        TokenResponse response =
                issued("{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":" + expiresIn + "}");
        assertEquals(lifetime, response.accessToken(NOW, DEFAULT_LIFETIME).lifetime());
    }

    @Test
    void takesTheDefaultLifetimeWhereNoneIsSaid() {
        TokenResponse response = issued("{\"access_token\":\"a\",\"token_type\":\"Bearer\"}");
        assertEquals(
                DEFAULT_LIFETIME, response.accessToken(NOW, DEFAULT_LIFETIME).lifetime());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invalid_grant",
                "invalid_client",
                "unauthorized_client",
                "unsupported_grant_type",
                "invalid_scope",
                "invalid_request",
                "login_required",
                "something_new"
            })
    void readsRefusalsOfAnyClientErrorStatus(String error) {
        for (int status : new int[] {400, 401, 403}) {
            Answer answer = read(status, "{\"error\":\"" + error + "\",\"error_description\":\"why\"}");
            OAuthError refusal = assertInstanceOf(Answer.Refused.class, answer).error();
            assertEquals(new OAuthError(error, "why", null), refusal);
            assertEquals(error.equals("invalid_grant") || error.equals("login_required"), refusal.refusesGrant());
        }
    }

    @Test
    void keepsTextsOfTheServerToOneBoundedLine() {
        Answer answer = read(400, "{\"error\":\"x\\ny\",\"error_description\":\"" + "z".repeat(5000) + "\"}");
        String text = assertInstanceOf(Answer.Refused.class, answer).error().toString();
        assertTrue(text.startsWith("x y (zzz") && text.length() < 320, text);
    }

    @Test
    void keepsSecretsOutOfWhatTheServerQuotes() {
        Answer answer =
                read(400, "{\"error\":\"invalid_grant\",\"error_description\":\"token rt-secret of pw is unknown\"}");
        assertEquals(
                "invalid_grant (token [secret] of [secret] is unknown)",
                assertInstanceOf(Answer.Refused.class, answer).error().toString());
    }

    @Test
    void takesBusyServersForBusy() {
        assertEquals(new Answer.Busy("HTTP 503", Duration.ofSeconds(7)), read(503, "<html>"));
        assertEquals(new Answer.Busy("HTTP 429", Duration.ofSeconds(7)), read(429, "{}"));
        assertEquals(
                new Answer.Busy("temporarily_unavailable", Duration.ofSeconds(7)),
                read(400, "{\"error\":\"temporarily_unavailable\"}"));
    }

    @Test
    void followsNoRedirect() {
        String cause = assertInstanceOf(Answer.Busy.class, read(302, "")).cause();
        assertTrue(cause.contains("redirect (HTTP 302)"), cause);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502, 504})
    void takesServerErrorsForUnanswered(int status) {
        assertEquals(new Answer.Unanswered("HTTP " + status + " without a JSON object", null), read(status, "<html>"));
        assertEquals(new Answer.Unanswered("HTTP " + status, null), read(status, "{\"error\":\"invalid_grant\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[]", "\"text\"", "{", "{\"access_token\":\"a\"", "nul"})
    void takesWhatIsNoJsonObjectForUnanswered(String body) {
        assertInstanceOf(Answer.Unanswered.class, read(200, body));
        assertInstanceOf(Answer.Unanswered.class, read(400, body));
    }

    @Test
    void takesJsonWithoutAnErrorForUnanswered() {
        assertInstanceOf(Answer.Unanswered.class, read(400, "{\"message\":\"no\"}"));
    }

    @Test
    void rescuesTheRefreshTokenOfAnAnswerThatCannotBeUsed() {
        RefreshToken rescued = new RefreshToken("rt");
        assertEquals(
                new Answer.Unanswered("HTTP 200 without access_token", rescued),
                read(200, "{\"refresh_token\":\"rt\"}"));
        assertEquals(
                new Answer.Unanswered("HTTP 200 with a token_type other than Bearer", rescued),
                read(200, "{\"access_token\":\"a\",\"token_type\":\"DPoP\",\"refresh_token\":\"rt\"}"));
    }

    @ParameterizedTest
    @CsvSource({
        "5, PT5S",
        "0, PT0S",
        "99999999999999999999, PT24H",
        "'Thu, 01 Jan 2026 00:00:30 GMT', PT30S",
        "'Wed, 31 Dec 2025 23:59:00 GMT', PT0S",
    })
    void readsRetryAfterInBothForms(String header, Duration wait) {
        assertEquals(wait, RetryAfter.parse(header, NOW).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-5", "1.5", "Thu, 99 Foo 2026"})
    void passesOverRetryAfterOfNoForm(String header) {
        assertTrue(RetryAfter.parse(header, NOW).isEmpty());
    }
}
