package dev.freshet.oauth;

import org.jspecify.annotations.Nullable;

/** An authorization server's metadata could not be had. The message names the issuer, the cause and what helps. */
public final class DiscoveryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message never holds a secret */
    public DiscoveryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
