package dev.freshet.it.cxf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.freshet.it.conformance.Deviation;
import dev.freshet.it.conformance.NotApplicable;
import dev.freshet.it.rest.MicroProfileContract;
import jakarta.ws.rs.ProcessingException;
import org.junit.jupiter.api.Test;

class CxfMicroProfileTest extends MicroProfileContract {

    private static final String UNKNOWN_CLIENT =
            "CXF does not tell a filter which client a proxy calls with, so that its settings are not known: ";

    @Test
    @Override
    @Deviation(
            UNKNOWN_CLIENT + "the second attempt trusts what the virtual machine trusts, and fails where that is not "
                    + "enough. The next call has the new token.")
    protected void trustsTheServerThatTheProxyTrustsBothTimes() throws Exception {
        withPrivateTrust(parts -> {
            holdRevokedToken();
            assertThrows(ProcessingException.class, parts::get);
            assertEquals(1, api.requests());
            parts.get();
        });
        assertEquals(2, api.requests());
        assertEquals(2, refreshes());
    }

    @Test
    @Override
    @Deviation(UNKNOWN_CLIENT + "the second attempt goes to the API without the HTTP proxy.")
    protected void callsThroughAnHttpProxyBothTimes() throws Exception {
        assertEquals(1, attemptsThroughAnHttpProxy());
    }

    @Test
    @Override
    @NotApplicable(UNKNOWN_CLIENT + "the second attempt has the time limit that CXF has by default, one minute.")
    protected void keepsTheReadTimeout() {}
}
