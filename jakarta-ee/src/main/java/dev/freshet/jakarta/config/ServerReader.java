package dev.freshet.jakarta.config;

import dev.freshet.refresh.ClientRegistration;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads where the authorization server of a client is: by its issuer, or endpoint by endpoint. */
final class ServerReader {

    private final ClientProperties properties;
    private final Set<String> warnings;

    ServerReader(ClientProperties properties, Set<String> warnings) {
        this.properties = properties;
        this.warnings = warnings;
    }

    /** @return whether the registration has a token endpoint now, or a way to find it; if not, there is a problem */
    boolean read(ClientRegistration.Builder builder) {
        URI issuer = issuer();
        URI tokenEndpoint = secured(Key.TOKEN_ENDPOINT);
        builder.issuer(issuer == null ? null : properties.text(Key.ISSUER))
                .tokenEndpoint(tokenEndpoint)
                .authorizationEndpoint(secured(Key.AUTHORIZATION_ENDPOINT))
                .jwksUri(secured(Key.JWKS_URI))
                .revocationEndpoint(secured(Key.REVOCATION_ENDPOINT))
                .introspectionEndpoint(secured(Key.INTROSPECTION_ENDPOINT))
                .endSessionEndpoint(secured(Key.END_SESSION_ENDPOINT));
        if (properties.text(Key.ISSUER) == null) {
            properties.required(
                    Key.TOKEN_ENDPOINT,
                    "the address of the token endpoint, such as https://identity.example/oauth2/v1/token, or "
                            + Key.ISSUER.of(properties.client()) + " to have it found");
        }
        return issuer != null || tokenEndpoint != null;
    }

    private @Nullable URI issuer() {
        URI issuer = secured(Key.ISSUER);
        if (issuer != null && issuer.getRawQuery() != null) {
            properties.problem(
                    Key.ISSUER,
                    "has a query: write the issuer as the server names itself, such as "
                            + "https://identity.example/oauth2/default");
            return null;
        }
        if (issuer != null && issuer.getRawPath().contains("/.well-known/")) {
            properties.problem(
                    Key.ISSUER,
                    "is the address of a document: write the issuer alone, without /.well-known/ and after");
            return null;
        }
        return issuer;
    }

    private @Nullable URI secured(Key key) {
        URI address = properties.address(key);
        if (address != null && Addresses.isReadableByOthers(address)) {
            warnings.add("FRESHET-0152: " + key.of(properties.client())
                    + " is not encrypted: credentials and tokens can be read on the way. Write its https:// address");
        }
        return address;
    }
}
