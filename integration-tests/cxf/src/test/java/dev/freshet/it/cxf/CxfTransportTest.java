package dev.freshet.it.cxf;

import dev.freshet.it.conformance.NotApplicable;
import dev.freshet.it.rest.TransportContract;
import org.junit.jupiter.api.Test;

class CxfTransportTest extends TransportContract {

    @Test
    @Override
    @NotApplicable("When a read time-out strikes, CXF 4.1 over the HTTP client of the JDK now fails, and now sends the "
            + "request again of its own and gives an answer without a body; without Freshet, too.")
    protected void keepsTheReadTimeoutOfTheClient() {}
}
