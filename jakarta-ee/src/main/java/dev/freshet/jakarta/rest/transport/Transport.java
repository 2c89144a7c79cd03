package dev.freshet.jakarta.rest.transport;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientRequestContext;

/** How calls are sent once more on one client runtime. Implementations have no state and are safe for many threads. */
interface Transport {

    /** Whether this is the way for a client. */
    boolean serves(Client original);

    /** Whether it can make a twin; if not, the portable way is taken for that, and its settings are lost. */
    default boolean makesTwinOf(Client original) {
        return true;
    }

    /** Makes a client that sends as the original does, but runs none of its filters. Must not hold on to the original. */
    Twin twinOf(Client original);

    /**
     * Sees to it that the runtime takes no {@code Authorization} header to another origin when it follows a redirect.
     *
     * @return false if that cannot be had
     */
    boolean guardRedirects(ClientRequestContext request);

    /** Whether the properties of one call are seen by that call alone. */
    default boolean keepsPropertiesApart(Client original) {
        return true;
    }

    /**
     * A client for the second attempt.
     *
     * @param client the client
     * @param closeable whether closing it leaves the original as it is
     */
    record Twin(Client client, boolean closeable) {

        void close() {
            if (closeable) {
                client.close();
            }
        }
    }
}
