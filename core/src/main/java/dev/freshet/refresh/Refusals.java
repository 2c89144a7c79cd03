package dev.freshet.refresh;

import dev.freshet.refresh.GrantState.Decision;
import dev.freshet.refresh.ReauthorizationRequiredException.Reason;
import dev.freshet.store.GrantKey;

/** The exceptions for callers who get no token, in words that say what helps. */
final class Refusals {

    private Refusals() {}

    /** @param authorized the client whose authorization it is */
    static TokenException exception(GrantKey key, String authorized, Decision decision) {
        if (decision instanceof Decision.Unavailable unavailable) {
            return new TokenUnavailableException(
                    key.client(),
                    "FRESHET-0001: no access token for '" + key + "' at the moment: " + unavailable.cause()
                            + ". Nothing is lost; try again in "
                            + unavailable.retryAfter().toMillis() + " ms",
                    unavailable.retryAfter(),
                    null);
        }
        if (decision instanceof Decision.Reauthorize reauthorize) {
            return new ReauthorizationRequiredException(
                    key.client(),
                    "FRESHET-0002: no access token for '" + key + "': " + words(reauthorize.reason(), authorized),
                    reauthorize.reason());
        }
        throw new IllegalStateException("Not a refusal: " + decision);
    }

    /** @param client the one whose authorization it is */
    static String words(Reason reason, String client) {
        return switch (reason) {
            case NOT_AUTHORIZED ->
                "nobody has authorized it. Bring tokens in by TokenSources.authorize(\"" + client
                        + "\", grantId, tokenResponse), as after a login";
            case NO_REFRESH_TOKEN ->
                "the access token is used up and the server gave no refresh token. Ask for the "
                        + "scope offline_access where the authorization begins (freshet." + client + ".scope, or the "
                        + "request to /authorize), and authorize again";
            case REFUSED ->
                "the server refused what was presented: expired, revoked or wrong. Authorize again, by "
                        + "TokenSources.authorize(...) or by a new value of freshet." + client + ".refresh-token";
            case ANSWER_LOST ->
                "the refresh token was presented once without an answer and is refused now; the answer "
                        + "that was lost had its replacement. Authorize again, by TokenSources.authorize(...) or by a new "
                        + "value of freshet." + client + ".refresh-token";
        };
    }
}
