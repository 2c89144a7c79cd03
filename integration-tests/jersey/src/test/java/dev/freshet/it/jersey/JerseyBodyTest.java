package dev.freshet.it.jersey;

import dev.freshet.it.rest.BodyContract;
import jakarta.ws.rs.client.ClientBuilder;
import org.glassfish.jersey.client.HttpUrlConnectorProvider;
import org.glassfish.jersey.media.multipart.MultiPartFeature;

class JerseyBodyTest extends BodyContract {

    @Override
    protected ClientBuilder newBuilder() {
        return super.newBuilder()
                .register(MultiPartFeature.class)
                // HttpURLConnection knows no PATCH; this is Jersey's way around, and needs java.net opened.
                .property(HttpUrlConnectorProvider.SET_METHOD_WORKAROUND, true);
    }
}
