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

    /**
     * After this time asking again is worth it; asking earlier fails at once. The next attempt may still be deferred by a
     * little if others have found the server down meanwhile. Never negative.
     */
    public Duration retryAfter() {
        return retryAfter;
    }
}
