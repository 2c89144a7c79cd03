package dev.freshet.refresh;

import dev.freshet.store.GrantKey;
import java.time.Duration;
import java.time.Instant;

/** Something that happened to the tokens of a grant. Immutable, and free of secrets. */
public sealed interface TokenEvent {

    /** The grant it happened to. */
    GrantKey grant();

    /**
     * The token endpoint issued a new access token.
     *
     * @param rotated whether a new refresh token came with it
     * @param took from the token request to its answer
     */
    record Refreshed(GrantKey grant, Instant expiresAt, boolean rotated, Duration took) implements TokenEvent {}

    /** A newer access token was found in the store; no token request was needed. */
    record Adopted(GrantKey grant, Instant expiresAt) implements TokenEvent {}

    /** Tokens were brought in from outside, as after a login. */
    record Authorized(GrantKey grant, Instant expiresAt) implements TokenEvent {}

    /** The grant was forgotten. */
    record Forgotten(GrantKey grant) implements TokenEvent {}

    /** A resource server refused the current access token. */
    record Rejected(GrantKey grant) implements TokenEvent {}

    /**
     * A refresh brought nothing; what was valid still is.
     *
     * @param retryAt no attempt is made before
     */
    record RefreshFailed(GrantKey grant, String cause, Instant retryAt) implements TokenEvent {}

    /** The grant is over: its resource owner has to authorize again. */
    record ReauthorizationRequired(GrantKey grant, ReauthorizationRequiredException.Reason reason)
            implements TokenEvent {}

    /** A call that was refused with 401 was sent again with a new token. */
    record CallRepeated(GrantKey grant, int status) implements TokenEvent {}

    /** A 401 was handed on to the caller. */
    record UnauthorizedHandedOn(GrantKey grant, String cause) implements TokenEvent {}
}
