package dev.freshet.testkit;

import static dev.freshet.testkit.Http.error;
import static dev.freshet.testkit.Http.member;
import static dev.freshet.testkit.Http.refresh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(AuthorizationServerExtension.class)
class FaultTest {

    private String refreshToken = "";

    @BeforeEach
    void authorize(AuthorizationServer server) {
        refreshToken = server.client("parts", "secret").grant("parts").refreshToken();
    }

    @Test
    void answersAStatusWithRetryAfterOnceAndProcessesNothing(AuthorizationServer server) throws IOException {
        server.tokenEndpoint().next(Fault.status(503).retryAfter(Duration.ofSeconds(2)));

        HttpResponse<String> busy = refresh(server, refreshToken);

        assertEquals(503, busy.statusCode());
        assertEquals("2", busy.headers().firstValue("Retry-After").orElse(""));
        assertEquals(0, server.usesOf(refreshToken));
        assertEquals(200, refresh(server, refreshToken).statusCode());
    }

    @Test
    void answersAnOAuthError(AuthorizationServer server) throws IOException {
        server.tokenEndpoint().next(Fault.error(400, "invalid_grant", "The \"token\" is gone."));

        HttpResponse<String> refused = refresh(server, refreshToken);

        assertEquals(
                "{\"error\":\"invalid_grant\",\"error_description\":\"The \\\"token\\\" is gone.\"}", refused.body());
        assertEquals("400 invalid_grant", error(refused));
    }

    @Test
    void dropsTheConnectionBeforeProcessingAlsoOneUsedBefore(AuthorizationServer server) throws IOException {
        String second = member(refresh(server, refreshToken), "refresh_token");
        server.tokenEndpoint().next(Fault.dropBefore());

        assertThrows(IOException.class, () -> refresh(server, second));

        assertEquals(2, server.tokenEndpoint().count(), "nobody sent it again");
        assertEquals(0, server.usesOf(second));
        assertTrue(server.tokenEndpoint().latest().status().isEmpty());
        assertEquals(200, refresh(server, second).statusCode());
    }

    @Test
    void dropsTheConnectionAfterProcessing(AuthorizationServer server) {
        server.tokenEndpoint().next(Fault.dropAfter());

        assertThrows(IOException.class, () -> refresh(server, refreshToken));

        assertEquals(1, server.usesOf(refreshToken));
        assertEquals(1, server.tokenEndpoint().count());
    }

    @Test
    void answersAnotherStatusAfterProcessing(AuthorizationServer server) throws IOException {
        server.tokenEndpoint().next(Fault.statusAfterProcessing(504));

        assertEquals(504, refresh(server, refreshToken).statusCode());
        assertEquals("400 invalid_grant", error(refresh(server, refreshToken)), "the first request spent it");
        assertEquals(1, server.reuseEvents());
    }

    @Test
    void answersAnyBody(AuthorizationServer server) throws IOException {
        byte[] large = new byte[3_000_000];
        server.tokenEndpoint()
                .next(
                        Fault.body(200, "text/html", "<html>".getBytes(StandardCharsets.UTF_8)),
                        Fault.body(200, "application/json", large));

        HttpResponse<String> html = refresh(server, refreshToken);
        assertEquals("text/html", html.headers().firstValue("Content-Type").orElse(""));
        assertEquals("<html>", html.body());
        assertEquals(large.length, refresh(server, refreshToken).body().length());
    }

    @Test
    void writesRawBytesAndCloses(AuthorizationServer server) {
        server.tokenEndpoint()
                .next(
                        Fault.raw("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".getBytes(StandardCharsets.UTF_8)),
                        Fault.raw("no HTTP\r\n\r\n".getBytes(StandardCharsets.UTF_8)));

        assertThrows(IOException.class, () -> refresh(server, refreshToken));
        assertThrows(IOException.class, () -> refresh(server, refreshToken));
        assertEquals(0, server.usesOf(refreshToken));
    }

