package dev.freshet.cli;

import dev.freshet.oauth.OAuthError;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The errors of authorization servers in plain words, each with what to do.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1">RFC 6749, sections 4.1.2.1</a> and 5.2
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#AuthError">OpenID Connect Core, section 3.1.2.6</a>
 */
final class OAuthWords {

    private static final String CLIENT = "Look at client-id, client-secret and client-authentication, and at the "
            + "registration of this client at the server";

    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("access_denied", "the user, or the server, said no. Start again if that was a mistake"),
            Map.entry("user_canceled_request", "the user cancelled. Start again if that was a mistake"),
            Map.entry("login_required", "nobody is signed in, and the server was not to ask. Leave --prompt none out"),
            Map.entry("interaction_required", "the server has to ask the user. Leave --prompt none out"),
            Map.entry("account_selection_required", "the user has to choose an account. Write --prompt select_account"),
            Map.entry("consent_required", "the user has to consent. Write --prompt consent"),
            Map.entry(
                    "invalid_request",
                    "the server does not understand the request. Look at redirect-uri and scope, and whether the "
                            + "server knows the address that was given to it"),
            Map.entry("unauthorized_client", "the server does not allow this client to ask in this way. " + CLIENT),
            Map.entry("unsupported_response_type", "the server gives this client no codes. " + CLIENT),
            Map.entry("unsupported_grant_type", "the server does not know this way to get tokens. " + CLIENT),
            Map.entry("invalid_client", "the server does not believe that this is the client. " + CLIENT),
            Map.entry(
                    "invalid_scope",
                    "the server does not give this scope. Write another one as --scope, or into the configuration"),
            Map.entry(
                    "invalid_grant",
                    "the server does not take what was presented: a name or password that is wrong, or a code that is "
                            + "too old. Start again"),
            Map.entry("server_error", "the server failed. Try again later"),
            Map.entry("temporarily_unavailable", "the server has too much to do. Try again later"));

    private OAuthWords() {}

    static String of(String error, @Nullable String description) {
        return of(new OAuthError(error, description, null));
    }

    static String of(OAuthError error) {
        String words = WORDS.get(error.error());
        return (words == null ? "the server says no. Look at what it says" : words) + " [" + error + "]";
    }
}
