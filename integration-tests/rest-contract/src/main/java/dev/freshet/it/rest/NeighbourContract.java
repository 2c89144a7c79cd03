package dev.freshet.it.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.jakarta.rest.CallRefusedException;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.testkit.ProtectedResource;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.WriterInterceptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Filters and interceptors of others, in front of Freshet's and behind them. */
@DisplayName("Filters and interceptors of others")
public abstract class NeighbourContract extends Fixture {

    private static final int BEHIND = Priorities.USER;
    private static final int IN_FRONT = Priorities.AUTHENTICATION - 500;
    private static final int FIRST_OF_ANSWERS = Integer.MAX_VALUE;

    private WebTarget partsWith(Object neighbour, int priority) {
        Client client = client(feature().build());
        client.register(neighbour, priority);
        return client.target(api.uri("/parts"));
    }

    private void isHandedOn(WebTarget target, String body) {
        try (Response answer = target.request().get()) {
            assertEquals(401, answer.getStatus());
            assertEquals(body, answer.readEntity(String.class));
        }
    }

    @Test
    void leavesATokenAloneThatALaterFilterPutOnTheCall() {
        ClientRequestFilter other = request -> request.getHeaders().putSingle("Authorization", "Bearer theirs");
        isHandedOn(partsWith(other, BEHIND), "{\"error\":\"invalid_token\"}");
        assertEquals(1, api.requests());
        assertEquals(1, refreshes());
        assertEquals(0, events(TokenEvent.UnauthorizedHandedOn.class).size());
    }

    @Test
    void leavesATokenAloneThatAnEarlierFilterPutOnTheCall() {
        ClientRequestFilter other = request -> request.getHeaders().putSingle("Authorization", "Bearer theirs");
        isHandedOn(partsWith(other, IN_FRONT), "{\"error\":\"invalid_token\"}");
        assertEquals(1, api.requests());
        assertEquals(0, refreshes());
    }

    @Test
    void repeatsWhatALaterFilterMadeOfTheCall() {
        ClientRequestFilter other = request -> {
            request.getHeaders().remove("X-Removed");
            request.getHeaders().putSingle("X-Changed", "after");
            request.getHeaders()
                    .add(
                            "X-Token-Seen",
                            request.getHeaderString("Authorization").length() > 7);
            request.setUri(api.uri("/parts/4711?q=a%20b"));
        };
        holdRevokedToken();
        partsWith(other, BEHIND)
                .request()
                .header("X-Removed", "1")
                .header("X-Changed", "before")
                .get(String.class);
        assertEquals(2, api.requests());
        for (String name : List.of("X-Removed", "X-Changed", "X-Token-Seen")) {
            assertEquals(requests().get(0).headers(name), requests().get(1).headers(name), name);
        }
        assertEquals(List.of("after"), requests().get(1).headers("X-Changed"));
        assertEquals("/parts/4711?q=a%20b", requests().get(1).target());
    }

    @Test
    void sendsNoTokenWhereALaterFilterTakesTheCall() {
        try (ProtectedResource elsewhere = ProtectedResource.start(server)) {
            WebTarget parts =
                    partsWith((ClientRequestFilter) request -> request.setUri(elsewhere.uri("/parts")), BEHIND);
            CallRefusedException refused = assertThrows(
                    CallRefusedException.class, () -> parts.request().get(String.class));
            assertTrue(String.valueOf(refused.getMessage()).startsWith("FRESHET-0104: "), refused.getMessage());
            assertEquals(0, elsewhere.requests());
        }
    }

    @Test
    void repeatsARefusalThatAFilterInFrontHasRead() {
        Queue<Integer> seen = new ConcurrentLinkedQueue<>();
        ClientResponseFilter buffering = (request, response) -> {
            seen.add(response.getStatus());
            response.setEntityStream(
                    new ByteArrayInputStream(response.getEntityStream().readAllBytes()));
        };
        holdRevokedToken();
        assertTrue(partsWith(buffering, FIRST_OF_ANSWERS)
                .request()
                .post(Entity.text("body"), String.class)
                .contains("\"body\":\"body\""));
        assertEquals(List.of(401), List.copyOf(seen));
    }

