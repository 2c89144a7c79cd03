package dev.freshet.it.rest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.testkit.Answer;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.Gate;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.WriterInterceptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a user has registered runs once, and what the transport is set to holds for both attempts. */
@DisplayName("What is registered with a client, and what it is set to")
public abstract class TransportContract extends Fixture {

    private static final WriterInterceptor GZIP = context -> {
        context.getHeaders().putSingle("Content-Encoding", "gzip");
        GZIPOutputStream zipped = new GZIPOutputStream(context.getOutputStream());
        context.setOutputStream(zipped);
        context.proceed();
        zipped.finish();
    };

    private static final ReaderInterceptor GUNZIP = context -> {
        context.setInputStream(new GZIPInputStream(context.getInputStream()));
        return context.proceed();
    };

    private static byte[] gunzip(byte[] zipped) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(zipped)).readAllBytes();
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
            zipped.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    @Test
    void runsFiltersAndInterceptorsOfTheUserOnce() {
        Queue<String> ran = new ConcurrentLinkedQueue<>();
        Client client = client(feature().build());
        client.register((ClientRequestFilter) request -> {
            request.getHeaders().add("X-Added", "once");
            ran.add("request");
        });
        client.register((ClientResponseFilter) (request, response) -> ran.add("response " + response.getStatus()));
        client.register((WriterInterceptor) context -> {
            ran.add("writer");
            context.proceed();
        });
        client.register((ReaderInterceptor) context -> {
            ran.add("reader");
            return context.proceed();
        });
        holdRevokedToken();
        client.target(api.uri("/parts")).request().post(Entity.text("body"), String.class);

        assertEquals(List.of("request", "writer", "response 200", "reader"), List.copyOf(ran));
        assertEquals(List.of("once"), requests().get(1).headers("X-Added"));
    }

    @Test
    void addsAHeaderOfATargetOnce() {
        holdRevokedToken();
        parts().register((ClientRequestFilter) request -> request.getHeaders().add("X-Added", "once"))
                .request()
                .get(String.class);
        assertEquals(2, api.requests());
        assertTrue(requests().stream()
                .allMatch(request -> request.headers("X-Added").equals(List.of("once"))));
    }

    @Test
    void sendsACompressedBodyAgain() throws IOException {
        holdRevokedToken();
        parts().register(GZIP).request().post(Entity.entity("zip me", MediaType.TEXT_PLAIN_TYPE), String.class);
        assertEquals(2, api.requests());
        assertArrayEquals(requests().get(0).body(), requests().get(1).body());
        assertEquals("zip me", new String(gunzip(requests().get(1).body()), StandardCharsets.UTF_8));
        assertEquals(List.of("gzip"), requests().get(1).headers("Content-Encoding"));
    }

    @Test
    void decompressesTheAnswerOnce() {
        api.on("GET", "/parts", request -> Answer.of(200, "text/plain", gzip("unzip me"))
                .header("Content-Encoding", "gzip"));
        holdRevokedToken();
        assertEquals("unzip me", parts().register(GUNZIP).request().get(String.class));
        assertEquals(2, api.requests());
    }

    @Test
    protected void keepsTheReadTimeoutOfTheClient() {
        Client client = client(newBuilder()
                .readTimeout(500, TimeUnit.MILLISECONDS)
                .register(feature().build()));
        timesOut(client.target(api.uri("/parts")));
    }

    /** The second attempt of a call that the API does not answer ends in time. */
    protected void timesOut(WebTarget parts) {
        parts.request().get(String.class);
        server.revokeAccessTokens();
        try (Gate never = Gate.shut()) {
            api.endpoint().next(Fault.none(), Fault.none().heldBefore(never));
            long before = System.nanoTime();
            ProcessingException failed = assertThrows(
                    ProcessingException.class, () -> parts.request().get(String.class));
            assertTrue(System.nanoTime() - before < LIMIT.toNanos());
            assertTrue(isTimeout(failed), failed.toString());
        }
        assertEquals(3, api.requests());
    }

    @Test
    void readsALongAnswerOfTheSecondAttempt() throws IOException {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        api.on("GET", "/parts", request -> Answer.of(200, "application/octet-stream", content));
        holdRevokedToken();
        try (InputStream body = parts().request().get(InputStream.class)) {
            assertArrayEquals(content, body.readAllBytes());
        }
    }

    @Test
    void readsABufferedAnswerTwice() {
        holdRevokedToken();
        try (Response answer = parts().request().get()) {
            answer.bufferEntity();
            assertEquals(answer.readEntity(String.class), answer.readEntity(String.class));
        }
    }

    @Test
    void asksTheTokenEndpointWithoutAnyFilter() {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        Client client = client(feature().build());
        client.register(
                (ClientRequestFilter) request -> seen.add(request.getUri().getPath()));
        holdRevokedToken();
        client.target(api.uri("/parts")).request().get(String.class);
        assertEquals(List.of("/parts"), List.copyOf(seen));
        assertTrue(server.tokenEndpoint().requests().stream()
                .allMatch(request -> request.header("Authorization").orElse("").startsWith("Basic ")));
    }
}
