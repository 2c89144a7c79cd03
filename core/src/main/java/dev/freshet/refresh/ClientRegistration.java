package dev.freshet.refresh;

import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an authorization server knows as a client, and how its tokens are kept fresh. Immutable.
 *
 * <p>{@link #named(String)} begins one; what it cannot do without is asked for by {@link Builder#build()}.
 */
public final class ClientRegistration {

    /** What a lease has beyond the request. */
    static final Duration TIME_TO_COMMIT = Duration.ofSeconds(10);

    private final String name;
    private final URI tokenEndpoint;
    private final ClientAuthentication authentication;
    private final Grant grant;
    private final @Nullable String scope;
    private final @Nullable String redirectUri;
    private final RefreshPolicy policy;
    private final RefreshTokenPolicy refreshTokenPolicy;

    private ClientRegistration(Builder builder) {
        this.name = builder.name;
        this.tokenEndpoint = required(builder.tokenEndpoint, "tokenEndpoint(...)");
        this.authentication = required(builder.authentication, "authentication(...)");
        this.grant = required(builder.grant, "refreshToken(...), clientCredentials(), password(...) or perUser()")
                .get();
        this.scope = builder.scope;
        this.redirectUri = builder.redirectUri;
        this.policy = builder.policy;
        this.refreshTokenPolicy = builder.refreshTokenPolicy;
    }

    private <T> T required(@Nullable T value, String call) {
        if (value == null) {
            throw new IllegalArgumentException("Client '" + name + "' needs " + call);
        }
        return value;
    }

    /** Begins the registration of a client. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** The name by which the application knows this client. */
    public String name() {
        return name;
    }

    /** The address of the token endpoint. */
    public URI tokenEndpoint() {
        return tokenEndpoint;
    }

    /** How the client authenticates. */
    public ClientAuthentication authentication() {
        return authentication;
    }

    /** Where its first tokens come from. */
    public Grant grant() {
        return grant;
    }

    /** The scope to ask for, space-separated; empty to ask for none. */
    public Optional<String> scope() {
        return Optional.ofNullable(scope);
    }

    /** The redirect URI to send along with token requests; empty to send none. */
    public Optional<String> redirectUri() {
        return Optional.ofNullable(redirectUri);
    }

    /** When its tokens are renewed. */
    public RefreshPolicy policy() {
        return policy;
    }

    /** How its server treats refresh tokens. */
    public RefreshTokenPolicy refreshTokenPolicy() {
        return refreshTokenPolicy;
    }

    /** The time limit of one token request: what is configured, but no more than lets two fit into the leeway. */
    public Duration attemptTimeout() {
        return refreshTokenPolicy.attemptTimeout(policy.attemptTimeout());
    }

    /** For so long a refresh goes on trying. */
    Duration refreshLimit() {
        Duration leeway = refreshTokenPolicy.rotationLeeway();
        return leeway.compareTo(policy.waitTimeout()) > 0 ? leeway : policy.waitTimeout();
    }

    /** A refresh that is not done by then is taken for lost. */
    Duration longestFlight() {
        return refreshLimit().plus(leaseTime());
    }

    /** What a lease must outlive: one request, and writing its answer, a few times if need be. */
    Duration leaseTime() {
        return attemptTimeout().plus(TIME_TO_COMMIT);
    }

    TokenRequest refreshRequest(RefreshToken refreshToken) {
        return new TokenRequest.Refresh(refreshToken, scope, redirectUri);
    }

    @Override
    public String toString() {
        return "ClientRegistration[" + name + ", " + authentication + " at " + tokenEndpoint + "]";
    }

    /** Collects a registration. Not safe for use by several threads. */
    public static final class Builder {

        private final String name;
        private @Nullable URI tokenEndpoint;
        private @Nullable ClientAuthentication authentication;
        // Made at the end, since a first request carries the scope, which may be set after the grant.
        private @Nullable Supplier<Grant> grant;
        private @Nullable String scope;
        private @Nullable String redirectUri;
        private RefreshPolicy policy = RefreshPolicy.DEFAULT;
        private RefreshTokenPolicy refreshTokenPolicy = RefreshTokenPolicy.DEFAULT;

        private Builder(String name) {
            this.name = Objects.requireNonNull(name, "name");
        }

        /** The address of the token endpoint. Required. */
        public Builder tokenEndpoint(URI address) {
            this.tokenEndpoint = address;
            return this;
        }

        /** How the client authenticates. Required. */
        public Builder authentication(ClientAuthentication authentication) {
            this.authentication = authentication;
            return this;
        }

        /** Begins with this refresh token. */
        public Builder refreshToken(String refreshToken) {
            Grant configured = new Grant.ConfiguredRefreshToken(new RefreshToken(refreshToken));
            this.grant = () -> configured;
            return this;
        }

        /** Begins with the client's own credentials. */
        public Builder clientCredentials() {
            this.grant = () -> new Grant.Direct(new TokenRequest.ClientCredentials(scope, redirectUri));
            return this;
        }

        /** Begins with a user's name and password. Legacy; see {@link TokenRequest.Password}. */
        public Builder password(String username, String password) {
            this.grant = () -> new Grant.Direct(new TokenRequest.Password(username, password, scope));
            return this;
        }

        /** Begins with nothing: each user's tokens are brought in by {@link TokenSources#authorize}. */
        public Builder perUser() {
            this.grant = Grant.PerUser::new;
            return this;
        }

        /** The scope to ask for, space-separated. Default: none, which means the server's choice. */
        public Builder scope(@Nullable String scope) {
            this.scope = scope;
            return this;
        }

        /** The redirect URI to send with token requests, as Okta and Fortellis ask. Default: none. */
        public Builder redirectUri(@Nullable String redirectUri) {
            this.redirectUri = redirectUri;
            return this;
        }

        /** When tokens are renewed. Default: {@link RefreshPolicy#DEFAULT}. */
        public Builder policy(RefreshPolicy policy) {
            this.policy = policy;
            return this;
        }

        /** How the server treats refresh tokens. Default: {@link RefreshTokenPolicy#DEFAULT}. */
        public Builder refreshTokenPolicy(RefreshTokenPolicy policy) {
            this.refreshTokenPolicy = policy;
            return this;
        }

        /** @throws IllegalArgumentException if something required is missing; the message says what */
        public ClientRegistration build() {
            return new ClientRegistration(this);
        }
    }
}
