package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenRequest;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the first tokens of a client come from. Immutable; {@code toString} shows no secret. */
public sealed interface Grant {

    /** Whether each user has a grant, and the client none of its own. */
    default boolean isPerUser() {
        return false;
    }

    /** A refresh token from the configuration. Once it was replaced, it is never presented again. */
    record ConfiguredRefreshToken(RefreshToken refreshToken) implements Grant {

        public ConfiguredRefreshToken {
            Objects.requireNonNull(refreshToken, "refreshToken");
        }
    }

    /**
     * The application's own authorization, brought in by {@link TokenSources#authorize}: by a command line, or by an
     * administrator. Nothing of it is configured.
     */
    record BroughtIn() implements Grant {}

    /** A request that the client can make whenever it needs to: client credentials, or the legacy password grant. */
    record Direct(TokenRequest request) implements Grant {

        /** @throws IllegalArgumentException if the request presents a refresh token or a code: both are good for once */
        public Direct {
            if (request instanceof TokenRequest.AuthorizationCode) {
                throw new IllegalArgumentException("A code is not a request that can be made again; send it by "
                        + "TokenSources.request, and bring its tokens in by TokenSources.authorize");
            }
            if (request instanceof TokenRequest.TokenExchange || request instanceof TokenRequest.JwtBearer) {
                throw new IllegalArgumentException("What is presented for this request does not live long; use "
                        + "tokenExchange(...) or jwtBearer(...), which make a new request each time");
            }
            if (request instanceof TokenRequest.Refresh) {
                throw new IllegalArgumentException("A refresh token is not a first request; configure it as one");
            }
        }
    }

    /**
     * The authorization of each user, brought in by {@link TokenSources#authorize}: the client has no grant of its own.
     */
    record PerUser() implements Grant {

        @Override
        public boolean isPerUser() {
            return true;
        }
    }

    /**
     * For each user, what the server gives in exchange for the token that another client of this application holds for the
     * same user: under the same grant id, and for as long as that grant lives.
     *
     * @param subjectClient the name of that client
     * @param requestedTokenType a URI; null for the server's choice
     * @param audience the name of the service that the token is for, or null
     * @param resource the address of that service, or null
     * @param scope space-separated; null for the server's choice
     */
    record TokenExchange(
            String subjectClient,
            @Nullable String requestedTokenType,
            @Nullable String audience,
            @Nullable String resource,
            @Nullable String scope)
            implements Grant {

        public TokenExchange {
            Objects.requireNonNull(subjectClient, "subjectClient");
        }

        TokenRequest request(AccessToken subject) {
            return new TokenRequest.TokenExchange(
                    subject.value(),
                    TokenRequest.TokenExchange.ACCESS_TOKEN,
                    requestedTokenType,
                    audience,
                    resource,
                    scope);
        }

        @Override
        public boolean isPerUser() {
            return true;
        }
    }

    /**
     * An assertion for each request, which the application makes or gets from elsewhere.
     *
     * @param assertions asked on Freshet's own threads, with each token request
     * @param scope space-separated; null for the server's choice
     */
    record JwtBearer(Supplier<String> assertions, @Nullable String scope) implements Grant {

        public JwtBearer {
            Objects.requireNonNull(assertions, "assertions");
        }

        TokenRequest request() {
            return new TokenRequest.JwtBearer(assertions.get(), scope);
        }

        @Override
        public String toString() {
            return "JwtBearer[scope=" + scope + "]";
        }
    }
}
