package dev.freshet.it.rest;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.jakarta.rest.CallRefusedException;
import dev.freshet.jakarta.rest.OAuth2Feature;
import dev.freshet.refresh.ReauthorizationRequiredException;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenUnavailableException;
import dev.freshet.testkit.Answer;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.ProtectedResource;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which calls get a token, and which do not go out at all. */
@DisplayName("Which calls get a token")
public abstract class AttachContract extends Fixture {

    @Test
    void attachesTheHeldTokenToEachCall() {
        WebTarget parts = parts();
        for (int call = 0; call < 5; call++) {
            parts.request().get(String.class);
        }
        String held = sources.of("parts").accessToken().authorization();
        assertEquals(5, api.endpoint().count(request -> request.headers("Authorization")
                .contains(held)));
        assertEquals(1, refreshes());
    }

    @Test
    void leavesACallWithAnAuthorizationOfItsOwnAlone() {
        try (Response answer =
                parts().request().header("Authorization", "Basic bWU6bWU=").get()) {
            assertEquals(401, answer.getStatus());
            assertEquals("{\"error\":\"no_token\"}", answer.readEntity(String.class));
        }
        assertEquals(
                "Basic bWU6bWU=",
                api.endpoint().latest().header("Authorization").orElseThrow());
        assertEquals(1, api.requests());
        assertEquals(0, server.tokenEndpoint().count());
        assertEquals(0, events(TokenEvent.class).size());
    }

    @Test
    void givesACallWithAnAuthorizationOfItsOwnTheConfiguredHeaders() {
        parts(feature().header("Subscription-Id", "test").build())
                .request()
                .header("authorization", "Basic bWU6bWU=")
                .get()
                .close();
        assertEquals("test", api.endpoint().latest().header("Subscription-Id").orElseThrow());
    }

    @Test
    void sendsNoTokenToAnotherOrigin() {
        int port = api.uri("/").getPort();
        WebTarget elsewhere = client(feature().build()).target("http://localhost:" + port + "/parts");
        CallRefusedException refused = assertThrows(
                CallRefusedException.class, () -> elsewhere.request().get(String.class));
        String message = String.valueOf(refused.getMessage());
        assertAll(
                () -> assertTrue(message.startsWith("FRESHET-0104: "), message),
                () -> assertTrue(message.contains("http://localhost:" + port), message),
                () -> assertTrue(message.contains("freshet.parts.allowed-origins"), message),
                () -> assertTrue(message.contains("freshet.parts.base-uri"), message));
        assertEquals(0, api.requests());
        assertEquals(0, server.tokenEndpoint().count());
    }

    @Test
    void refusesEveryCallWhileNoOriginIsNamed() {
        OAuth2Feature nowhere = OAuth2Feature.builder(sources, "parts").build();
        CallRefusedException refused = assertThrows(
                CallRefusedException.class, () -> parts(nowhere).request().get(String.class));
        assertTrue(String.valueOf(refused.getMessage()).contains("no origin yet"), refused.getMessage());
        assertEquals(0, api.requests());
    }

    @Test
    void sendsTokensToEachAllowedOrigin() {
        URI other = URI.create("http://LOCALHOST:" + api.uri("/").getPort());
        WebTarget elsewhere = client(feature().allowedOrigin(other).build())
                .target("http://localhost:" + api.uri("/").getPort() + "/parts");
        assertTrue(elsewhere.request().get(String.class).contains("\"subject\":\"owner\""));
    }

    @Test
    void saysThatTheResourceOwnerHasToAuthorizeAgain() {
        server.tokenEndpoint().always(Fault.error(400, "invalid_grant", "it is over"));
        ProcessingException failed =
                assertThrows(ProcessingException.class, () -> parts().request().get(String.class));
        Throwable cause = assertInstanceOf(ReauthorizationRequiredException.class, failed.getCause());
        assertEquals(cause.getMessage(), failed.getMessage());
        assertEquals(0, api.requests());
    }

    @Test
    void saysThatThereIsNoTokenForTheMoment() {
        server.tokenEndpoint().always(Fault.status(503));
        ProcessingException failed =
                assertThrows(ProcessingException.class, () -> parts().request().get(String.class));
        assertInstanceOf(TokenUnavailableException.class, failed.getCause());
    }

