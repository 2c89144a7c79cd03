package dev.freshet.it.cxf;

import dev.freshet.it.conformance.NotApplicable;
import dev.freshet.it.rest.ConnectionContract;
import org.junit.jupiter.api.Test;

class CxfConnectionTest extends ConnectionContract {

    @Test
    @Override
    @NotApplicable(
            "CXF 4.1 over the HTTP client of the JDK may wait for ever for somebody to read the upload; no filter is "
                    + "asked before that.")
    protected void neverHangsWhenALongUploadIsRefusedEarly() {}
}
