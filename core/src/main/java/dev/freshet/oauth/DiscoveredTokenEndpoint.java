package dev.freshet.oauth;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The token endpoint that an issuer names, looked for with the first request. Safe for use by many threads. While it cannot
 * be found nothing is sent, and no token is at risk.
 */
public final class DiscoveredTokenEndpoint implements TokenEndpoint {

    private final Discovery discovery;
    private final ClientAuthentication client;
    private final Duration attemptTimeout;
    private final InstantSource time;
    private final Connections connections;
    private final TokenRequestAdditions additions;
    private final AtomicReference<@Nullable Found> found = new AtomicReference<>();

    private record Found(URI address, HttpTokenEndpoint endpoint) {}

    /** As the other one, over connections as the JVM is set up, with requests that carry nothing more. */
    public DiscoveredTokenEndpoint(
            Discovery discovery, ClientAuthentication client, Duration attemptTimeout, InstantSource time) {
        this(discovery, client, attemptTimeout, time, Connections.DEFAULT, TokenRequestAdditions.NONE);
    }

    /**
     * An endpoint that opens no connection before its first request.
     *
     * @param attemptTimeout the time limit of one attempt: the search included, which has half of it
     */
    public DiscoveredTokenEndpoint(
            Discovery discovery,
            ClientAuthentication client,
            Duration attemptTimeout,
            InstantSource time,
            Connections connections,
            TokenRequestAdditions additions) {
        this.discovery = discovery;
        this.client = client;
        this.attemptTimeout = attemptTimeout;
        this.time = time;
        this.connections = connections;
        this.additions = additions;
    }

    @Override
    public Answer request(TokenRequest request) {
        long begun = System.nanoTime();
        URI address;
        try {
            address = discovery.metadata(attemptTimeout.dividedBy(2)).tokenEndpoint();
        } catch (DiscoveryException e) {
            return new Answer.NotSent(String.valueOf(e.getMessage()));
        }
        return endpoint(address).request(request, attemptTimeout.minusNanos(System.nanoTime() - begun));
    }

    /** A new one only when the address has changed: each has connections of its own. */
    private HttpTokenEndpoint endpoint(URI address) {
        Found seen = found.get();
        if (seen != null && seen.address().equals(address)) {
            return seen.endpoint();
        }
        Found made = new Found(
                address, new HttpTokenEndpoint(address, client, attemptTimeout, time, connections, additions));
        return found.compareAndSet(seen, made)
                ? made.endpoint()
                : Objects.requireNonNull(found.get()).endpoint();
    }

    @Override
    public String toString() {
        return "the token endpoint of " + discovery.issuer() + " as " + client;
    }
}
