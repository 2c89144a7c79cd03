package dev.freshet.jakarta.rest.transport;

import dev.freshet.jakarta.rest.transport.Transport.Twin;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client over which a call is sent once more: one for each original client, for as long as that one is in use.
 * Safe for use by many threads. Holds on to no original.
 */
public final class Transports {

    private static final Logger LOG = System.getLogger("dev.freshet.jakarta.rest");

    private final Transport portable = new PortableTransport();
    private final List<Transport> vendors = new ArrayList<>();
    private final Twins twins = new Twins();
    private final Object anonymousLock = new Object();
    private @Nullable Client anonymous;
    private final AtomicBoolean warned = new AtomicBoolean();

    /** Looks which client runtimes are there. Makes no client yet. */
    public Transports() {
        // No method references: linking one loads its class here and now, where nothing catches what the vendor lacks.
        add("org.glassfish.jersey.client.JerseyClient", () -> new JerseyTransport());
        add("org.jboss.resteasy.client.jaxrs.ResteasyClient", () -> new RestEasyTransport());
    }

    private void add(String mark, Supplier<Transport> vendor) {
        try {
            Class.forName(mark, false, Transports.class.getClassLoader());
            vendors.add(vendor.get());
        } catch (ClassNotFoundException | LinkageError absent) {
            LOG.log(Level.TRACE, "FRESHET-0111: {0} is not there; of no account unless it is the client in use", mark);
        }
    }

    /**
     * The client to send a call with once more. It runs no filter that the original was given; do not close it.
     *
     * @param original the client of the first attempt, or null on runtimes that do not tell
     */
    public Client twinOf(@Nullable Client original) {
        return original == null
                ? anonymous()
                : twins.of(original, this::newTwin).client();
    }

    /**
     * Sees to it that the runtime takes no {@code Authorization} header to another origin when it follows a redirect.
     *
     * @return false if that cannot be had: do not send a token
     */
    public boolean guardRedirects(ClientRequestContext request) {
        Client client = request.getClient();
        return client == null || transportOf(client).guardRedirects(request);
    }

    /** Whether the properties of a call are its own, and not those of all calls over the same target. */
    public boolean keepsPropertiesApart(ClientRequestContext request) {
        Client client = request.getClient();
        return client == null || transportOf(client).keepsPropertiesApart(client);
    }

    private Twin newTwin(Client original) {
        Transport transport = transportOf(original);
        if (transport != portable && transport.makesTwinOf(original)) {
            try {
                return transport.twinOf(original);
            } catch (RuntimeException | LinkageError unexpected) {
                LOG.log(
                        Level.DEBUG,
                        "FRESHET-0113: the adapter for " + original.getClass().getName()
                                + " does not fit its version; the portable way is taken",
                        unexpected);
            }
        }
        warnOnce(original.getClass().getName());
        return portable.twinOf(original);
    }

    private Transport transportOf(Client client) {
        for (Transport vendor : vendors) {
            if (vendor.serves(client)) {
                return vendor;
            }
        }
        return portable;
    }

    private Client anonymous() {
        synchronized (anonymousLock) {
            if (anonymous == null) {
                warnOnce("a client that its runtime does not tell");
                anonymous = ClientBuilder.newBuilder().build();
            }
            return anonymous;
        }
    }

    private void warnOnce(String client) {
        if (warned.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "FRESHET-0112: calls of {0} are sent again after a 401 over a connection of their own; "
                            + "time limits and TLS settings that are not properties of that client do not hold there. Use Jersey "
                            + "or RESTEasy with a blocking engine, or set them for the whole virtual machine",
                    client);
        }
    }
}
