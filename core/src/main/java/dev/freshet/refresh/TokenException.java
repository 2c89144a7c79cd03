package dev.freshet.refresh;

import org.jspecify.annotations.Nullable;

/**
 * There is no access token to send. Its two kinds say what helps: waiting, or asking the resource owner. The message names
 * the client and never holds a token.
 */
public abstract sealed class TokenException extends RuntimeException
        permits TokenUnavailableException, ReauthorizationRequiredException {

    private static final long serialVersionUID = 1L;

    private final String client;

    TokenException(String client, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.client = client;
    }

    /** The name of the client registration. */
    public String client() {
        return client;
    }
}
