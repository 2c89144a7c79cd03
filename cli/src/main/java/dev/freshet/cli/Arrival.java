package dev.freshet.cli;

import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.GrantKey;

/** The last step of each way to a grant: one token request, and its answer into the store. */
record Arrival(TokenSources sources, GrantKey key, Terminal terminal) {

    /**
     * Sends the request, once, and stores what comes of it.
     *
     * @throws CommandException if there are no tokens; then what is stored is as it was
     */
    void bring(TokenRequest request) {
        Answer answer = sources.request(key.client(), request);
        if (!(answer instanceof Answer.Issued issued)) {
            throw CommandException.refused("there are no tokens for '" + key + "': " + words(answer));
        }
        TokenResponse response = issued.response();
        sources.authorize(key.client(), key.grantId(), response);
        RefreshToken refreshToken = response.refreshToken();
        terminal.say("The grant '" + key + "' is stored"
                + (refreshToken == null ? "." : ", with a refresh token.")
                + " An application that shares the store goes on with it by itself.");
        if (refreshToken == null) {
            terminal.complain(
                    "FRESHET-0605: the server gave no refresh token, so that '" + key + "' ends with its access "
                            + "token. Write offline_access into freshet." + key.client()
                            + ".scope, and let the server allow refresh tokens to this client");
        }
    }

    private static String words(Answer answer) {
        if (answer instanceof Answer.Refused refused) {
            return OAuthWords.of(refused.error());
        }
        if (answer instanceof Answer.Busy busy) {
            return "the server has too much to do. Try again later [" + busy.cause() + "]";
        }
        if (answer instanceof Answer.NotSent notSent) {
            return "the server cannot be reached. Look at it, and at its address [" + notSent.cause() + "]";
        }
        return "no usable answer came. Start again [" + ((Answer.Unanswered) answer).cause() + "]";
    }
}
