package dev.freshet.it.cxf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.it.conformance.Deviation;
import dev.freshet.it.rest.GrantContract;
import dev.freshet.jakarta.rest.CallRefusedException;
import dev.freshet.jakarta.rest.OAuth2Feature;
import jakarta.ws.rs.client.Invocation;
import org.junit.jupiter.api.Test;

class CxfGrantTest extends GrantContract {

    private static final String SHARED =
            "CXF keeps the properties of all invocations over one WebTarget in one map, so that "
                    + "a call might get another one's. A grant that is named by one is refused; the grant at hand is used.";

    private void namedByAPropertyIsRefused() {
        Invocation.Builder call =
                parts(featureForUsers().build()).request().property(OAuth2Feature.GRANT, "grant-of-alice");
        CallRefusedException refused = assertThrows(CallRefusedException.class, () -> call.get(String.class));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("FRESHET-0116: "), refused.getMessage());
        assertEquals(0, api.requests());
    }

    @Test
    @Override
    @Deviation(SHARED)
    protected void usesTheGrantThatTheCallerNames() {
        namedByAPropertyIsRefused();
    }

    @Test
    @Override
    @Deviation(SHARED)
    protected void prefersTheGrantThatTheCallerNames() {
        namedByAPropertyIsRefused();
    }

    @Test
    @Override
    @Deviation(SHARED)
    protected void neverMixesUsersOnOnePool() {
        namedByAPropertyIsRefused();
    }
}
