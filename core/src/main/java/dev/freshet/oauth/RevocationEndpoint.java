package dev.freshet.oauth;

import dev.freshet.oauth.BoundedHttp.NoAnswerException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a client gives tokens back that it no longer needs. Safe for use by many threads; opens no connection before its
 * first request.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7009">RFC 7009</a>
 */
public final class RevocationEndpoint {

    private final URI address;
    private final ClientAuthentication client;
    private final Duration attemptTimeout;
    private final TokenRequestAdditions additions;
    private final BoundedHttp http;

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
        if (!BoundedHttp.isAddress(address)) {
            throw new IllegalArgumentException("The revocation endpoint must be an absolute address such as "
                    + "https://identity.example/oauth2/v1/revoke, but is " + address);
        }
        this.address = address;
        this.client = client;
        this.attemptTimeout = attemptTimeout;
        this.additions = additions;
        this.http = new BoundedHttp(attemptTimeout, connections);
    }

    /** Whether this is its address. */
    public boolean isAt(URI address) {
        return this.address.equals(address);
    }

    /**
     * Revokes a refresh token, with one request. A token that the server does not know counts as revoked.
     *
     * @return empty if it is revoked; else what happened, in words without secrets
     */
    public Optional<String> revoke(RefreshToken token) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("token", token.value());
        parameters.put("token_type_hint", "refresh_token");
        ClientAuthentication presented;
        try {
            presented = client.presentedAt(address, Instant.now());
        } catch (RuntimeException e) {
            return Optional.of("nothing was sent: " + e.getMessage());
        }
        try {
            int status = http.send(
                            BoundedHttp.form(address, presented, parameters, additions.headers()), attemptTimeout)
                    .statusCode();
            return status == 200 ? Optional.empty() : Optional.of(address + " answered HTTP " + status);
        } catch (NoAnswerException e) {
            return Optional.of(address + ": " + e.words());
        }
    }

    @Override
    public String toString() {
        return address + " as " + client;
    }
}
