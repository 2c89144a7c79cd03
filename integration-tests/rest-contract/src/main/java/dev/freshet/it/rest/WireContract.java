package dev.freshet.it.rest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.testkit.Answer;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.RecordedRequest;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.EntityPart;
import jakarta.ws.rs.core.Form;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Beside its token a call is on the wire what it would be without Freshet. */
@DisplayName("What is on the wire")
public abstract class WireContract extends Fixture {

    /** The shapes that the body of a call can have. */
    protected enum Shape {
        NONE,
        EMPTY_TEXT,
        TEXT,
        BYTES,
        JSON,
        FORM,
        STREAM,
        STREAMING_OUTPUT,
        MULTIPART;

        private @Nullable Entity<?> entity() {
            return switch (this) {
                case NONE -> null;
                case EMPTY_TEXT -> Entity.text("");
                case TEXT -> Entity.text("Grüße");
                case BYTES -> binary(new byte[100_000]);
                case JSON -> Entity.json(new Part("4711", 3));
                case FORM -> Entity.form(new Form("name", "value"));
                case STREAM -> binary(new ByteArrayInputStream(new byte[100_000]));
                case STREAMING_OUTPUT -> binary((StreamingOutput) out -> out.write(new byte[100_000]));
                case MULTIPART -> multipart();
            };
        }

        private static Entity<?> binary(Object body) {
            return Entity.entity(body, MediaType.APPLICATION_OCTET_STREAM_TYPE);
        }

        private static Entity<?> multipart() {
            try {
                return Entity.entity(
                        new GenericEntity<List<EntityPart>>(List.of(
                                EntityPart.withName("field").content("value").build())) {},
                        MediaType.MULTIPART_FORM_DATA_TYPE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private RecordedRequest send(WebTarget parts, WireContract contract, @Nullable String authorization) {
            Entity<?> body = entity();
            Invocation.Builder request = parts.request();
            if (authorization != null) {
                request.header("Authorization", authorization);
            }
            try (Response answer = body == null ? request.method("POST") : request.post(body)) {
                assertEquals(200, answer.getStatus());
            }
            return contract.api.endpoint().latest();
        }
    }

    private RecordedRequest withoutFreshet(Shape shape) {
        String token = sources.of("parts").accessToken().authorization();
        return shape.send(client(newBuilder()).target(api.uri("/parts")), this, token);
    }

    // The boundary is another one each time, and it may be longer.
    private static Map<String, List<String>> headers(RecordedRequest request, Shape shape) {
        Set<String> different = shape == Shape.MULTIPART ? Set.of("content-type", "content-length") : Set.of();
        return request.headers().stream()
                .collect(Collectors.groupingBy(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        TreeMap::new,
                        Collectors.mapping(
                                header -> different.contains(header.getKey().toLowerCase(Locale.ROOT))
                                        ? "any"
                                        : header.getValue(),
                                Collectors.toList())));
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    protected void sendsEachKindOfBodyAsItWouldBeSentWithoutFreshet(Shape shape) {
        RecordedRequest without = withoutFreshet(shape);
        RecordedRequest with = shape.send(parts(), this, null);
        assertEquals(headers(without, shape), headers(with, shape));
        if (shape != Shape.MULTIPART) {
            assertArrayEquals(without.body(), with.body());
        }
    }

    @ParameterizedTest
    @EnumSource(value = Shape.class, mode = Mode.EXCLUDE, names = "MULTIPART")
    protected void saysOnceHowLongTheBodyOfTheSecondAttemptIs(Shape shape) {
        holdRevokedToken();
        RecordedRequest second = shape.send(parts(), this, null);
        assertEquals(2, api.requests());
        List<String> length = second.headers("Content-Length");
        List<String> encoding = second.headers("Transfer-Encoding");
        assertTrue(length.size() + encoding.size() <= 1, () -> length + " " + encoding);
        if (!length.isEmpty()) {
            assertEquals(String.valueOf(second.body().length), length.get(0));
        }
        assertEquals(
                requests().get(0).headers("Content-Type").size(),
                second.headers("Content-Type").size());
        assertArrayEquals(requests().get(0).body(), second.body());
    }

    @Test
    void repeatsACallWithoutABodyThoughNothingMayBeKept() {
        WebTarget parts =
                parts(feature().replayLimit(0).replayLimitOfAllCalls(0).build());
        holdRevokedToken();
        parts.request().get(String.class);
        server.revokeAccessTokens();
        parts.request().delete(String.class);
        assertEquals(2, api.served());
    }

    @Test
    protected void repeatsACallThatAwaitsAContinue() {
        holdRevokedToken();
        String answer =
                parts().request().header("Expect", "100-continue").post(Entity.json(new Part("4711", 3)), String.class);
        assertTrue(answer.contains("4711"));
        assertEquals(2, api.requests());
        assertArrayEquals(requests().get(0).body(), requests().get(1).body());
    }

    @Test
    void repeatsTheCookiesOfTheCaller() {
        holdRevokedToken();
        parts().request().cookie("session", "s1").cookie("theme", "dark").get(String.class);
        assertEquals(2, api.requests());
        assertNotEquals(List.of(), requests().get(0).headers("Cookie"));
        assertEquals(requests().get(0).headers("Cookie"), requests().get(1).headers("Cookie"));
    }

    /** A client that keeps no cookies does not keep one for the moment between two attempts either. */
    @Test
    void treatsACookieOfTheRefusalAsTheClientTreatsCookies() {
        Fault refusal = Fault.answer(Answer.of(401).header("Set-Cookie", "session=refused; Path=/; HttpOnly"));
        Client bare = client(newBuilder());
        api.endpoint().next(refusal);
        bare.target(api.uri("/parts")).request().get().close();
        bare.target(api.uri("/parts")).request().get().close();
        List<String> kept = api.endpoint().latest().headers("Cookie");

        api.endpoint().next(refusal);
        try (Response answer = parts().request().get()) {
            assertEquals(200, answer.getStatus());
            Map<String, NewCookie> given = answer.getCookies();
            assertEquals(Map.of(), given);
        }
        assertEquals(kept, api.endpoint().latest().headers("Cookie"));
    }

    @Test
    void givesTheCallerTheCookiesOfTheSecondAttempt() {
        api.on("GET", "/parts", request -> Answer.of(204).header("Set-Cookie", "session=served"));
        holdRevokedToken();
        try (Response answer = parts().request().get()) {
            assertEquals(
                    List.of("served"),
                    answer.getCookies().values().stream()
                            .map(NewCookie::getValue)
                            .toList());
        }
    }

    @Test
    void asksForFewConnections() throws Exception {
        try (Relay counter = Relay.to(api.uri("/"))) {
            WebTarget parts =
                    client(feature().allowedOrigin(counter.uri("/")).build()).target(counter.uri("/parts"));
            for (int call = 0; call < 50; call++) {
                holdRevokedToken();
                parts.request().post(Entity.text("again"), String.class);
            }
            assertEquals(50, api.served());
            assertTrue(counter.connections() < 10, counter.connections() + " connections for 100 requests");
        }
    }
}
