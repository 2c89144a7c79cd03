package dev.freshet.testkit;

/**
 * An authorization that was given without a login, with its first tokens: what a test puts into its configuration.
 * The text form shows neither token.
 *
 * @param clientId the client it was given to
 * @param subject the resource owner
 * @param refreshToken the first refresh token
 * @param accessToken the first access token
 */
public record IssuedGrant(String clientId, String subject, String refreshToken, String accessToken) {

    @Override
    public String toString() {
        return "IssuedGrant[clientId=" + clientId + ", subject=" + subject + "]";
    }
}
