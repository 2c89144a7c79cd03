package dev.freshet.oauth;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a client says who it is at the token endpoint. Immutable; {@code toString} shows no secret.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3">RFC 6749, section 2.3</a>
 */
public sealed interface ClientAuthentication {

    /** The client identifier. Not a secret. */
    String clientId();

    /** The value of the {@code Authorization} header, if this way of authentication uses one. A secret. */
    default Optional<String> authorization() {
        return Optional.empty();
    }

    /** The parameters that this way of authentication adds to the body of a token request. They may hold secrets. */
    default Map<String, String> parameters() {
        return Map.of();
    }

    /** What of this must never be shown. */
    default Set<String> secrets() {
        return Set.of();
    }

    /**
     * {@code client_secret_basic}: both halves form-encoded, then joined and encoded as HTTP Basic asks.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1">RFC 6749, section 2.3.1</a>
     */
    record ClientSecretBasic(String clientId, String clientSecret) implements ClientAuthentication {

        @Override
        public Optional<String> authorization() {
            String credentials = encoded(clientId) + ":" + encoded(clientSecret);
            return Optional.of(
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.US_ASCII)));
        }

        @Override
        public Set<String> secrets() {
            return Set.of(clientSecret);
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "client_secret_basic[" + clientId + "]";
        }
    }

    /** {@code client_secret_post}: both halves in the body, for servers that know no better. */
    record ClientSecretPost(String clientId, String clientSecret) implements ClientAuthentication {

        @Override
        public Map<String, String> parameters() {
            // Two entries have no order in Map.of; the message should always read the same.
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put("client_id", clientId);
            parameters.put("client_secret", clientSecret);
            return parameters;
        }

        @Override
        public Set<String> secrets() {
            return Set.of(clientSecret);
        }

        @Override
        public String toString() {
            return "client_secret_post[" + clientId + "]";
        }
    }

    /** {@code none}: a public client, which has no secret and names itself in the body. */
    record None(String clientId) implements ClientAuthentication {

        @Override
        public Map<String, String> parameters() {
            return Map.of("client_id", clientId);
        }

        @Override
        public String toString() {
            return "none[" + clientId + "]";
        }
    }
}
