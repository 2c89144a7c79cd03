package dev.freshet.jakarta.config;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Addresses of servers. */
final class Addresses {

    private Addresses() {}

    /** Null if the text is no absolute HTTP address without user information and fragment. */
    static @Nullable URI parse(String text) {
        try {
            URI address = new URI(text);
            return isHttp(address)
                            && address.getHost() != null
                            && address.getRawUserInfo() == null
                            && address.getRawFragment() == null
                    ? address
                    : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    static boolean isOrigin(URI address) {
        String path = address.getRawPath();
        return (path.isEmpty() || path.equals("/")) && address.getRawQuery() == null;
    }

    /** Whether everybody on the way could read what is sent there. */
    static boolean isReadableByOthers(URI address) {
        return address.getScheme().equalsIgnoreCase("http") && !isLoopback(address.getHost());
    }

    private static boolean isHttp(URI address) {
        return "https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme());
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }
}
