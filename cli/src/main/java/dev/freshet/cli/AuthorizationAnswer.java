package dev.freshet.cli;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the authorization endpoint sent back with the browser.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2">RFC 6749, section 4.1.2</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9207#section-2">RFC 9207, section 2, iss</a>
 */
sealed interface AuthorizationAnswer {

    /** The user has agreed. The code is a secret. */
    record Code(String value) implements AuthorizationAnswer {

        @Override
        public String toString() {
            return "Code";
        }
    }

    /** There is no code; in words, without what was sent. */
    record Denied(String why) implements AuthorizationAnswer {}

    /**
     * Reads the parameters of an answer that has the right state.
     *
     * @param issuer who should have answered; null if that is not known
     * @param issuerNamed whether the server always names itself
     */
    static AuthorizationAnswer of(Map<String, String> parameters, @Nullable String issuer, boolean issuerNamed) {
        String iss = parameters.get("iss");
        if (iss == null ? issuerNamed : issuer != null && !iss.equals(issuer)) {
            return new Denied(
                    iss == null
                            ? "the answer does not name its server, which it always should. Start again"
                            : "the answer comes from another server than " + issuer
                                    + ". Look at issuer and authorization-endpoint in the configuration");
        }
        String error = parameters.get("error");
        if (error != null) {
            return new Denied(OAuthWords.of(error, parameters.get("error_description")));
        }
        String code = parameters.get("code");
        return code == null || code.isBlank()
                ? new Denied("the answer has neither a code nor an error. Look at the authorization server")
                : new Code(code);
    }

    /** The parameters of a query; null if one is there twice, or it is none (RFC 6749, section 3.1). */
    static @Nullable Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        if (query == null) {
            return null;
        }
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            try {
                String value = parts.length == 1 ? "" : decoded(parts[1]);
                if (parameters.put(decoded(parts[0]), value) != null) {
                    return null;
                }
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
