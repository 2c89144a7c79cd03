package dev.freshet.refresh;

import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenRequest;
import java.util.Objects;

/** Where the first tokens of a client come from. Immutable; {@code toString} shows no secret. */
public sealed interface Grant {

    /** A refresh token from the configuration. Once it was replaced, it is never presented again. */
    record ConfiguredRefreshToken(RefreshToken refreshToken) implements Grant {

        public ConfiguredRefreshToken {
            Objects.requireNonNull(refreshToken, "refreshToken");
        }
    }

    /** A request that the client can make whenever it needs to: client credentials, or the legacy password grant. */
    record Direct(TokenRequest request) implements Grant {

        /** @throws IllegalArgumentException if the request presents a refresh token or a code: both are good for once */
        public Direct {
            if (request instanceof TokenRequest.AuthorizationCode) {
                throw new IllegalArgumentException("A code is not a request that can be made again; send it by "
                        + "TokenSources.request, and bring its tokens in by TokenSources.authorize");
            }
            if (request instanceof TokenRequest.Refresh) {
                throw new IllegalArgumentException("A refresh token is not a first request; configure it as one");
            }
        }
    }

    /**
     * The authorization of each user, brought in by {@link TokenSources#authorize}: the client has no grant of its own.
     */
    record PerUser() implements Grant {}
}
