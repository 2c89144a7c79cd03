package dev.freshet.oauth;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an authorization server: what it publishes of itself, or what was given by hand. Immutable.
 *
 * @param issuer its name, which is compared character by character; null only if nothing but endpoints was given
 * @param issParameterSupported whether its authorization answers always name it by {@code iss}
 * @param idTokenSigningAlgorithms how it may sign ID tokens; empty if that is not known
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8414#section-2">RFC 8414, section 2</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9207#section-3">RFC 9207, section 3, iss</a>
 */
public record AuthorizationServerMetadata(
        @Nullable String issuer,
        URI tokenEndpoint,
        @Nullable URI authorizationEndpoint,
        @Nullable URI jwksUri,
        @Nullable URI endSessionEndpoint,
        @Nullable URI revocationEndpoint,
        @Nullable URI introspectionEndpoint,
        boolean issParameterSupported,
        List<String> idTokenSigningAlgorithms) {

    public AuthorizationServerMetadata {
        Objects.requireNonNull(tokenEndpoint, "tokenEndpoint");
        idTokenSigningAlgorithms = List.copyOf(idTokenSigningAlgorithms);
    }
}
