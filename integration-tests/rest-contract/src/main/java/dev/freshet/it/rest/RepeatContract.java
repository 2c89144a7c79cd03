package dev.freshet.it.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.refresh.TokenEvent;
import dev.freshet.testkit.Answer;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.Gate;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an answer 401. */
@DisplayName("What becomes of a 401")
public abstract class RepeatContract extends Fixture {

    private static final String INVALID = "Bearer realm=\"parts\", error=\"invalid_token\"";

    private static Fault html401() {
        return Fault.answer(Answer.of(401, "text/html", "<p>no".getBytes(StandardCharsets.UTF_8))
                .header("WWW-Authenticate", INVALID)
                .header("X-First", "1"));
    }

    @Test
    void givesTheCallerTheAnswerOfTheSecondAttempt() {
        api.on("GET", "/parts", request -> Answer.json(200, "{\"sku\":\"4711\",\"amount\":3}")
                .header("X-Second", "2"));
        api.endpoint().next(html401());
        try (Response answer = parts().request().get()) {
            assertEquals(200, answer.getStatus());
            assertEquals(MediaType.APPLICATION_JSON_TYPE, answer.getMediaType());
            assertEquals("2", answer.getHeaderString("X-Second"));
            assertNull(answer.getHeaderString("X-First"));
            assertNull(answer.getHeaderString("WWW-Authenticate"));
            assertEquals(3, answer.readEntity(Part.class).amount);
        }
        assertEquals(2, api.requests());
        assertEquals(2, refreshes()); // the first token, and the one instead of it
        assertNotEquals(requests().get(0).bearerToken(), requests().get(1).bearerToken());
    }

    @Test
    void readsATypedAnswer() {
        api.on("GET", "/parts", request -> Answer.json(200, "{\"sku\":\"4711\",\"amount\":3}"));
        holdRevokedToken();
        assertEquals("4711", parts().request(MediaType.APPLICATION_JSON).get(Part.class).sku);
        assertEquals(2, api.requests());
    }

    @Test
    void repeatsTheWholeRequest() {
        holdRevokedToken();
        parts().queryParam("q", "a b&c")
                .path("x y")
                .request("application/json;q=0.5", "text/plain")
                .acceptLanguage("de", "en")
                .cookie("session", "s1")
                .header("X-Mine", "one")
                .header("X-Mine", "two")
                .get(String.class);
        assertEquals(2, api.requests());
        for (String name : new String[] {"Accept", "Accept-Language", "Cookie", "X-Mine", "User-Agent", "Host"}) {
            assertEquals(requests().get(0).headers(name), requests().get(1).headers(name), name);
        }
        assertEquals(requests().get(0).target(), requests().get(1).target());
        assertEquals(
                "session=s1", requests().get(1).header("Cookie").orElseThrow().replace("$Version=1;", ""));
    }

    @Test
    void givesTheCallerAnAnswerWithoutABody() {
        api.on("DELETE", "/parts", request -> Answer.of(204));
        api.endpoint().next(html401());
        try (Response answer = parts().request().delete()) {
            assertEquals(204, answer.getStatus());
            assertFalse(answer.hasEntity());
            assertNull(answer.getHeaderString("X-First"));
        }
        assertEquals(2, api.requests());
        server.revokeAccessTokens();
        assertEquals("", Objects.requireNonNullElse(parts().request().delete(String.class), ""));
    }

    @Test
    void takesARefusalWithoutABodyOrAChallenge() {
        api.endpoint().next(Fault.status(401));
        parts().request().get(String.class);
        assertEquals(2, api.requests());
    }

