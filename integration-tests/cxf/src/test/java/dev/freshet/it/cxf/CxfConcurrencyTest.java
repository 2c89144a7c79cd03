package dev.freshet.it.cxf;

import dev.freshet.it.conformance.Deviation;
import dev.freshet.it.rest.ConcurrencyContract;
import dev.freshet.jakarta.rest.OAuth2Feature;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.WebTarget;
import org.junit.jupiter.api.Test;

class CxfConcurrencyTest extends ConcurrencyContract {

    private static final String ONE_THREAD =
            "A WebTarget of CXF is not safe for use by many threads: request() changes maps "
                    + "that it shares. With a target for each call it holds.";

    private Client client;

    @Override
    protected WebTarget parts(OAuth2Feature feature) {
        client = client(feature);
        return client.target(api.uri("/parts"));
    }

    @Override
    protected WebTarget inOneThread(WebTarget shared) {
        return client.target(shared.getUri());
    }

    @Test
    @Override
    @Deviation(ONE_THREAD)
    protected void sixtyFourThreadsAtAnExpiredTokenMakeOneTokenRequest() throws Exception {
        super.sixtyFourThreadsAtAnExpiredTokenMakeOneTokenRequest();
    }

    @Test
    @Override
    @Deviation(ONE_THREAD)
    protected void sixtyFourThreadsAtARevokedTokenMakeOneTokenRequest() throws Exception {
        super.sixtyFourThreadsAtARevokedTokenMakeOneTokenRequest();
    }

    @Test
    @Override
    @Deviation(ONE_THREAD)
    protected void repeatsFiftyReactiveCalls() throws Exception {
        super.repeatsFiftyReactiveCalls();
    }
}
