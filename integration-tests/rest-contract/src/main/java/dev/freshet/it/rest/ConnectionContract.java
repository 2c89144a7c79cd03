package dev.freshet.it.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.testkit.Answer;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.Gate;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The second attempt takes the way of the first one, and gives back what it used. */
@DisplayName("Connections: proxies, TLS, pools, uploads")
public abstract class ConnectionContract extends Fixture {

    /** A builder of clients that call through an HTTP proxy. Default: by the properties of the runtimes that have one. */
    protected ClientBuilder through(String host, int port) {
        return newBuilder()
                .property("jersey.config.client.proxy.uri", "http://" + host + ":" + port)
                .property("org.jboss.resteasy.jaxrs.client.proxy.host", host)
                .property("org.jboss.resteasy.jaxrs.client.proxy.port", port)
                .property("http.proxy.server.uri", host)
                .property("http.proxy.server.port", port);
    }

    @Test
    protected void callsThroughTheProxyOfTheClientBothTimes() throws Exception {
        try (Relay proxy = Relay.proxy()) {
            WebTarget parts = client(through("127.0.0.1", proxy.port())
                            .register(feature().build()))
                    .target(api.uri("/parts"));
            holdRevokedToken();
            assertTrue(
                    parts.request().post(Entity.text("by proxy"), String.class).contains("by proxy"));
            assertEquals(2, api.requests());
            assertEquals(2, proxy.connections());
        }
    }

    @Test
    void trustsTheServerThatTheClientTrustsBothTimes() throws Exception {
        try (Relay front = Relay.decrypting(api.uri("/"), TestTls.ofServer())) {
            WebTarget parts = client(newBuilder()
                            .trustStore(TestTls.trustStore())
                            .hostnameVerifier(TestTls.LOOPBACK)
                            .register(feature().allowedOrigin(front.uri("/")).build()))
                    .target(front.uri("/parts"));
            holdRevokedToken();
            assertTrue(parts.request().post(Entity.text("secret"), String.class).contains("secret"));
            assertEquals(2, api.requests());
        }
    }

    @Test
    void trustsNobodyElse() throws Exception {
        try (Relay front = Relay.decrypting(api.uri("/"), TestTls.ofServer())) {
            WebTarget parts = client(newBuilder()
                            .trustStore(TestTls.trustStore())
                            .hostnameVerifier((host, session) -> false)
                            .register(feature().allowedOrigin(front.uri("/")).build()))
                    .target(front.uri("/parts"));
            assertThrows(ProcessingException.class, () -> parts.request().get(String.class));
            assertEquals(0, api.requests());
        }
    }

    /** What becomes of the upload is the runtime's affair: an I/O error, the 401, or an attempt of its own. */
    @Test
    protected void neverHangsWhenALongUploadIsRefusedEarly() throws Exception {
        api.on("POST", "/parts", request -> Answer.of(204));
        try (Relay gateway = Relay.refusingEarly(api.uri("/"))) {
            WebTarget parts =
                    client(feature().allowedOrigin(gateway.uri("/")).build()).target(gateway.uri("/parts"));
            sources.of("parts").accessToken();
            assertTimeoutPreemptively(LIMIT, () -> {
                try (Response answer = parts.request().post(upload())) {
                    assertEquals(api.requests() == 0 ? 401 : 204, answer.getStatus());
                } catch (ProcessingException broken) {
                    assertEquals(0, api.requests());
                }
            });
            assertTrue(refreshes() <= 2, refreshes() + " refreshes");
            assertTrue(parts.request().get(String.class).contains("\"subject\":\"owner\""));
        }
    }

    private static Entity<InputStream> upload() {
        return Entity.entity(new Zeros(20_000_000), MediaType.APPLICATION_OCTET_STREAM_TYPE);
    }

    /** So many zeros, made as they are read. */
    private static final class Zeros extends InputStream {

        private int left;

        Zeros(int length) {
            this.left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            int read = Math.min(left, length);
            left -= read;
            return read == 0 && length > 0 ? -1 : read;
        }
    }

    @Test
    void endsACallWhoseClientIsClosedBetweenTheAttempts() throws Exception {
        Client client = client(feature().build());
        holdRevokedToken();
        ExecutorService caller = Executors.newSingleThreadExecutor();
        closedAtTheEnd(caller::shutdownNow);
        try (Gate gate = Gate.shut()) {
            server.tokenEndpoint().next(Fault.none().heldBefore(gate));
            Future<Integer> status = caller.submit(() -> {
                try (Response answer =
                        client.target(api.uri("/parts")).request().get()) {
                    return answer.getStatus();
                }
            });
            gate.awaitArrival(LIMIT);
            client.close();
            gate.open();
            try {
                assertEquals(200, status.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
            } catch (ExecutionException closed) {
                assertInstanceOf(RuntimeException.class, closed.getCause()); // which one is the runtime's affair
            }
        }
        assertEquals(2, refreshes());
        assertTrue(parts().request().get(String.class).contains("\"subject\":\"owner\""));
    }

    @Test
    void givesBackTheConnectionsOfLongRefusals() {
        WebTarget parts = parts();
        Fault page = Fault.answer(Answer.of(401, "text/html", new byte[1024 * 1024]));
        assertTimeoutPreemptively(LIMIT, () -> {
            for (int call = 0; call < 60; call++) {
                api.endpoint().next(page);
                try (Response answer = parts.request().get()) {
                    assertEquals(401, answer.getStatus());
                }
            }
        });
        assertTrue(parts.request().get(String.class).contains("\"count\":1"));
    }
}
