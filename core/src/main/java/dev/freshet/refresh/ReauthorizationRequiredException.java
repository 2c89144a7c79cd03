package dev.freshet.refresh;

/**
 * The authorization is over: no access token will come until the resource owner authorizes again and
 * {@link TokenSources#authorize} brings the new tokens in.
 */
public final class ReauthorizationRequiredException extends TokenException {

    private static final long serialVersionUID = 1L;

    /** Why an authorization is over. */
    public enum Reason {
        /** Nobody has authorized yet, or the grant was forgotten. */
        NOT_AUTHORIZED,
        /** The access token is used up and the server gave no refresh token; ask for {@code offline_access}. */
        NO_REFRESH_TOKEN,
        /** The server refused the refresh token, or the user's credentials: expired, revoked or wrong. */
        REFUSED,
        /**
         * The refresh token was presented once without an answer, and is refused now: most likely it was replaced in the
         * answer that was lost.
         */
        ANSWER_LOST
    }

    private final Reason reason;

    ReauthorizationRequiredException(String client, String message, Reason reason) {
        super(client, message, null);
        this.reason = reason;
    }

    /** Why the authorization is over. */
    public Reason reason() {
        return reason;
    }
}
