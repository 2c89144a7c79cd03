package dev.freshet.it.jersey;

import dev.freshet.it.rest.WireContract;
import jakarta.ws.rs.client.ClientBuilder;
import org.glassfish.jersey.media.multipart.MultiPartFeature;

class JerseyWireTest extends WireContract {

    @Override
    protected ClientBuilder newBuilder() {
        return super.newBuilder().register(MultiPartFeature.class);
    }
}
