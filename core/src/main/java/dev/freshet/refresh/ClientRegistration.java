package dev.freshet.refresh;

import dev.freshet.oauth.AuthorizationServerMetadata;
import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.Connections;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.oauth.TokenRequestAdditions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
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
    private final @Nullable String issuer;
    private final @Nullable URI tokenEndpoint;
    private final @Nullable URI authorizationEndpoint;
    private final @Nullable URI jwksUri;
    private final @Nullable URI revocationEndpoint;
    private final @Nullable URI introspectionEndpoint;
    private final @Nullable URI endSessionEndpoint;
    private final ClientAuthentication authentication;
    private final Grant grant;
    private final @Nullable Grant fallback;
    private final @Nullable String scope;
    private final @Nullable String redirectUri;
    private final RefreshPolicy policy;
    private final RefreshTokenPolicy refreshTokenPolicy;
    private final Connections connections;
    private final TokenRequestAdditions additions;

    private ClientRegistration(Builder builder) {
        this.name = builder.name;
        this.issuer = builder.issuer;
        this.tokenEndpoint = issuer == null
                ? required(builder.tokenEndpoint, "tokenEndpoint(...) or issuer(...)")
                : builder.tokenEndpoint;
        this.authorizationEndpoint = builder.authorizationEndpoint;
        this.jwksUri = builder.jwksUri;
        this.revocationEndpoint = builder.revocationEndpoint;
        this.introspectionEndpoint = builder.introspectionEndpoint;
        this.endSessionEndpoint = builder.endSessionEndpoint;
        this.authentication = required(builder.authentication, "authentication(...)");
        this.grant = required(
                        builder.grant,
                        "refreshToken(...), broughtIn(), clientCredentials(), password(...), perUser(), tokenExchange(...) or"
                                + " jwtBearer(...)")
                .get();
        this.fallback = fallback(builder.fallback);
        this.scope = builder.scope;
        this.redirectUri = builder.redirectUri;
        this.policy = builder.policy;
        this.refreshTokenPolicy =
                builder.refreshTokenPolicy == null ? builder.provider.refreshTokenPolicy() : builder.refreshTokenPolicy;
        this.connections = builder.connections;
        this.additions = builder.allAdditions();
        if (exchangesTokens()) {
            // The request says these itself, where the registration does.
            for (String own : List.of("audience", "resource")) {
                if (additions.parameters().containsKey(own)) {
                    throw new IllegalArgumentException("Client '" + name + "' exchanges tokens: use " + own
                            + "(...) for that parameter, and no tokenParameter(...)");
                }
            }
        }
    }

    private ClientRegistration(ClientRegistration other, Connections connections) {
        this.name = other.name;
        this.issuer = other.issuer;
        this.tokenEndpoint = other.tokenEndpoint;
        this.authorizationEndpoint = other.authorizationEndpoint;
        this.jwksUri = other.jwksUri;
        this.revocationEndpoint = other.revocationEndpoint;
        this.introspectionEndpoint = other.introspectionEndpoint;
        this.endSessionEndpoint = other.endSessionEndpoint;
        this.authentication = other.authentication;
        this.grant = other.grant;
        this.fallback = other.fallback;
        this.scope = other.scope;
        this.redirectUri = other.redirectUri;
        this.policy = other.policy;
        this.refreshTokenPolicy = other.refreshTokenPolicy;
        this.connections = connections;
        this.additions = other.additions;
    }

    private @Nullable Grant fallback(@Nullable Grant given) {
        if (given == null
                || grant instanceof Grant.ConfiguredRefreshToken
                        && (given instanceof Grant.Direct || given instanceof Grant.JwtBearer)) {
            return given;
        }
        throw new IllegalArgumentException(
                "Client '" + name + "' can have a fallback only with refreshToken(...), and "
                        + "it must be a Grant.Direct or a Grant.JwtBearer: other grants begin anew by themselves, or need a user");
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

    /** The name of the authorization server, by which its endpoints are found; empty if they are given by hand. */
    public Optional<String> issuer() {
        return Optional.ofNullable(issuer);
    }

    /** The address of the token endpoint; empty if it is found by the issuer. */
    public Optional<URI> tokenEndpoint() {
        return Optional.ofNullable(tokenEndpoint);
    }

    /** What is known of the authorization server without asking it; empty if that does not suffice for a sign-in. */
    Optional<AuthorizationServerMetadata> givenServer() {
        return tokenEndpoint == null || issuer != null && (authorizationEndpoint == null || jwksUri == null)
                ? Optional.empty()
                : Optional.of(new AuthorizationServerMetadata(
                        issuer,
                        tokenEndpoint,
                        authorizationEndpoint,
                        jwksUri,
                        endSessionEndpoint,
                        revocationEndpoint,
                        introspectionEndpoint,
                        false,
                        List.of()));
    }

    /** What the server says of itself, with what is given by hand in its place. */
    AuthorizationServerMetadata server(AuthorizationServerMetadata discovered) {
        return new AuthorizationServerMetadata(
                discovered.issuer(),
                tokenEndpoint == null ? discovered.tokenEndpoint() : tokenEndpoint,
                or(authorizationEndpoint, discovered.authorizationEndpoint()),
                or(jwksUri, discovered.jwksUri()),
                or(endSessionEndpoint, discovered.endSessionEndpoint()),
                or(revocationEndpoint, discovered.revocationEndpoint()),
                or(introspectionEndpoint, discovered.introspectionEndpoint()),
                discovered.issParameterSupported(),
                discovered.idTokenSigningAlgorithms());
    }

    private static @Nullable URI or(@Nullable URI given, @Nullable URI discovered) {
        return given == null ? discovered : given;
    }

    /** How the client authenticates. */
    public ClientAuthentication authentication() {
        return authentication;
    }

    /** Where its first tokens come from. */
    public Grant grant() {
        return grant;
    }

    /** What takes the place of a refresh token that the server refused; empty if the grant ends then. */
    public Optional<Grant> fallback() {
        return Optional.ofNullable(fallback);
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

    /** How its requests get to the authorization server. */
    public Connections connections() {
        return connections;
    }

    /** The same registration over other connections. */
    public ClientRegistration withConnections(Connections other) {
        return new ClientRegistration(this, other);
    }

    /** What its token requests carry beyond what OAuth 2.0 asks. */
    public TokenRequestAdditions additions() {
        return additions;
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
        Duration own = refreshLimit().plus(leaseTime());
        // The token to be exchanged may have to be refreshed first.
        return exchangesTokens() ? own.plus(refreshLimit()) : own;
    }

    boolean exchangesTokens() {
        return grant instanceof Grant.TokenExchange;
    }

    /** The client whose authorization this one lives by: another one's, if its tokens are exchanged. */
    String authorized() {
        return grant instanceof Grant.TokenExchange exchange ? exchange.subjectClient() : name;
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
        return "ClientRegistration[" + name + ", " + authentication + " at "
                + (tokenEndpoint == null ? issuer : tokenEndpoint) + "]";
    }

    /** Collects a registration. Not safe for use by several threads. */
    public static final class Builder {

        private final String name;
        private @Nullable String issuer;
        private @Nullable URI tokenEndpoint;
        private @Nullable URI authorizationEndpoint;
        private @Nullable URI jwksUri;
        private @Nullable URI revocationEndpoint;
        private @Nullable URI introspectionEndpoint;
        private @Nullable URI endSessionEndpoint;
        private @Nullable ClientAuthentication authentication;
        // Made at the end, since a first request carries the scope, which may be set after the grant.
        private @Nullable Supplier<Grant> grant;
        private @Nullable Grant fallback;
        private @Nullable String scope;
        private @Nullable String redirectUri;
        private @Nullable String requestedTokenType;
        private @Nullable String audience;
        private @Nullable String resource;
        private RefreshPolicy policy = RefreshPolicy.DEFAULT;
        private @Nullable RefreshTokenPolicy refreshTokenPolicy;
        private ProviderProfile provider = ProviderProfile.NONE;
        private Connections connections = Connections.DEFAULT;
        private TokenRequestAdditions additions = TokenRequestAdditions.NONE;

        private Builder(String name) {
            this.name = Objects.requireNonNull(name, "name");
        }

        /**
         * The name of the authorization server, to the character as it names itself. What is not given by hand of its
         * endpoints is found by it, with the first request that needs it.
         */
        public Builder issuer(@Nullable String issuer) {
            this.issuer = issuer;
            return this;
        }

        /** The address of the token endpoint. Required, unless there is an issuer. */
        public Builder tokenEndpoint(@Nullable URI address) {
            this.tokenEndpoint = address;
            return this;
        }

        /** Where users are sent to sign in. Default: what the issuer says. */
        public Builder authorizationEndpoint(@Nullable URI address) {
            this.authorizationEndpoint = address;
            return this;
        }

        /** Where the keys are that ID tokens are signed with. Default: what the issuer says. */
        public Builder jwksUri(@Nullable URI address) {
            this.jwksUri = address;
            return this;
        }

        /** Where tokens are given back. Default: what the issuer says. */
        public Builder revocationEndpoint(@Nullable URI address) {
            this.revocationEndpoint = address;
            return this;
        }

        /** Where it is asked whether a token is still good. Default: what the issuer says. */
        public Builder introspectionEndpoint(@Nullable URI address) {
            this.introspectionEndpoint = address;
            return this;
        }

        /** Where users are sent to sign out. Default: what the issuer says. */
        public Builder endSessionEndpoint(@Nullable URI address) {
            this.endSessionEndpoint = address;
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

        /**
         * What takes the place of the configured refresh token once the server refuses it, a {@link Grant.Direct} or a
         * {@link Grant.JwtBearer}; a {@link TokenEvent.FellBack} tells of it. A grant that has ended before stays so.
         * Default: none, and the grant ends.
         */
        public Builder fallback(@Nullable Grant fallback) {
            this.fallback = fallback;
            return this;
        }

        /**
         * Begins with nothing: the tokens of the application itself are brought in by {@link TokenSources#authorize}, also
         * through a store that is shared.
         */
        public Builder broughtIn() {
            this.grant = Grant.BroughtIn::new;
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

        /**
         * Begins, for each user, with the token that this other client of the same {@link TokenSources} holds for the
         * user: it is exchanged whenever a new one is needed. The same grant ids name the users.
         *
         * @see <a href="https://www.rfc-editor.org/rfc/rfc8693">RFC 8693</a>
         */
        public Builder tokenExchange(String subjectClient) {
            this.grant = () -> new Grant.TokenExchange(subjectClient, requestedTokenType, audience, resource, scope);
            return this;
        }

        /** What a token exchange is to bring, a URI of RFC 8693, section 3. Default: the server's choice. */
        public Builder requestedTokenType(@Nullable String type) {
            this.requestedTokenType = type;
            return this;
        }

        /** The name of the service that an exchanged token is for. Default: none. */
        public Builder audience(@Nullable String audience) {
            this.audience = audience;
            return this;
        }

        /** The address of the service that an exchanged token is for. Default: none. */
        public Builder resource(@Nullable String resource) {
            this.resource = resource;
            return this;
        }

        /**
         * Begins with an assertion, a new one for each token request.
         *
         * @param assertions makes or fetches a JWT; called on Freshet's own threads, may block for a moment
         * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-2.1">RFC 7523, section 2.1</a>
         */
        public Builder jwtBearer(Supplier<String> assertions) {
            this.grant = () -> new Grant.JwtBearer(assertions, scope);
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

        /**
         * What the provider does otherwise than others; whatever is set by another method goes before it. Of a profile the
         * registration takes what is about refresh tokens and token requests. Default: {@link ProviderProfile#NONE}.
         */
        public Builder provider(ProviderProfile profile) {
            this.provider = profile;
            return this;
        }

        private TokenRequestAdditions allAdditions() {
            Map<String, String> parameters = provider.named("token-parameters");
            parameters.putAll(additions.parameters());
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            headers.putAll(provider.named("token-headers"));
            headers.putAll(additions.headers());
            return new TokenRequestAdditions(parameters, headers);
        }

        /** How the server treats refresh tokens. Default: as the provider's profile says, else {@link RefreshTokenPolicy#DEFAULT}. */
        public Builder refreshTokenPolicy(RefreshTokenPolicy policy) {
            this.refreshTokenPolicy = policy;
            return this;
        }

        /** How requests get to the authorization server. Default: {@link Connections#DEFAULT}. */
        public Builder connections(Connections connections) {
            this.connections = connections;
            return this;
        }

        /**
         * Adds a parameter to each token request, such as {@code audience}. Default: none.
         *
         * @throws IllegalArgumentException if a request sets it itself
         */
        public Builder tokenParameter(String name, String value) {
            additions = additions.withParameter(name, value);
            return this;
        }

        /**
         * Adds a header to each token request and each revocation, such as the key of a gateway. Default: none.
         *
         * @throws IllegalArgumentException if a request sets it itself, or cannot carry it
         */
        public Builder tokenHeader(String name, String value) {
            additions = additions.withHeader(name, value);
            return this;
        }

        /** @throws IllegalArgumentException if something required is missing; the message says what */
        public ClientRegistration build() {
            return new ClientRegistration(this);
        }
    }
}
