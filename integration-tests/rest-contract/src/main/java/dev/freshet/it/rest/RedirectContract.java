package dev.freshet.it.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.testkit.Answer;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.ProtectedResource;
import dev.freshet.testkit.RecordedRequest;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Redirects and a 401 in one call: each runtime follows as it does without Freshet, and no token leaves its origin. */
@DisplayName("Redirects")
public abstract class RedirectContract extends Fixture {

    /** Whether the runtime follows a redirect of a GET, unless it is told not to. */
    protected boolean followsRedirects() {
        return false;
    }

    private static Answer to(int status, String location) {
        return Answer.of(status).header("Location", location);
    }

    private WebTarget moved() {
        return client(feature().build()).target(api.uri("/moved"));
    }

    private List<String> paths() {
        return requests().stream().map(RecordedRequest::path).toList();
    }

    private int status(WebTarget target) {
        try (Response answer = target.request().get()) {
            answer.readEntity(String.class);
            return answer.getStatus();
        }
    }

    @Test
    void repeatsACallThatWasRefusedBehindARedirect() {
        api.on("GET", "/moved", request -> to(302, api.uri("/parts").toString()));
        holdRevokedToken();
        api.endpoint().next(Fault.answer(to(302, api.uri("/parts").toString())));
        boolean follows = followsRedirects();
        assertEquals(follows ? 200 : 302, status(moved()));
        assertEquals(follows ? List.of("/moved", "/parts", "/moved", "/parts") : List.of("/moved"), paths());
    }

    @Test
    void followsARedirectOfTheSecondAttempt() {
        api.on("GET", "/moved", request -> to(302, api.uri("/parts").toString()));
        holdRevokedToken();
        boolean follows = followsRedirects();
        assertEquals(follows ? 200 : 302, status(moved()));
        assertEquals(follows ? List.of("/moved", "/moved", "/parts") : List.of("/moved", "/moved"), paths());
    }

    private static boolean anyToken(ProtectedResource api) {
        return api.endpoint().requests().stream()
                .anyMatch(request -> request.header("Authorization").isPresent());
    }

    @Test
    void takesNoTokenAlongWhenTheFirstAttemptIsSentToAnotherOrigin() {
        try (ProtectedResource elsewhere = ProtectedResource.start(server)) {
            api.on("GET", "/moved", request -> to(302, elsewhere.uri("/parts").toString()));
            boolean follows = followsRedirects();
            assertEquals(follows ? 401 : 302, status(moved()));
            assertEquals(follows, elsewhere.requests() > 0);
            assertFalse(anyToken(elsewhere));
            // It may ask for a token twice, since nobody can tell whose 401 it is; and then no more.
            assertTrue(refreshes() <= 2, refreshes() + " refreshes");
            assertEquals(follows ? 401 : 302, status(moved()));
            assertTrue(refreshes() <= 2, refreshes() + " refreshes");
        }
    }

    @Test
    void takesNoTokenAlongWhenTheSecondAttemptIsSentToAnotherOrigin() {
        try (ProtectedResource elsewhere = ProtectedResource.start(server)) {
            api.on("GET", "/moved", request -> to(302, elsewhere.uri("/parts").toString()));
            holdRevokedToken();
            assertEquals(followsRedirects() ? 401 : 302, status(moved()));
            assertEquals(1, api.unauthorized());
            assertFalse(anyToken(elsewhere));
        }
    }

    private static int post(Invocation.Builder request) {
        try (Response answer = request.post(Entity.text("body"))) {
            answer.readEntity(String.class);
            return answer.getStatus();
        }
    }

    private List<String> bodies(int from) {
        return requests().stream()
                .skip(from)
                .map(request -> request.method() + " " + request.path() + " " + request.text())
                .toList();
    }

    @Test
    void treatsARedirectOfABodyAsWithoutFreshet() {
        api.on("POST", "/moved", request -> to(307, api.uri("/parts").toString()));
        int without = post(client(newBuilder())
                .target(api.uri("/moved"))
                .request()
                .header("Authorization", sources.of("parts").accessToken().authorization()));
        List<String> sent = bodies(0);

        holdRevokedToken();
        assertEquals(without, post(moved().request()));
        assertEquals("POST /moved body", bodies(sent.size()).get(0));
        assertEquals(sent, bodies(sent.size() + 1));
    }

    @Test
    void takesNoTokenAlongWithABody() {
        try (ProtectedResource elsewhere = ProtectedResource.start(server)) {
            api.on("POST", "/moved", request -> to(307, elsewhere.uri("/parts").toString()));
            holdRevokedToken();
            post(moved().request());
            assertEquals(2, api.requests());
            assertFalse(anyToken(elsewhere));
        }
    }
}
