package dev.freshet.signin;

/**
 * A user has signed in: a CDI event.
 *
 * @param client the name of the client registration
 * @param grantId the grant that has the user's tokens, for {@code TokenSources.of(client, grantId)}
 * @param name the name of the user, as that of the principal
 * @param silently whether the user was not asked
 */
public record SignedIn(String client, String grantId, String name, boolean silently) {}
