package dev.freshet.it.cxf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.it.conformance.Deviation;
import dev.freshet.it.rest.BodyContract;
import dev.freshet.refresh.TokenEvent;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.EntityPart;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CxfBodyTest extends BodyContract {

    @Test
    @Override
    @Deviation(
            "CXF lets only the first part of a multipart body pass the interceptors, and writes the others elsewhere. "
                    + "The 401 is handed on, and the next call has the new token.")
    protected void sendsMultipartAgain() throws IOException {
        WebTarget parts = parts();
        holdRevokedToken();
        try (Response answer = parts.request().post(twoParts())) {
            assertEquals(401, answer.getStatus());
            assertEquals("{\"error\":\"invalid_token\"}", answer.readEntity(String.class));
        }
        assertEquals(1, api.requests());
        assertEquals(1, events(TokenEvent.UnauthorizedHandedOn.class).size());
        assertTrue(parts.request().post(twoParts(), String.class).contains("second"));
        assertEquals(2, refreshes());
    }

    /** For what it keeps of a call might be another call's then. */
    @Test
    void handsTheRefusalOfACallOnThatHasPropertiesOfItsOwn() {
        WebTarget parts = parts();
        holdRevokedToken();
        try (Response answer = parts.request().property("their.own", "value").post(Entity.text("body"))) {
            assertEquals(401, answer.getStatus());
        }
        assertEquals(1, api.requests());
        assertTrue(events(TokenEvent.UnauthorizedHandedOn.class).get(0).cause().contains("properties"));
        parts.request().get(String.class);
        assertEquals(2, refreshes());
    }

    private static Entity<?> twoParts() throws IOException {
        return Entity.entity(
                new GenericEntity<List<EntityPart>>(List.of(
                        EntityPart.withName("one").content("first").build(),
                        EntityPart.withName("two").content("second").build())) {},
                MediaType.MULTIPART_FORM_DATA_TYPE);
    }
}
