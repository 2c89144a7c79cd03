package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;

/**
 * Gives access tokens of one grant, and renews them. Safe for use by many threads.
 *
 * <p>A valid token is given at once, without a lock and without I/O, also while it is being renewed. If there is none,
 * the caller waits for the one refresh that all callers share, at most {@link RefreshPolicy#waitTimeout()}.
 */
public interface TokenSource {

    /**
     * A source of one token that somebody else has obtained and will renew, such as the caller of an API who sent it along.
     * It gives this token whatever its age, and never a replacement.
     *
     * @param client the name by which errors call it
     */
    static TokenSource borrowed(String client, AccessToken token) {
        return new BorrowedTokenSource(client, token);
    }

    /**
     * A token that can be sent now.
     *
     * @throws TokenUnavailableException if there is none for the moment; try again after its {@code retryAfter}
     * @throws ReauthorizationRequiredException if there will be none until the resource owner authorizes again
     */
    AccessToken accessToken();

    /**
     * A token to send instead of one that a resource server has refused. If the refused one was replaced meanwhile, its
     * replacement is given without a token request; otherwise all who report the same token share one refresh.
     *
     * @param rejected the very token that the refused request carried
     * @throws TokenUnavailableException as {@link #accessToken()}, and if this token is itself a replacement that was
     *     {@linkplain #refusedAgain refused again} a moment ago
     * @throws ReauthorizationRequiredException as {@link #accessToken()}
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3.1">RFC 6750, section 3.1, invalid_token</a>
     */
    AccessToken replacementFor(AccessToken rejected);

    /**
     * Reports that a request which was repeated with this replacement was not refused again. If the replacement is refused
     * later, it was revoked like any other token, and {@link #replacementFor} replaces it.
     */
    void accepted(AccessToken replacement);

    /**
     * Reports that a request which was repeated with this replacement was refused too. If it was obtained because a token
     * was refused, and none was {@linkplain #accepted accepted}, refreshing does not help: for a few seconds
     * {@link #replacementFor} of this token fails at once instead of asking for one token after another;
     * {@link #accessToken()} goes on as before. If it was there already, it was revoked like the one before, and is replaced.
     */
    void refusedAgain(AccessToken replacement);
}
