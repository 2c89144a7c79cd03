package dev.freshet.oauth;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The error that a token endpoint answered with. Immutable.
 *
 * @param error the code, such as {@code invalid_grant}
 * @param description text for the developer, or null
 * @param uri a page about the error, or null
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749, section 5.2</a>
 */
public record OAuthError(
        String error,
        @Nullable String description,
        @Nullable String uri) {

    private static final int LONGEST_TEXT = 300;

    private static final Set<String> OF_THE_GRANT =
            Set.of("invalid_grant", "interaction_required", "login_required", "consent_required");

    /** What comes from the wire is kept to one line of bounded length, since it ends in logs and messages. */
    public OAuthError {
        error = plain(error);
        description = description == null ? null : plain(description);
        uri = uri == null ? null : plain(uri);
    }

    /**
     * Whether the authorization itself was refused, so that only the resource owner can help. Every other error leaves
     * the refresh token as good as it was.
     */
    public boolean refusesGrant() {
        return OF_THE_GRANT.contains(error);
    }

    /** Whether the server refused the client, so that nothing it asks for will be granted until its credentials change. */
    public boolean refusesAuthentication() {
        return error.equals("invalid_client") || error.equals("unauthorized_client");
    }

    /**
     * Whether the token that was to be exchanged may be to blame, and not the client.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8693#section-2.2.2">RFC 8693, section 2.2.2</a>
     */
    public boolean refusesSubjectToken() {
        return refusesGrant() || error.equals("invalid_request") || error.equals("invalid_token");
    }

    /** An error as a server sent it, without these secrets: there are servers that quote what they were sent. */
    static OAuthError of(String error, @Nullable String description, @Nullable String uri, Collection<String> secrets) {
        return new OAuthError(
                without(error, secrets),
                description == null ? null : without(description, secrets),
                uri == null ? null : without(uri, secrets));
    }

    private static String without(String text, Collection<String> secrets) {
        String rest = text;
        for (String secret : secrets) {
            rest = rest.replace(secret, "[secret]");
        }
        return rest;
    }

    private static String plain(String text) {
        String oneLine = text.replaceAll("\\p{Cntrl}", " ");
        return oneLine.length() <= LONGEST_TEXT ? oneLine : oneLine.substring(0, LONGEST_TEXT) + "...";
    }

    @Override
    public String toString() {
        return description == null ? error : error + " (" + description + ")";
    }
}
