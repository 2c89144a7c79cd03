package dev.freshet.it.rest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.refresh.TokenEvent;
import dev.freshet.testkit.RecordedRequest;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.EntityPart;
import jakarta.ws.rs.core.Form;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.Variant;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The body of a request arrives whole on the second attempt, or there is none. */
@DisplayName("The body of a request")
public abstract class BodyContract extends Fixture {

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private void arrivesTwice(Entity<?> entity) {
        arrivesTwice("POST", entity);
    }

    private void arrivesTwice(String method, Entity<?> entity) {
        holdRevokedToken();
        parts().request().method(method, entity, String.class);
        assertEquals(2, api.requests());
        RecordedRequest first = requests().get(0);
        RecordedRequest second = requests().get(1);
        assertNotEquals(0, first.body().length);
        assertArrayEquals(first.body(), second.body());
        assertEquals(
                MediaType.valueOf(first.header("Content-Type").orElseThrow()),
                MediaType.valueOf(second.header("Content-Type").orElseThrow()));
        assertEquals(first.headers("Content-Language"), second.headers("Content-Language"));
        assertEquals(first.headers("Content-Encoding"), second.headers("Content-Encoding"));
        assertEquals(method, second.method());
        assertEquals(1, api.served());
    }

    @Test
    protected void sendsAPatchAgain() {
        arrivesTwice("PATCH", Entity.json(new Part("4711", 3)));
    }

    @Test
    void sendsJsonAgain() {
        arrivesTwice(Entity.json(new Part("4711", 3)));
        assertEquals("{\"amount\":3,\"sku\":\"4711\"}", requests().get(1).text());
    }

    @Test
    void sendsAListAgain() {
        arrivesTwice(Entity.json(new GenericEntity<List<Part>>(List.of(new Part("a", 1), new Part("b", 2))) {}));
    }

    @Test
    void sendsAFormAgain() {
        arrivesTwice(Entity.form(new Form("name", "Grüße & more").param("other", "=")));
        assertEquals("Grüße & more", requests().get(1).form().get("name"));
    }

    @Test
    void sendsTextInItsCharsetAndLanguageAgain() {
        arrivesTwice(Entity.entity(
                "Grüße", new Variant(MediaType.TEXT_PLAIN_TYPE.withCharset("ISO-8859-1"), "de", "x-plain")));
    }

    @Test
    void sendsAStreamAgainThatCanBeReadOnce() {
        byte[] content = bytes(300_000);
        arrivesTwice(Entity.entity(new ByteArrayInputStream(content), MediaType.APPLICATION_OCTET_STREAM_TYPE));
        assertArrayEquals(content, requests().get(1).body());
    }

    @Test
    void asksAStreamingOutputOnce() {
        AtomicInteger asked = new AtomicInteger();
        StreamingOutput output = out -> {
            asked.incrementAndGet();
            out.write(bytes(50_000));
            out.write(7);
        };
        arrivesTwice(Entity.entity(output, MediaType.APPLICATION_OCTET_STREAM_TYPE));
        assertEquals(1, asked.get());
        assertEquals(50_001, requests().get(1).body().length);
    }

    @Test
    protected void sendsMultipartAgain() throws IOException {
        EntityPart field = EntityPart.withName("field").content("value").build();
        EntityPart file = EntityPart.withName("file")
                .fileName("a.bin")
                .content(new ByteArrayInputStream(bytes(20_000)))
                .mediaType(MediaType.APPLICATION_OCTET_STREAM_TYPE)
                .build();
        arrivesTwice(Entity.entity(
                new GenericEntity<List<EntityPart>>(List.of(field, file)) {}, MediaType.MULTIPART_FORM_DATA_TYPE));
        assertTrue(requests().get(1).body().length > 20_000);
    }

    @Test
    void sendsAPostWithoutABodyAgain() {
        holdRevokedToken();
        parts().request().method("POST", String.class);
        assertEquals(2, api.requests());
        assertEquals(0, requests().get(1).body().length);
    }

    @Test
    void sendsNothingAgainThatIsLongerThanTheLimit() {
        WebTarget parts = parts(feature().replayLimit(1000).build());
        holdRevokedToken();
        try (Response answer = parts.request().post(Entity.text(new ByteArrayInputStream(bytes(1001))))) {
            assertEquals(401, answer.getStatus());
            assertEquals("{\"error\":\"invalid_token\"}", answer.readEntity(String.class));
        }
        assertEquals(1, api.requests());
        assertEquals(1, events(TokenEvent.UnauthorizedHandedOn.class).size());

        parts.request().post(Entity.text(new ByteArrayInputStream(bytes(1001))), String.class);
        assertEquals(2, api.requests());
        assertEquals(2, refreshes());
    }

    @Test
    void sendsAgainWhatIsAsLongAsTheLimit() {
        WebTarget parts = parts(feature().replayLimit(1000).build());
        holdRevokedToken();
        parts.request().post(Entity.text(new ByteArrayInputStream(bytes(1000))), String.class);
        assertArrayEquals(bytes(1000), requests().get(1).body());
    }
}
