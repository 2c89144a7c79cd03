package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.ReauthorizationRequiredException.Reason;

/** One token that somebody else has obtained and will renew. */
record BorrowedTokenSource(String client, AccessToken token) implements TokenSource {

    @Override
    public AccessToken accessToken() {
        return token;
    }

    @Override
    public AccessToken replacementFor(AccessToken rejected) {
        throw new ReauthorizationRequiredException(
                client,
                "FRESHET-0012: the access token that client '" + client
                        + "' was lent was refused, and only whoever lent "
                        + "it can bring another: a caller repeats its request with a new one",
                Reason.NO_REFRESH_TOKEN);
    }

    @Override
    public void accepted(AccessToken replacement) {}

    @Override
    public void refusedAgain(AccessToken replacement) {}
}