    @Test
    void changesMembersOfASuccessAnswerOnly(AuthorizationServer server) throws IOException {
        server.tokenEndpoint()
                .always(Fault.none()
                        .with("expires_in", "\"3600\"")
                        .with("token_type", "\"DPoP\"")
                        .with("scope", "\"parts\"")
                        .with("extra", "[1,{}]")
                        .without("refresh_token"));

        HttpResponse<String> changed = refresh(server, refreshToken);

        assertTrue(changed.body().contains("\"expires_in\":\"3600\""));
        assertTrue(changed.body().contains("\"extra\":[1,{}]"));
        assertEquals("DPoP", member(changed, "token_type"));
        assertEquals("parts", member(changed, "scope"));
        assertEquals("", member(changed, "refresh_token"));
        assertFalse(refresh(server, "rt-unknown").body().contains("expires_in"));
    }

    @Test
    void keepsItsStandingFaultUntilRepaired(AuthorizationServer server) throws IOException {
        server.tokenEndpoint().always(Fault.status(500)).next(Fault.none());

        assertEquals(200, refresh(server, refreshToken).statusCode(), "the single turn goes first");
        assertEquals(500, refresh(server, refreshToken).statusCode());
        assertEquals(500, refresh(server, refreshToken).statusCode());
        server.tokenEndpoint().repair();
        assertEquals("400 invalid_grant", error(refresh(server, refreshToken)));
    }

    @Test
    void endsAnOutageByTime(AuthorizationServer server, ManualTime time) throws IOException {
        server.tokenEndpoint().breakFor(Duration.ofSeconds(20));

        time.advance(Duration.ofSeconds(19));
        assertEquals(503, refresh(server, refreshToken).statusCode());
        assertTrue(server.tokenEndpoint().broken());
        time.advance(Duration.ofSeconds(1));
        assertFalse(server.tokenEndpoint().broken());
        assertEquals(200, refresh(server, refreshToken).statusCode());
    }

    @Test
    void repairsAnOutageAndForgetsFaultsToCome(AuthorizationServer server) throws IOException {
        server.tokenEndpoint().breakFor(Duration.ofHours(1)).next(Fault.status(500));

        server.tokenEndpoint().repair();

        assertEquals(200, refresh(server, refreshToken).statusCode());
    }

    @Test
    void holdsARequestBeforeItIsProcessed(AuthorizationServer server) {
        try (Gate gate = Gate.shut()) {
            server.tokenEndpoint().next(Fault.none().heldBefore(gate));
            CompletableFuture<HttpResponse<String>> response = Http.sendAsync(Http.refreshing(server, refreshToken));
            gate.awaitArrival(Http.SOON);
            assertEquals(0, server.usesOf(refreshToken));
            assertFalse(response.isDone());
            gate.open();
            assertEquals(200, response.join().statusCode());
        }
    }

    @Test
    void holdsTheAnswerOfAProcessedRequest(AuthorizationServer server) {
        try (Gate gate = Gate.shut()) {
            server.tokenEndpoint().next(Fault.none().heldAfter(gate));
            CompletableFuture<HttpResponse<String>> response = Http.sendAsync(Http.refreshing(server, refreshToken));
            gate.awaitArrival(Http.SOON);
            assertEquals(1, server.usesOf(refreshToken));
            assertFalse(response.isDone());
            gate.open();
            assertEquals(200, response.join().statusCode());
        }
    }

    @Test
    void holdsAForcedAnswerToo(AuthorizationServer server) {
        try (Gate gate = Gate.shut()) {
            server.tokenEndpoint().next(Fault.status(503).heldAfter(gate));
            CompletableFuture<HttpResponse<String>> response = Http.sendAsync(Http.refreshing(server, refreshToken));
            gate.awaitArrival(Http.SOON);
            gate.open();
            assertEquals(503, response.join().statusCode());
        }
    }

    @Test
    void answersLateWhenDelayed(AuthorizationServer server) throws IOException {
        server.tokenEndpoint().next(Fault.none().delayed(Duration.ofMillis(50)));
        long before = System.nanoTime();

        assertEquals(200, refresh(server, refreshToken).statusCode());

        assertTrue(System.nanoTime() - before >= Duration.ofMillis(50).toNanos());
    }

    @Test
    void refusesAHeaderWhereNoAnswerIsSent() {
        assertThrows(IllegalStateException.class, () -> Fault.dropAfter().retryAfter(Duration.ofSeconds(1)));
        assertThrows(IllegalArgumentException.class, () -> Fault.status(99));
    }
}
