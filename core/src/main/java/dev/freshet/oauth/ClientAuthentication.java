package dev.freshet.oauth;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

    /**
     * This way of authentication as it is now: itself, unless its secret or its key may change.
     *
     * @throws RuntimeException if the secret or the key cannot be had now; the message says why
     */
    default ClientAuthentication current() {
        return this;
    }

    /**
     * What one request carries: itself, or an assertion that is good for this request alone.
     *
     * @param address where it is sent
     * @throws RuntimeException as {@link #current()}, and if the key cannot sign
     */
    default ClientAuthentication presentedAt(URI address, Instant now) {
        return this;
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

    /**
     * {@code tls_client_auth} or {@code self_signed_tls_client_auth}: the client's certificate says who it is, presented by
     * {@link TlsFiles#presenting} or a TLS context of one's own. The message names the client alone.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8705#section-2">RFC 8705, section 2</a>
     */
    record Certificate(String clientId) implements ClientAuthentication {

        @Override
        public Map<String, String> parameters() {
            return Map.of("client_id", clientId);
        }

        @Override
        public String toString() {
            return "tls_client_auth[" + clientId + "]";
        }
    }

    /**
     * {@code client_secret_jwt}: an assertion with the secret as its key.
     *
     * @param audience whom to name as its reader; null for the address that it is sent to
     * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication">OpenID Connect Core, section
     *     9</a>
     */
    record ClientSecretJwt(
            String clientId,
            ClientAssertion assertions,
            @Nullable String audience) implements ClientAuthentication {

        @Override
        public ClientAuthentication presentedAt(URI address, Instant now) {
            return Asserted.by(assertions, clientId, audience, address, now);
        }

        @Override
        public String toString() {
            return "client_secret_jwt[" + clientId + "]";
        }
    }

    /**
     * {@code private_key_jwt}: an assertion signed with a private key, whose public half the server knows.
     *
     * @param audience whom to name as its reader; null for the address that it is sent to
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-2.2">RFC 7523, section 2.2</a>
     */
    record PrivateKeyJwt(
            String clientId,
            ClientAssertion assertions,
            @Nullable String audience) implements ClientAuthentication {

        @Override
        public ClientAuthentication presentedAt(URI address, Instant now) {
            return Asserted.by(assertions, clientId, audience, address, now);
        }

        @Override
        public String toString() {
            return "private_key_jwt[" + clientId + "]";
        }
    }

    /** An assertion, in the one request that it was made for. */
    record Asserted(String clientId, String assertion) implements ClientAuthentication {

        private static ClientAuthentication by(
                ClientAssertion assertions, String clientId, @Nullable String audience, URI address, Instant now) {
            return new Asserted(
                    clientId, assertions.signed(clientId, audience == null ? address.toString() : audience, now));
        }

        @Override
        public Map<String, String> parameters() {
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put("client_id", clientId);
            parameters.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            parameters.put("client_assertion", assertion);
            return parameters;
        }

        @Override
        public Set<String> secrets() {
            return Set.of(assertion);
        }

        @Override
        public String toString() {
            return "client_assertion[" + clientId + "]";
        }
    }

    /**
     * Any of the others, with a secret or a key that may change while the application runs.
     *
     * @param now asked with each request; gives an equal one for as long as nothing has changed
     * @see SecretFile#as
     */
    record Changing(String clientId, Supplier<ClientAuthentication> now) implements ClientAuthentication {

        @Override
        public ClientAuthentication current() {
            return now.get();
        }

        @Override
        public ClientAuthentication presentedAt(URI address, Instant instant) {
            return current().presentedAt(address, instant);
        }

        @Override
        public String toString() {
            return "changing[" + clientId + "]";
        }
    }
}
