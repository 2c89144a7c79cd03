package dev.freshet.refresh;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** There is no access token for the moment; nothing is lost. Try again after {@link #retryAfter()}. */
public final class TokenUnavailableException extends TokenException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    TokenUnavailableException(String client, String message, Duration retryAfter, @Nullable Throwable cause) {
        super(client, message, cause);
        this.retryAfter = retryAfter;
    }

    /** After this time the next attempt is made; asking earlier fails at once. Never negative. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
