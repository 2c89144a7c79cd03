package dev.freshet.jakarta.cdi;

import jakarta.enterprise.inject.UnsatisfiedResolutionException;
import jakarta.enterprise.inject.spi.CDI;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.spi.RestClientListener;

/**
 * Lets every Rest Client whose interface has {@link OAuth2Client} carry access tokens, whether it is injected or built
 * by hand. For the MicroProfile implementation, which finds it as a service.
 */
public final class OAuth2RestClientListener implements RestClientListener {

    /** For the MicroProfile implementation. */
    public OAuth2RestClientListener() {}

    /**
     * @throws IllegalStateException if this thread has no access to the application's beans
     */
    @Override
    public void onNewClient(Class<?> type, RestClientBuilder builder) {
        String client = ClientNames.of(type);
        if (client != null) {
            Wiring wiring = wiring(type);
            List<URI> own = RestClientAddresses.of(type, ConfigProvider.getConfig());
            wiring.feature(client, own).ifPresent(feature -> {
                builder.register(feature);
                wiring.threads(client, feature).ifPresent(builder::executorService);
            });
        }
    }

    private static Wiring wiring(Class<?> type) {
        try {
            return CDI.current().select(Wiring.class).get();
        } catch (IllegalStateException | UnsatisfiedResolutionException e) {
            throw new IllegalStateException(
                    "FRESHET-0189: the Rest Client " + type.getName() + " has @OAuth2Client, "
                            + "but this thread has no access to the application's beans. Build it on a thread of the "
                            + "application whose context class loader is the application's",
                    e);
        }
    }
}
