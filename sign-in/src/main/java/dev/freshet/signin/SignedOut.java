package dev.freshet.signin;

/**
 * A user has signed out, and the tokens of the grant are forgotten: a CDI event.
 *
 * @param client the name of the client registration
 * @param grantId the grant that had the user's tokens
 * @param reason why
 */
public record SignedOut(String client, String grantId, Reason reason) {

    /** Why somebody is signed out. */
    public enum Reason {
        /** The user, or the application, asked for it. */
        REQUESTED,
        /** The session has ended. */
        EXPIRED
    }
}
