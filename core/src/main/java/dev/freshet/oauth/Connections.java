package dev.freshet.oauth;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How the requests of a client get to its authorization server: all of them, from its metadata and keys to tokens and
 * their revocation. Immutable.
 *
 * @param tls asked before each request, may block for a moment; another context than before means new connections. Null
 *     for that of the JVM
 * @param proxy null for that of the JVM
 * @param connectTimeout how long a connection may take to come about; null for half of what a request may take
 */
public record Connections(
        @Nullable Supplier<SSLContext> tls,
        @Nullable ProxySelector proxy,
        @Nullable Duration connectTimeout) {

    /** As the JVM is set up. */
    public static final Connections DEFAULT = new Connections(null, null, null);

    private static final int HIGHEST_PORT = 65_535;

    /** @throws IllegalArgumentException if the time to connect is not more than zero */
    public Connections {
        if (connectTimeout != null && (connectTimeout.isZero() || connectTimeout.isNegative())) {
            throw new IllegalArgumentException("The time to connect must be more than zero, but is " + connectTimeout);
        }
    }

    /** With these files, read again when they change. */
    public Connections withTls(TlsFiles files) {
        return new Connections(files, proxy, connectTimeout);
    }

    /** With this context, for whoever makes it by other means. */
    public Connections withTls(SSLContext context) {
        Objects.requireNonNull(context, "context");
        return new Connections(() -> context, proxy, connectTimeout);
    }

    /**
     * Through this proxy, whatever the JVM is set to: by {@code CONNECT} for {@code https}.
     *
     * @throws IllegalArgumentException if that is no host, or no port
     */
    public Connections withProxy(String host, int port) {
        if (host.isBlank() || port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    "A proxy must be a host and a port such as proxy.example and 3128, but is " + host + " and "
                            + port);
        }
        return new Connections(tls, ProxySelector.of(InetSocketAddress.createUnresolved(host, port)), connectTimeout);
    }

    /** Through no proxy, whatever the JVM is set to. */
    public Connections withoutProxy() {
        return new Connections(tls, HttpClient.Builder.NO_PROXY, connectTimeout);
    }

    /** With this time to connect. */
    public Connections withConnectTimeout(@Nullable Duration timeout) {
        return new Connections(tls, proxy, timeout);
    }
}
