package dev.freshet.jakarta.rest.transport;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestContext;
import java.lang.Runtime.Version;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.ClientProperties;
import org.glassfish.jersey.client.HttpUrlConnectorProvider;
import org.glassfish.jersey.client.JerseyClient;
import org.glassfish.jersey.client.JerseyClientBuilder;
import org.glassfish.jersey.client.spi.ConnectorProvider;

/**
 * Jersey: the time limits are properties, and the connector comes from a provider that is asked once more. The default
 * connector shares its connections with the whole virtual machine, so that the second attempt goes over the first one's.
 */
final class JerseyTransport implements Transport {

    private final boolean redirectsDropTokens = redirectsDropTokens(Runtime.version());

    @Override
    public boolean serves(Client original) {
        return original instanceof JerseyClient;
    }

    @Override
    public Twin twinOf(Client original) {
        ClientConfig config = new ClientConfig();
        ConnectorProvider connectors =
                ((JerseyClient) original).getConfiguration().getConnectorProvider();
        if (connectors != null) {
            config.connectorProvider(connectors);
        }
        // By name: the standard look-up depends on the class loader of the thread, which may be a pool's.
        ClientBuilder builder = new JerseyClientBuilder().withConfig(config);
        Client twin = PortableTransport.copyOf(original, builder);
        // Else its first call would do that, with a token in hand that does not live for ever.
        ((JerseyClient) twin).preInitialize();
        return new Twin(twin, true);
    }

    /** Where a connector would take the header along, it is told not to follow redirects. */
    @Override
    public boolean guardRedirects(ClientRequestContext request) {
        // Not the configuration of the client: it makes the message of an exception whenever it is asked for.
        ConnectorProvider connectors = ((ClientConfig) request.getConfiguration()).getConnectorProvider();
        boolean standard = connectors == null || connectors.getClass() == HttpUrlConnectorProvider.class;
        if (!standard || !redirectsDropTokens) {
            request.setProperty(ClientProperties.FOLLOW_REDIRECTS, false);
        }
        return true;
    }

    /** From these updates on {@code HttpURLConnection} drops {@code Authorization} on the way to another origin. */
    static boolean redirectsDropTokens(Version java) {
        return switch (java.feature()) {
            case 17 -> java.update() >= 15;
            case 21 -> java.update() >= 7;
            case 24 -> java.update() >= 1;
            default -> java.feature() > 24;
        };
    }
}
