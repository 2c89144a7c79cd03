package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.oauth.TokenRequestAdditions;
import dev.freshet.store.GrantKey;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore.Versioned;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a grant begins with what is configured, and when it does so again. What is stored wins over an unchanged
 * configuration, since a refresh token is spent once it was replaced; a changed configuration wins over what is stored.
 *
 * @param origin a hash of what is configured; null if this grant does not begin with the configuration
 * @param refreshToken the configured refresh token, if it begins with one
 * @param request the request that the client can always make by itself, if there is one
 * @param fallback what takes the place of a refresh token that the server refused; null for nothing
 */
record Beginning(
        @Nullable String origin,
        @Nullable RefreshToken refreshToken,
        @Nullable TokenRequest request,
        @Nullable Grant fallback) {

    static final Beginning NONE = new Beginning(null, null, null, null);

    /** The beginning of this grant; grants of users have none. */
    static Beginning of(GrantKey key, ClientRegistration registration) {
        Grant grant = registration.grant();
        TokenRequestAdditions additions = registration.additions();
        if (key.grantId().equals(GrantKey.APPLICATION)) {
            if (grant instanceof Grant.ConfiguredRefreshToken configured) {
                return new Beginning(
                        configured.refreshToken().hash(),
                        configured.refreshToken(),
                        null,
                        registration.fallback().orElse(null));
            }
            if (grant instanceof Grant.Direct direct) {
                return new Beginning(additions.hashOf(direct.request()), null, direct.request(), null);
            }
            if (grant instanceof Grant.JwtBearer bearer) {
                // Each assertion differs from the one before, and none of that is a change of the configuration.
                TokenRequest any = new TokenRequest.JwtBearer("any", bearer.scope());
                return new Beginning(additions.hashOf(any), null, bearer.request(), null);
            }
        }
        return NONE;
    }

    /** Whether the client can go on without a refresh token. */
    boolean canBeginAnew() {
        return request != null || fallback != null;
    }

    /**
     * The request of a client that has no refresh token; null if there is none.
     *
     * @throws RuntimeException of a supplier of assertions
     */
    @Nullable
    TokenRequest anew() {
        if (fallback instanceof Grant.Direct direct) {
            return direct.request();
        }
        return fallback instanceof Grant.JwtBearer bearer ? bearer.request() : request;
    }

    /** The beginning of the grant of a user whose token is exchanged: another token is another beginning. */
    static Beginning of(Grant.TokenExchange exchange, AccessToken subject, TokenRequestAdditions additions) {
        TokenRequest request = exchange.request(subject);
        return new Beginning(additions.hashOf(request), null, request, null);
    }

    /** Whether the grant has to begin with the configuration, for the first time or since that has changed. */
    boolean isDue(Optional<Versioned> stored) {
        return origin != null
                && !stored.map(row -> isAmong(row.grant().origins())).orElse(false);
    }

    private boolean isAmong(List<String> origins) {
        if (request == null) {
            return origins.contains(origin);
        }
        // A request can be made as often as one likes: here only the newest counts.
        return !origins.isEmpty() && origins.get(origins.size() - 1).equals(origin);
    }

    /** The first row of the grant. It remembers the origins of the rows before. */
    StoredGrant row(Optional<Versioned> stored) {
        List<String> before = request instanceof TokenRequest.TokenExchange
                ? List.of() // of which none is ever of use again
                : stored.map(row -> row.grant().origins()).orElse(List.of());
        return startingFrom(new StoredGrant(null, refreshToken, null, null, before, null, null, null));
    }

    /** Marks a row as one that the configuration, as it is now, must not override. */
    StoredGrant startingFrom(StoredGrant grant) {
        return origin == null ? grant : grant.withOrigin(origin);
    }
}
