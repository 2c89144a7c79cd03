package dev.freshet.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(AuthorizationServerExtension.class)
class EndpointTest {

    private static String exchange(Endpoint endpoint, String request) throws IOException {
        try (Socket socket = new Socket(endpoint.uri().getHost(), endpoint.uri().getPort())) {
            socket.setSoTimeout((int) Http.SOON.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void keepsEveryByteAndTheOrderAndCaseOfHeaders(AuthorizationServer server, ManualTime time) throws IOException {
        server.client("parts", "secret");
        String body = "grant_type=client_credentials&client_id=parts&client_secret=secret&scope=a+b%26c";
        String request = "POST /oauth2/v1/token?x=%20 HTTP/1.1\r\nhOST: parts\r\nX-B: 1\r\nContent-Length: "
                + body.length() + "\r\nX-A:2 \r\nContent-Type: application/x-www-form-urlencoded;charset=UTF-8\r\n"
                + "Connection: close\r\n\r\n" + body;

        String response = exchange(server.tokenEndpoint(), request);

        assertTrue(response.startsWith("HTTP/1.1 200 "), response.substring(0, 12));
        RecordedRequest recorded = server.tokenEndpoint().latest();
        assertArrayEquals(request.getBytes(StandardCharsets.UTF_8), recorded.bytes());
        assertEquals(
                List.of("hOST", "X-B", "Content-Length", "X-A", "Content-Type", "Connection"),
                recorded.headers().stream().map(Map.Entry::getKey).toList());
        assertEquals("2", recorded.header("x-a").orElse(""));
        assertEquals("a b&c", recorded.form().get("scope"));
        assertEquals(body, recorded.text());
        assertEquals("POST", recorded.method());
        assertEquals("/oauth2/v1/token", recorded.path());
        assertEquals("x=%20", recorded.query().orElse(""));
        assertEquals(time.instant(), recorded.arrivedAt());
        assertEquals(200, recorded.status().orElse(0));
    }

    @Test
    void undoesChunkingAndAnswersExpectations(AuthorizationServer server) throws IOException {
        server.tokenEndpoint().always(Fault.status(204));

        String response = exchange(
                server.tokenEndpoint(),
                "POST /oauth2/v1/token HTTP/1.1\r\nHost: a\r\n"
                        + "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                        + "5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: z\r\n\r\n");

        assertTrue(response.startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 \r\n"));
        assertEquals("hello!", server.tokenEndpoint().latest().text());
        assertTrue(new String(server.tokenEndpoint().latest().bytes(), StandardCharsets.UTF_8)
                .endsWith("0\r\nTrailer: z\r\n\r\n"));
    }

    @Test
    void survivesWhatIsNoHttp(AuthorizationServer server) throws IOException {
        assertEquals("", exchange(server.tokenEndpoint(), "nonsense\r\n\r\n"));
        assertEquals("", exchange(server.tokenEndpoint(), "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n"));
        assertEquals("", exchange(server.tokenEndpoint(), "POST / HTTP/1.1\r\nnonsense\r\n\r\n"));

        server.client("parts", "secret");
        assertEquals(
                200, Http.refresh(server, server.grant("parts").refreshToken()).statusCode());
    }

    @Test
    void servesSixtyFourClientsAtTheSameTime(AuthorizationServer server) {
        server.client("parts", "secret");
        List<String> tokens = IntStream.range(0, 64)
                .mapToObj(i -> server.grant("parts").refreshToken())
                .toList();
        try (Gate gate = server.tokenEndpoint().hold()) {
            var responses = tokens.stream()
                    .map(token -> Http.sendAsync(Http.refreshing(server, token)))
                    .toList();
            gate.awaitArrivals(64, Http.SOON);
            assertEquals(64, gate.arrivals());
            gate.open();
            responses.forEach(response -> assertEquals(200, response.join().statusCode()));
        }
        assertEquals(64, server.tokenEndpoint().mostConcurrent());
        assertEquals(64, server.tokenEndpoint().count());
        assertEquals(1, server.mostUsesOfARefreshToken());
    }

    @Test
    void countsRequestsOneAfterTheOtherAsNotConcurrent(AuthorizationServer server) throws IOException {
        String token = server.client("parts", "secret")
                .rotation(Rotation.PERSISTENT)
                .grant("parts")
                .refreshToken();
        for (int i = 0; i < 200; i++) {
            Http.refresh(server, token);
        }
        assertEquals(1, server.tokenEndpoint().mostConcurrent());
        assertEquals(200, server.tokenEndpoint().awaitRequests(200, Http.SOON).count());
    }

    @Test
    void failsWhenTooFewRequestsCome(AuthorizationServer server) {
        AssertionError tooFew = assertThrows(
                AssertionError.class, () -> server.tokenEndpoint().awaitRequests(1, Duration.ofMillis(20)));

        assertTrue(String.valueOf(tooFew.getMessage()).startsWith("FRESHET-0202: expected 1 requests"));
        assertThrows(AssertionError.class, () -> server.tokenEndpoint().latest());
    }

    @Test
    void keepsTheLatestRequestsAndCountsOn() throws IOException {
        byte[] body = new byte[40 * 1024 * 1024];
        Endpoint endpoint =
                new Endpoint("/", () -> URI.create("http://a"), request -> Answer.of(204), InstantSource.system());
        for (int i = 0; i < 3; i++) {
            RequestHead head = new RequestHead("PUT", "/" + i, "HTTP/1.1", List.of(), new byte[0]);
            assertEquals(
                    "Send[answer=Answer[204, 0 bytes]]",
                    react(endpoint, head, body).toString());
        }
        assertEquals(3, endpoint.count());
        assertEquals(
                List.of("/2"),
                endpoint.requests().stream().map(RecordedRequest::path).toList());
    }

    private static Reaction react(Endpoint endpoint, RequestHead head, byte[] body) throws IOException {
        try {
            return endpoint.react(new RecordedRequest(head, body, body, Instant.EPOCH));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void dropsAHeldRequestWhenTheServerCloses(AuthorizationServer server) {
        Gate gate = server.tokenEndpoint().hold();
        var response = Http.sendAsync(Http.refreshing(server, "rt-any"));
        gate.awaitArrival(Http.SOON);
        long before = System.nanoTime();

        server.close();

        assertThrows(CompletionException.class, response::join);
        assertTrue(System.nanoTime() - before < Duration.ofSeconds(4).toNanos());
    }

    @Test
    void showsNoSecretInAnyTextForm(AuthorizationServer server, ProtectedResource api) throws IOException {
        IssuedGrant grant =
                server.client("parts", "s3cr3t").user("ann", "passw0rd").grant("parts");
        Http.send(Http.form(
                server.tokenEndpoint(),
                Http.basic("parts", "s3cr3t"),
                "grant_type=refresh_token&refresh_token=" + grant.refreshToken()));
        Http.call(api.uri("/parts?access_token=" + grant.accessToken()), grant.accessToken());

        String shown = String.join(
                "\n",
                server.toString(),
                api.toString(),
                grant.toString(),
                server.tokenEndpoint().toString(),
                server.tokenEndpoint().requests().toString(),
                api.endpoint().requests().toString(),
                Answer.json(200, grant.accessToken()).toString(),
                Fault.raw(grant.accessToken().getBytes(StandardCharsets.UTF_8)).toString(),
                Fault.none().with("access_token", grant.accessToken()).toString());

        assertEquals(6, server.secrets().size(), "two pairs of tokens, a secret and a password");
        server.secrets().forEach(secret -> assertFalse(shown.contains(secret)));
        assertTrue(shown.contains("POST /oauth2/v1/token"), shown);
        assertTrue(shown.contains("GET /parts ("), shown);
    }
}
