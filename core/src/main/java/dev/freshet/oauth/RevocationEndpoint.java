package dev.freshet.oauth;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a client gives tokens back that it no longer needs. Safe for use by many threads; opens no connection before its
 * first request.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7009">RFC 7009</a>
 */
public final class RevocationEndpoint {

    private final ClientEndpoint endpoint;

    /**
     * A revocation endpoint as one client talks to it.
     *
     * @param address {@code http} or {@code https}, absolute
     * @param attemptTimeout the time limit of one attempt
     * @param additions of which the headers are sent
     * @throws IllegalArgumentException if the address is no absolute HTTP address
     */
    public RevocationEndpoint(
            URI address,
            ClientAuthentication client,
            Duration attemptTimeout,
            Connections connections,
            TokenRequestAdditions additions) {
        this.endpoint =
                new ClientEndpoint("revocation", "revoke", address, client, attemptTimeout, connections, additions);
    }

    /** Whether this is its address. */
    public boolean isAt(URI address) {
        return endpoint.address().equals(address);
    }

    /**
     * Revokes a refresh token, with one request. A token that the server does not know counts as revoked.
     *
     * @return empty if it is revoked; else what happened, in words without secrets
     */
    public Optional<String> revoke(RefreshToken token) {
        return endpoint.send(token.value(), "refresh_token", done -> Optional.empty(), Optional::of);
    }

    @Override
    public String toString() {
        return endpoint.toString();
    }
}
