package dev.freshet.http;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Scheme, host and port: to whom a token is sent. Immutable.
 *
 * @param scheme in lower case
 * @param host in lower case
 * @param port never negative
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6454#section-4">RFC 6454, section 4</a>
 */
public record Origin(String scheme, String host, int port) {

    /**
     * The origin of an address.
     *
     * @throws IllegalArgumentException if the address has no host or is not of http or https
     */
    public static Origin of(URI address) {
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        int defaultPort =
                switch (scheme) {
                    case "http" -> 80;
                    case "https" -> 443;
                    default -> -1;
                };
        if (defaultPort < 0 || address.getHost() == null) {
            throw new IllegalArgumentException("FRESHET-0101: '" + withoutUser(address)
                    + "' is no origin; write it as in " + "https://api.example.com or https://api.example.com:8443");
        }
        int port = address.getPort() < 0 ? defaultPort : address.getPort();
        return new Origin(scheme, address.getHost().toLowerCase(Locale.ROOT), port);
    }

    private static String withoutUser(URI address) {
        return address.getRawUserInfo() == null ? address.toString() : address.getScheme() + "://...";
    }

    /** By hand: the JDK 17 keeps the class whose generated method it linked last, and so an undeployed application. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Origin that
                && scheme.equals(that.scheme)
                && host.equals(that.host)
                && port == that.port;
    }

    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port;
    }
}