    @Test
    void saysTheSameToAsynchronousCallers() {
        server.tokenEndpoint().always(Fault.status(503));
        Future<String> inTime = parts().request().async().get(String.class);
        ExecutionException failed =
                assertThrows(ExecutionException.class, () -> inTime.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        ProcessingException cause = assertInstanceOf(ProcessingException.class, failed.getCause());
        assertInstanceOf(TokenUnavailableException.class, cause.getCause());
    }

    @Test
    void saysTheSameToReactiveCallers() {
        server.tokenEndpoint().always(Fault.status(503));
        Future<String> stage = parts().request().rx().get(String.class).toCompletableFuture();
        ExecutionException failed =
                assertThrows(ExecutionException.class, () -> stage.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        ProcessingException cause = assertInstanceOf(ProcessingException.class, failed.getCause());
        assertInstanceOf(TokenUnavailableException.class, cause.getCause());
    }

    @Test
    void refusesAsynchronousCallsInTheSameWay() {
        Future<String> call = parts(OAuth2Feature.builder(sources, "parts").build())
                .request()
                .async()
                .get(String.class);
        ExecutionException failed =
                assertThrows(ExecutionException.class, () -> call.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertInstanceOf(CallRefusedException.class, failed.getCause());
    }

    @Test
    void doesNothingWhenItIsNotEnabled() {
        parts(feature().header("Subscription-Id", "test").enabled(false).build())
                .request()
                .get()
                .close();
        assertEquals(1, api.requests());
        assertTrue(api.endpoint().latest().header("Authorization").isEmpty());
        assertTrue(api.endpoint().latest().header("Subscription-Id").isEmpty());
        assertEquals(0, server.tokenEndpoint().count());
    }

    @Test
    void addsTheConfiguredHeadersAndMakesUuidsAnew() {
        WebTarget parts = parts(feature()
                .header("Subscription-Id", "test")
                .header("Request-Id", "r-{uuid}")
                .build());
        api.requireHeader("Subscription-Id").requireUniqueHeader("Request-Id");
        parts.request().get(String.class);
        server.revokeAccessTokens();
        assertTrue(parts.request().get(String.class).contains("\"count\":2"));

        assertEquals(3, api.requests());
        assertEquals(
                3,
                requests().stream()
                        .map(request -> request.header("Request-Id"))
                        .distinct()
                        .count());
        assertTrue(requests().stream()
                .allMatch(request -> request.headers("Subscription-Id").equals(List.of("test"))
                        && request.header("Request-Id").orElse("").matches("r-[0-9a-f-]{36}")));
    }

    @Test
    void keepsAConfiguredHeaderThatTheCallerSet() {
        WebTarget parts = parts(feature().header("Request-Id", "{uuid}").build());
        holdRevokedToken();
        parts.request().header("request-id", "mine").get(String.class);
        assertEquals(2, api.requests());
        assertTrue(requests().stream()
                .allMatch(request -> request.headers("Request-Id").equals(List.of("mine"))));
    }

    @Test
    void takesNoTokenToAnotherOriginByARedirect() {
        try (ProtectedResource elsewhere = ProtectedResource.start(server)) {
            api.on("GET", "/moved", request -> Answer.of(302)
                    .header("Location", elsewhere.uri("/parts").toString()));
            WebTarget moved = client(feature().build()).target(api.uri("/moved"));
            moved.request().get().close();
            server.revokeAccessTokens();
            moved.request().get().close();
            assertNotEquals(0, api.requests());
            assertFalse(elsewhere.endpoint().requests().stream()
                    .anyMatch(request -> request.header("Authorization").isPresent()));
        }
    }

    @Test
    void handsA401OnWhenSendingAgainIsSwitchedOff() {
        WebTarget parts = parts(feature().retry(false).build());
        holdRevokedToken();
        try (Response answer = parts.request().get()) {
            assertEquals(401, answer.getStatus());
            assertEquals("{\"error\":\"invalid_token\"}", answer.readEntity(String.class));
        }
        assertEquals(1, api.requests());
        assertEquals(1, refreshes());
        assertEquals(1, events(TokenEvent.UnauthorizedHandedOn.class).size());
    }

    @Test
    void takesOneFeatureForManyClients() {
        OAuth2Feature feature = feature().build();
        assertSame(
                feature,
                client(feature).getConfiguration().getInstances().stream()
                        .filter(OAuth2Feature.class::isInstance)
                        .findFirst()
                        .orElseThrow());
        holdRevokedToken();
        parts(feature).request().get(String.class);
        parts(feature).request().get(String.class);
        assertEquals(2, refreshes());
    }
}
