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

    /** The authorization server has taken the refresh token of a forgotten grant back. */
    record Revoked(GrantKey grant) implements TokenEvent {}

    /** The grant was forgotten, but its refresh token could not be revoked: it dies by its age. */
    record RevocationFailed(GrantKey grant, String cause) implements TokenEvent {}

    /** A resource server refused the current access token. */
    record Rejected(GrantKey grant) implements TokenEvent {}

    /**
     * A refresh brought nothing; what was valid still is.
     *
     * @param retryAt no attempt is made before
     */
    record RefreshFailed(GrantKey grant, Failure failure, String cause, Instant retryAt) implements TokenEvent {}

    /** What kind of failure a refresh met. They differ in what they say about the refresh token. */
    enum Failure {
        /** The request did not leave this machine: no connection. The refresh token is as good as before. */
        NOT_SENT,
        /** The server did not do its work this time. The refresh token is as good as before. */
        BUSY,
        /** The request was sent and its answer was lost. The refresh token may be spent. */
        UNANSWERED,
        /** The server refused the client, not the grant: its configuration is wrong. */
        CLIENT_REFUSED,
        /** Nothing was sent: the store failed, or no thread was free, or another process was at it for too long. */
        LOCAL
    }

    /**
     * The resource owner will have to authorize again at the time named, unless something else comes in between: the server
     * has fixed the end of the refresh token and does not extend it any more, or there is no refresh token. May come more
     * than once.
     */
    record ReauthorizationAhead(GrantKey grant, Instant at) implements TokenEvent {}

    /** The grant is over: its resource owner has to authorize again. */
    record ReauthorizationRequired(GrantKey grant, ReauthorizationRequiredException.Reason reason)
            implements TokenEvent {}

    /**
     * The server refused the refresh token, and the client goes on by the fallback of its registration: with tokens that
     * may speak for somebody else, or allow less.
     */
    record FellBack(GrantKey grant, ReauthorizationRequiredException.Reason reason) implements TokenEvent {}

    /** A call that was refused with 401 was sent again with a new token. */
    record CallRepeated(GrantKey grant, int status) implements TokenEvent {}

    /** A 401 was handed on to the caller. */
    record UnauthorizedHandedOn(GrantKey grant, String cause) implements TokenEvent {}
}
