package dev.freshet.signin;

import dev.freshet.oauth.CodeVerifier;
import java.time.Instant;

/**
 * A sign-in that a browser was sent to the provider for. Immutable; {@code toString} shows no secret.
 *
 * @param nonce what its ID token must hold
 * @param codeVerifier what its token request must name
 * @param redirectUri to the byte what its authorization request named
 * @param scope what was asked for
 * @param returnTo where the user wanted to go: a path of this application
 * @param browser the hash of the cookie that its browser must bring back
 * @param silent whether the user is not to be asked
 * @param toldByPage whether the page that the user wanted to go to tells why, if this brings nothing
 * @param again whether it takes the place of one that the provider gave up
 * @param expiresAt when nobody waits for it any more
 */
record PendingSignIn(
        String nonce,
        CodeVerifier codeVerifier,
        String redirectUri,
        String scope,
        String returnTo,
        String browser,
        boolean silent,
        boolean toldByPage,
        boolean again,
        Instant expiresAt) {

    @Override
    public String toString() {
        return "PendingSignIn[returnTo=" + returnTo + ", silent=" + silent + ", expiresAt=" + expiresAt + "]";
    }
}
