package dev.freshet.jakarta.config;

import java.util.List;

/**
 * What is configured about calls that an API refuses. Immutable.
 *
 * @param enabled whether a refused call is sent again at all
 * @param replay which calls are
 * @param replayLimit up to how many bytes a request body is kept for that
 * @param strict whether a refusal must name {@code invalid_token}
 * @param codes what else condemns a token, if the body of a refusal holds it
 */
public record RetrySettings(boolean enabled, Replayed replay, int replayLimit, boolean strict, List<String> codes) {

    /** Which calls are sent again. */
    public enum Replayed {
        /** All. */
        ALWAYS,
        /** Those with an idempotent method. */
        IDEMPOTENT,
        /** None. */
        NEVER
    }

    public RetrySettings {
        codes = List.copyOf(codes);
    }
}
