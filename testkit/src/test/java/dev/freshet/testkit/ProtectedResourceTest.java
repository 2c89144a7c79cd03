package dev.freshet.testkit;

import static dev.freshet.testkit.Http.call;
import static dev.freshet.testkit.Http.member;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(AuthorizationServerExtension.class)
class ProtectedResourceTest {

    private String token = "";

    @BeforeEach
    void authorize(AuthorizationServer server) {
        token = server.client("parts", "secret").grant("parts", "ann", "").accessToken();
    }

    private static String challenge(HttpResponse<String> response) {
        return response.statusCode() + " "
                + response.headers().firstValue("WWW-Authenticate").orElse("none");
    }

    @Test
    void echoesACallWithAGoodToken(ProtectedResource api) throws IOException {
        HttpResponse<String> response = Http.send(HttpRequest.newBuilder(api.uri("/parts/1%202?a=b"))
                .header("Authorization", "bearer " + token)
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString("line\n\"ü\""))
                .build());

        assertEquals(
                "{\"method\":\"PUT\",\"path\":\"/parts/1%202\",\"query\":\"a=b\",\"subject\":\"ann\","
                        + "\"contentType\":\"text/plain\",\"body\":\"line\\u000a\\\"ü\\\"\",\"count\":1}",
                response.body());
        assertEquals(1, api.served());
        assertEquals(0, api.unauthorized());
    }

    @Test
    void echoesABinaryBodyInBase64(ProtectedResource api) throws IOException {
        HttpResponse<String> response = Http.send(HttpRequest.newBuilder(api.uri("/"))
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofByteArray(new byte[] {-1, 0, -2}))
                .build());

        assertEquals("/wD+", member(response, "bodyBase64"));
    }

    @Test
    void challengesWithoutAnErrorCodeWhenTheTokenIsMissing(ProtectedResource api) throws IOException {
        HttpResponse<String> response =
                Http.send(HttpRequest.newBuilder(api.uri("/parts")).build());

        assertEquals("401 Bearer realm=\"parts\"", challenge(response));
        assertEquals("{\"error\":\"no_token\"}", response.body());
        assertEquals(1, api.unauthorized());
        assertEquals(0, api.served());
    }

    @Test
    void condemnsAnUnknownARevokedAndAnExpiredToken(AuthorizationServer server, ManualTime time, ProtectedResource api)
            throws IOException {
        String condemned = "401 Bearer realm=\"parts\", error=\"invalid_token\"";
        String shortLived = server.accessTokenLifetime(Duration.ofSeconds(10))
                .time(time)
                .grant("parts")
                .accessToken();

        assertEquals(condemned, challenge(call(api.uri("/"), "at-unknown")));
        assertEquals(200, call(api.uri("/"), shortLived).statusCode());
        time.advance(Duration.ofSeconds(10));
        assertEquals(condemned, challenge(call(api.uri("/"), shortLived)));
        server.revokeAccessTokens();
        assertEquals(condemned, challenge(call(api.uri("/"), token)));
        assertEquals(3, api.unauthorized());
        assertEquals(2, api.requestsWith(shortLived));
        assertEquals(1, api.requestsWith("at-unknown"));
        assertEquals(0, api.requestsWith("at-other"));
    }

    @Test
    void answersAsForced(ProtectedResource api) throws IOException {
        api.endpoint()
                .next(
                        Fault.status(401),
                        Fault.answer(Answer.json(401, "{\"code\":\"TOKEN-EXPIRED\"}")
                                .header("WWW-Authenticate", "Bearer error=\"invalid_token\"")),
                        Fault.none().with("count", "-1"));

        assertEquals("401 none", challenge(call(api.uri("/"), token)));
        HttpResponse<String> second = call(api.uri("/"), token);
        assertEquals("401 Bearer error=\"invalid_token\"", challenge(second));
        assertEquals("TOKEN-EXPIRED", member(second, "code"));
        assertEquals("-1", member(call(api.uri("/"), token), "count"));
        assertEquals(0, api.unauthorized());
        assertEquals(3, api.requests());
    }

    @Test
    void letsHandlersAnswerTheLatestMatchFirst(ProtectedResource api) throws IOException {
        api.on("GET", "/parts/*", request -> Answer.json(200, "\"any\""))
                .on("GET", "/parts/1", request -> Answer.of(200, "text/plain", new byte[] {'1'}))
                .on("GET", "/broken", request -> {
                    throw new IllegalStateException("on purpose");
                });

        assertEquals("\"any\"", call(api.uri("/parts/2"), token).body());
        assertEquals("1", call(api.uri("/parts/1"), token).body());
        assertEquals("/orders", member(call(api.uri("/orders"), token), "path"));
        assertEquals(500, call(api.uri("/broken"), token).statusCode());
        assertEquals(401, call(api.uri("/parts/1"), "at-unknown").statusCode());
    }

    @Test
    void wantsHeadersThatAreThereAndUnique(ProtectedResource api) throws IOException {
        api.requireHeader("Subscription-Id").requireUniqueHeader("Request-Id");
        HttpRequest.Builder call = HttpRequest.newBuilder(api.uri("/")).header("Authorization", "Bearer " + token);

        assertEquals("MISSING-SUBSCRIPTION-ID", member(Http.send(call.build()), "code"));
        call.header("Subscription-Id", "test");
        assertEquals("MISSING-REQUEST-ID", member(Http.send(call.build()), "code"));
        call.header("Request-Id", "1");
        assertEquals(200, Http.send(call.build()).statusCode());
        HttpResponse<String> repeated = Http.send(call.build());
        assertEquals("DUPLICATE-REQUEST-ID", member(repeated, "code"));
        assertEquals(400, repeated.statusCode());
        assertEquals(200, Http.send(call.setHeader("Request-Id", "2").build()).statusCode());
    }

    @Test
    void keepsTheBodyOfEachRequestAlsoOfRefusedOnes(ProtectedResource api) throws IOException {
        byte[] body = new byte[1_000_000];
        Arrays.fill(body, (byte) 'x');
        for (String each : new String[] {"at-unknown", token}) {
            Http.send(HttpRequest.newBuilder(api.uri("/"))
                    .header("Authorization", "Bearer " + each)
                    .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                    .build());
        }
        assertEquals(2, api.endpoint().count(request -> request.body().length == body.length));
        assertTrue(api.endpoint().latest().headers("transfer-encoding").contains("chunked"));
    }

    @Test
    void sendsTheBeginningOfAnAnswerWhileItsEndIsHeld(ProtectedResource api) throws IOException {
        try (Gate gate = Gate.shut()) {
            api.on("GET", "/slow", request -> Answer.of(200, "text/plain", new byte[] {'a', 'b', 'c'})
                    .header("X-Held", "yes")
                    .pausedAfter(2, gate));
            HttpResponse<InputStream> response = Http.stream(HttpRequest.newBuilder(api.uri("/slow"))
                    .header("Authorization", "Bearer " + token)
                    .build());
            assertArrayEquals(new byte[] {'a', 'b'}, response.body().readNBytes(2));
            assertEquals(1, gate.arrivals());
            gate.open();
            assertArrayEquals(new byte[] {'c'}, response.body().readAllBytes());
        }
    }

    @Test
    void cannotHoldAnAnswerBehindItsEnd() {
        Answer answer = Answer.of(200, "text/plain", new byte[2]);
        assertThrows(IllegalArgumentException.class, () -> answer.pausedAfter(3, Gate.shut()));
        assertThrows(IllegalArgumentException.class, () -> answer.pausedAfter(-1, Gate.shut()));
    }
}