    @Test
    void letsAFilterBehindReadTheFinalAnswer() {
        ClientResponseFilter buffering = (request, response) -> {
            byte[] body = response.getEntityStream().readAllBytes();
            response.getHeaders().putSingle("X-Length", String.valueOf(body.length));
            response.setEntityStream(new ByteArrayInputStream(body));
        };
        holdRevokedToken();
        try (Response answer = partsWith(buffering, BEHIND).request().get()) {
            assertEquals(200, answer.getStatus());
            assertEquals(
                    answer.getHeaderString("X-Length"),
                    String.valueOf(answer.readEntity(String.class).length()));
        }
    }

    /** Fails a few calls, more than a small pool has connections, and then one has to get through. */
    private void recovers(Object failing, int priority, AtomicBoolean fails) {
        WebTarget parts = partsWith(failing, priority);
        for (int call = 0; call < 12; call++) {
            holdRevokedToken();
            assertThrows(ProcessingException.class, () -> parts.request().post(Entity.text("body"), String.class));
        }
        fails.set(false);
        holdRevokedToken();
        assertTrue(parts.request().post(Entity.text("body"), String.class).contains("body"));
    }

    private static void failIf(AtomicBoolean fails) throws IOException {
        if (fails.get()) {
            throw new IOException("a neighbour's own trouble");
        }
    }

    @Test
    void bearsARequestFilterThatFails() {
        AtomicBoolean fails = new AtomicBoolean(true);
        recovers((ClientRequestFilter) request -> failIf(fails), BEHIND, fails);
        assertEquals(2, api.requests());
    }

    @Test
    void bearsAResponseFilterBehindThatFails() {
        AtomicBoolean fails = new AtomicBoolean(true);
        recovers((ClientResponseFilter) (request, response) -> failIf(fails), BEHIND, fails);
        assertEquals(13, api.served());
    }

    @Test
    void bearsAResponseFilterInFrontThatFails() {
        AtomicBoolean fails = new AtomicBoolean(true);
        recovers((ClientResponseFilter) (request, response) -> failIf(fails), FIRST_OF_ANSWERS, fails);
        assertEquals(1, api.served());
    }

    @Test
    void bearsAReaderInterceptorThatFails() {
        AtomicBoolean fails = new AtomicBoolean(true);
        ReaderInterceptor failing = context -> {
            failIf(fails);
            return context.proceed();
        };
        recovers(failing, BEHIND, fails);
        assertEquals(13, api.served());
    }

    @Test
    void bearsAWriterInterceptorThatFails() {
        AtomicBoolean fails = new AtomicBoolean(true);
        WriterInterceptor failing = context -> {
            failIf(fails);
            context.proceed();
        };
        recovers(failing, BEHIND, fails);
        assertEquals(1, api.served());
    }

    @Test
    void repeatsABodyThatAnInterceptorHeldBack() {
        WriterInterceptor holding = context -> {
            OutputStream wire = context.getOutputStream();
            ByteArrayOutputStream held = new ByteArrayOutputStream();
            context.setOutputStream(held);
            context.proceed();
            wire.write(("<" + held + ">").getBytes(StandardCharsets.UTF_8));
        };
        holdRevokedToken();
        partsWith(holding, BEHIND).request().post(Entity.text("body"), String.class);
        assertEquals(
                List.of("<body>", "<body>"),
                requests().stream().map(request -> request.text()).toList());
    }

    /** A filter that answers in the place of the API: a cache, a circuit breaker, a double in a test. */
    private static ClientRequestFilter answering(int status) {
        return request -> request.abortWith(
                Response.status(status).entity("theirs").type("text/plain").build());
    }

    @Test
    void handsOnARefusalThatALaterFilterMadeUp() {
        isHandedOn(partsWith(answering(401), BEHIND), "theirs");
        assertEquals(0, api.requests());
        assertEquals(1, refreshes());
    }

    @Test
    void handsOnARefusalThatAnEarlierFilterMadeUp() {
        isHandedOn(partsWith(answering(401), IN_FRONT), "theirs");
        assertEquals(0, api.requests());
        assertEquals(0, refreshes());
    }

    @Test
    void handsOnAnAnswerThatALaterFilterMadeUp() {
        assertEquals("theirs", partsWith(answering(200), BEHIND).request().post(Entity.text("body"), String.class));
        assertEquals(0, api.requests());
    }
}
