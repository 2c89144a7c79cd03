package dev.freshet.jakarta.rest.transport;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestContext;
import java.util.function.Supplier;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The way that the Jakarta REST API alone offers: properties, TLS context and host name verifier are taken over. */
final class PortableTransport implements Transport {

    @Override
    public boolean serves(Client original) {
        return true;
    }

    @Override
    public Twin twinOf(Client original) {
        return new Twin(copyOf(original, ClientBuilder.newBuilder()), true);
    }

    /** A runtime that is not known has to be trusted: nothing in the API tells what it does with a redirect. */
    @Override
    public boolean guardRedirects(ClientRequestContext request) {
        return true;
    }

    /** CXF has one map of them for all calls over a target; it cannot be asked, but it can be told by its name. */
    @Override
    public boolean keepsPropertiesApart(Client original) {
        return !original.getClass().getName().startsWith("org.apache.cxf.");
    }

    static Client copyOf(Client original, ClientBuilder builder) {
        original.getConfiguration().getProperties().forEach(builder::property);
        SSLContext tls = known(original::getSslContext);
        if (tls != null) {
            builder.sslContext(tls);
        }
        HostnameVerifier verifier = known(original::getHostnameVerifier);
        if (verifier != null) {
            builder.hostnameVerifier(verifier);
        }
        return builder.build();
    }

    // Null on some runtimes, whatever the API says, and on some not to be had.
    private static <T> @Nullable T known(Supplier<T> setting) {
        try {
            return setting.get();
        } catch (UnsupportedOperationException unknown) {
            return null;
        }
    }
}
