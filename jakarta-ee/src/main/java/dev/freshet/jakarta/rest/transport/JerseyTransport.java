package dev.freshet.jakarta.rest.transport;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.core.Configuration;
import java.lang.Runtime.Version;
import java.util.Set;
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

    private static final Set<String> TOLD_CALL_BY_CALL = Set.of(
            HttpUrlConnectorProvider.class.getName(),
            "org.glassfish.jersey.apache.connector.ApacheConnectorProvider",
            "org.glassfish.jersey.apache5.connector.Apache5ConnectorProvider");

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

    /**
     * The connector of the JDK drops the header itself; those over Apache's client are told call by call not to follow. Any
     * other one may look at its client's properties only, and has to have been told there.
     */
    @Override
    public boolean guardRedirects(ClientRequestContext request) {
        // Not the configuration of the client: it makes the message of an exception whenever it is asked for.
        String connectors = connectorsOf(request.getConfiguration());
        if (connectors.equals(HttpUrlConnectorProvider.class.getName()) && redirectsDropTokens) {
            return true;
        }
        request.setProperty(ClientProperties.FOLLOW_REDIRECTS, false);
        return TOLD_CALL_BY_CALL.contains(connectors)
                || Boolean.FALSE.equals(
                        request.getClient().getConfiguration().getProperty(ClientProperties.FOLLOW_REDIRECTS));
    }

    private static String connectorsOf(Configuration call) {
        ConnectorProvider connectors = ((ClientConfig) call).getConnectorProvider();
        return (connectors == null ? HttpUrlConnectorProvider.class : connectors.getClass()).getName();
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
