package dev.freshet.it.jersey;

import dev.freshet.it.rest.BodyContract;
import jakarta.ws.rs.client.ClientBuilder;
import org.glassfish.jersey.media.multipart.MultiPartFeature;

class JerseyBodyTest extends BodyContract {

    @Override
    protected ClientBuilder newBuilder() {
        return super.newBuilder().register(MultiPartFeature.class);
    }
}
