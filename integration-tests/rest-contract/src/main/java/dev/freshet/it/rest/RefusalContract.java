package dev.freshet.it.rest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.freshet.http.InvalidTokenRule;
import dev.freshet.jakarta.rest.OAuth2Feature;
import dev.freshet.jakarta.rest.Replay;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.testkit.Answer;
import dev.freshet.testkit.Fault;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which refusals condemn a token, and which calls are sent again. */
@DisplayName("Which refusals condemn a token, and which calls are sent again")
public abstract class RefusalContract extends Fixture {

    private static final List<String> FORTELLIS = List.of("TOKEN-EXPIRED", "INVALID-TOKEN");

    private WebTarget parts(InvalidTokenRule rule) {
        return parts(feature().invalidTokenRule(rule).build());
    }

    private static Fault refusal(int status, String body) {
        return Fault.body(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    private void isHandedOn(WebTarget target, int status, String body) {
        try (Response answer = target.request().get()) {
            assertEquals(status, answer.getStatus());
            assertEquals(body, answer.readEntity(String.class));
        }
        assertEquals(1, api.requests());
        assertEquals(1, refreshes());
    }

    @ParameterizedTest
    @CsvSource({"Bearer error=\"invalid_token\", 2", "Bearer realm=\"parts\", 1", "Bearer error=\"invalid_request\", 1"
    })
    void strictlyWantsTheErrorNamed(String challenge, int requests) {
        api.endpoint().next(unauthorized(challenge));
        try (Response answer = parts(InvalidTokenRule.STRICT).request().get()) {
            assertEquals(requests == 2 ? 200 : 401, answer.getStatus());
        }
        assertEquals(requests, api.requests());
    }

    @Test
    void strictlyHandsOnARefusalWithoutAChallenge() {
        api.endpoint().next(refusal(401, "no"));
        isHandedOn(parts(InvalidTokenRule.STRICT), 401, "no");
        assertEquals(1, events(TokenEvent.UnauthorizedHandedOn.class).size());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403})
    void knowsTheCodesOfAGateway(int status) {
        api.endpoint().next(refusal(status, "{\"code\":\"TOKEN-EXPIRED\"}"));
        parts(InvalidTokenRule.STRICT.or(InvalidTokenRule.ofCodes(FORTELLIS)))
                .request()
                .get(String.class);
        assertEquals(2, api.requests());
        assertEquals(2, refreshes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"code\":\"UNAUTHORIZED-API-ACCESS\"}",
                "{\"code\":\"TOKEN-EXPIRED-LONG-AGO\"}",
                "MY-INVALID-TOKEN",
                ""
            })
    void handsOnOtherCodesWithTheirBody(String body) {
        api.endpoint().next(refusal(403, body));
        isHandedOn(parts(InvalidTokenRule.ofCodes(FORTELLIS)), 403, body);
        assertEquals(0, events(TokenEvent.UnauthorizedHandedOn.class).size());
    }

    @Test
    void handsOnALongBodyThatARuleHasLookedAt() {
        byte[] body = "x".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
        api.endpoint().next(Fault.body(400, "text/plain", body));
        try (Response answer =
                parts(InvalidTokenRule.ofCodes(FORTELLIS)).request().get()) {
            assertArrayEquals(body, answer.readEntity(byte[].class));
        }
    }

    @Test
    void neverTakesInsufficientScopeForABadToken() {
        api.endpoint()
                .next(Fault.answer(Answer.of(401, "text/plain", "scope".getBytes(StandardCharsets.UTF_8))
                        .header("WWW-Authenticate", "Bearer error=\"insufficient_scope\"")));
        isHandedOn(parts(refusal -> true), 401, "scope");
    }

    @Test
    void handsOnWhenTheRuleFails() {
        api.endpoint().next(refusal(401, "no"));
        isHandedOn(
                parts(refusal -> {
                    throw new IllegalStateException("a rule's own trouble");
                }),
                401,
                "no");
    }

    @Test
    void tellsTheRuleWhoseTokenWasRefused() {
        api.endpoint().next(refusal(418, "teapot"));
        parts(refusal -> refusal.client().equals("parts")
                        && refusal.status() == 418
                        && refusal.headers("content-TYPE").equals(List.of("application/json"))
                        && refusal.body().equals("teapot"))
                .request()
                .get(String.class);
        assertEquals(2, api.requests());
    }

    @Test
    void repeatsOnlyIdempotentCallsWhereToldSo() {
        OAuth2Feature feature = feature().replay(Replay.IDEMPOTENT).build();
        WebTarget parts = parts(feature);
        holdRevokedToken();
        try (Response answer = parts.request().post(Entity.text("once"))) {
            assertEquals(401, answer.getStatus());
        }
        assertEquals(1, api.requests());
        assertEquals(2, refreshes(), "the next call has a new token");
        holdRevokedToken();
        parts.request().put(Entity.text("again"), String.class);
        assertEquals(3, api.requests());
        assertEquals("again", requests().get(2).text());
    }

    @Test
    void repeatsNothingWhereToldSo() {
        WebTarget parts = parts(feature().replay(Replay.NEVER).build());
        holdRevokedToken();
        try (Response answer = parts.request().get()) {
            assertEquals(401, answer.getStatus());
        }
        assertEquals(1, api.requests());
        parts.request().get(String.class);
        assertEquals(2, refreshes());
        assertEquals(1, events(TokenEvent.UnauthorizedHandedOn.class).size());
    }

    @Test
    void repeatsNoBodyForWhichThereIsNoRoomBesideOthers() {
        WebTarget parts = parts(feature().replayLimitOfAllCalls(10).build());
        holdRevokedToken();
        try (Response answer = parts.request().post(Entity.text("12345678901"))) {
            assertEquals(401, answer.getStatus());
        }
        holdRevokedToken();
        parts.request().post(Entity.text("1234567890"), String.class);
        assertEquals("1234567890", requests().get(2).text());
    }

    @Test
    void makesHeadersAnewOrKeepsThemAsTheirPlaceholdersSay() {
        WebTarget parts = parts(feature()
                .header("Request-Id", "{uuid}")
                .header("Call-Id", "{call-uuid}")
                .build());
        holdRevokedToken();
        parts.request().get(String.class);
        assertNotEquals(
                requests().get(0).header("Request-Id"), requests().get(1).header("Request-Id"));
        assertEquals(36, requests().get(0).header("Call-Id").orElseThrow().length());
        assertEquals(requests().get(0).header("Call-Id"), requests().get(1).header("Call-Id"));
    }
}
