package dev.freshet.it.jersey;

import dev.freshet.it.soak.SoakContract;
import jakarta.ws.rs.client.ClientBuilder;
import org.glassfish.jersey.apache5.connector.Apache5ConnectorProvider;
import org.glassfish.jersey.client.ClientConfig;

class JerseySoak extends SoakContract {

    /** The default connector is that of the JDK, which does not know the method. */
    @Override
    protected ClientBuilder patchingBuilder() {
        return ClientBuilder.newBuilder()
                .withConfig(new ClientConfig().connectorProvider(new Apache5ConnectorProvider()));
    }
}