    @Test
    void repeatsACallOnceOnly() {
        api.endpoint().next(html401());
        api.endpoint().always(unauthorized(INVALID));
        NotAuthorizedException refused = assertThrows(
                NotAuthorizedException.class, () -> parts().request().get(String.class));
        assertEquals("refused", refused.getResponse().readEntity(String.class));
        assertEquals(INVALID, refused.getResponse().getHeaderString("WWW-Authenticate"));
        assertNull(refused.getResponse().getHeaderString("X-First"));
        assertEquals(2, api.requests());
        assertEquals(2, refreshes());
        assertEquals(1, events(TokenEvent.UnauthorizedHandedOn.class).size());
        assertEquals(0, events(TokenEvent.CallRepeated.class).size());
    }

    @Test
    void asksForNoMoreTokensWhileTheApiRefusesThemAll() {
        api.endpoint().always(unauthorized(INVALID));
        WebTarget parts = parts();
        for (int call = 0; call < 5; call++) {
            try (Response answer = parts.request().get()) {
                assertEquals(401, answer.getStatus());
                assertEquals("refused", answer.readEntity(String.class));
            }
        }
        assertEquals(2, refreshes());
        assertEquals(6, api.requests());
        assertEquals(5, events(TokenEvent.UnauthorizedHandedOn.class).size());
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 418, 500, 503})
    void handsOnWhateverTheSecondAttemptBrings(int status) {
        holdRevokedToken();
        api.endpoint().next(Fault.none(), Fault.body(status, "text/plain", "final".getBytes(StandardCharsets.UTF_8)));
        try (Response answer = parts().request().get()) {
            assertEquals(status, answer.getStatus());
            assertEquals("final", answer.readEntity(String.class));
        }
        assertEquals(2, api.requests());
        assertEquals(status, events(TokenEvent.CallRepeated.class).get(0).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer error=\"insufficient_scope\", scope=\"write\"",
                "Bearer error=invalid_request",
                "Basic realm=\"a, b\"",
                "Negotiate YII=",
                "DPoP algs=\"ES256\", error=\"invalid_token\""
            })
    void handsOnARefusalThatDoesNotCondemnTheToken(String challenge) {
        api.endpoint().next(unauthorized(challenge));
        try (Response answer = parts().request().get()) {
            assertEquals(401, answer.getStatus());
            assertEquals("refused", answer.readEntity(String.class));
            assertEquals(challenge, answer.getHeaderString("WWW-Authenticate"));
        }
        assertEquals(1, api.requests());
        assertEquals(1, refreshes());
    }

    @Test
    void findsTheBearerChallengeAmongOthers() {
        api.endpoint()
                .next(Fault.answer(Answer.of(401)
                        .header("WWW-Authenticate", "Negotiate, Basic realm=\"x, Bearer error=y\"")
                        .header("WWW-Authenticate", "Digest nonce=\"1\", BEARER Error=\"invalid_token\"")));
        parts().request().get(String.class);
        assertEquals(2, api.requests());
    }

    @Test
    void hasNoOpinionOnForbidden() {
        api.endpoint().next(Fault.body(403, "text/plain", "no".getBytes(StandardCharsets.UTF_8)));
        try (Response answer = parts().request().get()) {
            assertEquals(403, answer.getStatus());
            assertEquals("no", answer.readEntity(String.class));
        }
        assertEquals(1, api.requests());
        assertEquals(1, refreshes());
    }

    @Test
    void handsTheRefusalOnWhenTheRefreshIsRefused() {
        holdRevokedToken();
        server.tokenEndpoint().always(Fault.error(400, "invalid_grant", "it is over"));
        refusalIsReadable();
        assertEquals(1, api.requests());
        assertEquals(2, refreshes());
    }

    @Test
    void handsTheRefusalOnWhenTheRefreshFails() {
        holdRevokedToken();
        server.tokenEndpoint().always(Fault.status(502));
        refusalIsReadable();
        assertEquals(1, api.requests());
        assertEquals(1, events(TokenEvent.UnauthorizedHandedOn.class).size());
    }

    private void refusalIsReadable() {
        try (Response answer = parts().request().get()) {
            assertEquals(401, answer.getStatus());
            assertEquals("{\"error\":\"invalid_token\"}", answer.readEntity(String.class));
            assertTrue(answer.getHeaderString("WWW-Authenticate").contains("invalid_token"));
        }
    }

    @Test
    void handsALongRefusalOnWithAllOfItsBody() {
        byte[] page = new byte[1024 * 1024];
        api.endpoint().next(Fault.answer(Answer.of(401, "text/html", page).header("WWW-Authenticate", INVALID)));
        WebTarget parts = parts();
        try (Response answer = parts.request().get()) {
            assertEquals(401, answer.getStatus());
            assertEquals(page.length, answer.readEntity(byte[].class).length);
        }
        assertEquals(1, api.requests());
        parts.request().get(String.class); // with the token that the refusal has brought in
        assertEquals(2, refreshes());
        assertEquals(2, api.requests());
    }

    /** aws #5545, azure #33112: a 401 is compared with the token in force, so that late ones cost no token request. */
    @Test
    void usesANewerTokenWithoutATokenRequest() throws Exception {
        WebTarget parts = parts();
        parts.request().get(String.class);
        String old = requests().get(0).bearerToken().orElseThrow();
        try (Gate gate = api.endpoint().hold()) {
            Future<String> late = parts.request().async().get(String.class);
            gate.awaitArrival(LIMIT);
            server.revokeAccessTokens();
            sources.of("parts").replacementFor(sources.of("parts").accessToken());
            gate.open();
            assertTrue(late.get(LIMIT.toSeconds(), TimeUnit.SECONDS).contains("\"count\":2"));
        }
        assertEquals(2, refreshes());
        assertEquals(2, api.requestsWith(old));
    }

    @Test
    void bearsASecondRevocationOnTheWay() throws Exception {
        WebTarget parts = parts();
        parts.request().get(String.class);
        try (Gate gate = Gate.shut()) {
            api.endpoint().next(Fault.none().heldBefore(gate));
            Future<String> late = parts.request().async().get(String.class);
            gate.awaitArrival(LIMIT);
            server.revokeAccessTokens();
            parts.request().get(String.class); // repeated with the second token, which is good
            server.revokeAccessTokens();
            gate.open();
            assertTrue(late.get(LIMIT.toSeconds(), TimeUnit.SECONDS).contains("\"count\":3"));
        }
        assertEquals(3, refreshes());
        assertEquals(0, events(TokenEvent.UnauthorizedHandedOn.class).size());
    }

    @Test
    void bearsARefreshAndARevocationOnTheWay() throws Exception {
        WebTarget parts = parts();
        parts.request().get(String.class);
        try (Gate gate = Gate.shut()) {
            api.endpoint().next(Fault.none().heldBefore(gate));
            Future<String> late = parts.request().async().get(String.class);
            gate.awaitArrival(LIMIT);
            time.advance(Duration.ofHours(2));
            sources.of("parts").accessToken(); // the second token, and nobody has tried it
            server.revokeAccessTokens();
            gate.open();
            assertTrue(late.get(LIMIT.toSeconds(), TimeUnit.SECONDS).contains("\"count\":2"));
        }
        assertEquals(3, refreshes());
        assertEquals(0, events(TokenEvent.UnauthorizedHandedOn.class).size());
    }

    @Test
    void tellsThatACallWasRepeated() {
        holdRevokedToken();
        parts().request().get(String.class);
        assertEquals(1, events(TokenEvent.CallRepeated.class).size());
        assertEquals(200, events(TokenEvent.CallRepeated.class).get(0).status());
        assertEquals(0, events(TokenEvent.UnauthorizedHandedOn.class).size());
    }

    @Test
    void absorbsTwoHundredRevocations() {
        WebTarget parts = parts();
        for (int call = 0; call < 200; call++) {
            holdRevokedToken();
            parts.request().get(String.class);
        }
        assertEquals(200, api.served());
    }
}
