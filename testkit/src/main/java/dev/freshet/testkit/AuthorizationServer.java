package dev.freshet.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth 2.0 authorization server on 127.0.0.1 and a free port, for tests. It knows the grants
 * {@code authorization_code}, {@code refresh_token}, {@code client_credentials}, {@code password} and token exchange, rotates
 * refresh
 * tokens, and revokes the whole authorization when a spent one comes again, as Okta and Keycloak do. It publishes its
 * metadata and signs ID tokens. Everything can be changed while it runs.
 *
 * <p>Thread-safe. Runs on daemon threads until closed; closing takes at most a few seconds. Tokens are opaque and
 * unpredictable; access tokens begin with {@code at-}, refresh tokens with {@code rt-}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749">RFC 6749</a>
 */
public final class AuthorizationServer implements AutoCloseable {

    private static final String ISSUER = "/oauth2/default";

    private volatile InstantSource time = InstantSource.system();
    private final InstantSource clock = () -> time.instant();
    private final Authorizations authorizations = new Authorizations(clock);
    private final TokenService service = new TokenService(authorizations, this::issuer, clock);
    private final Endpoint token = endpoint("/oauth2/v1/token", service::token);
    private final Endpoint revocation = endpoint("/oauth2/v1/revoke", service::revocation);
    private final Endpoint introspection = endpoint("/oauth2/v1/introspect", service::introspection);
    private final Endpoint authorization = endpoint("/oauth2/v1/authorize", service.signIns::authorize);
    private final Endpoint endSession = endpoint("/oauth2/v1/logout", service.signIns::endSession);
    private final Endpoint jwks = endpoint("/oauth2/v1/keys", service.idTokens::published);
    private final Endpoint openIdMetadata = endpoint(ISSUER + "/.well-known/openid-configuration", this::metadata);
    private final Endpoint oauthMetadata = endpoint("/.well-known/oauth-authorization-server" + ISSUER, this::metadata);
    private final Map<String, Endpoint> endpoints = Stream.of(
                    token, revocation, introspection, authorization, endSession, jwks, openIdMetadata, oauthMetadata)
            .collect(Collectors.toMap(Endpoint::path, each -> each));
    private final LoopbackServer server = LoopbackServer.start("authorization-server", this::react, clock);

    private AuthorizationServer() {}

    /** Starts a server that has no clients and no users yet. */
    public static AuthorizationServer start() {
        return new AuthorizationServer();
    }

    private Endpoint endpoint(String path, Endpoint.Handler handler) {
        return new Endpoint(path, () -> server.uri(path), handler, clock);
    }

    private Reaction react(RecordedRequest request) throws InterruptedException {
        Endpoint endpoint = endpoints.get(request.path());
        return endpoint == null ? new Reaction.Send(Answer.of(404)) : endpoint.react(request);
    }

    /** Where tokens are requested: {@code POST /oauth2/v1/token}. */
    public Endpoint tokenEndpoint() {
        return token;
    }

    /** Where clients revoke tokens (RFC 7009); a refresh token takes its whole authorization with it. */
    public Endpoint revocationEndpoint() {
        return revocation;
    }

    /** Where the state of a token is asked (RFC 7662). */
    public Endpoint introspectionEndpoint() {
        return introspection;
    }

    /**
     * Where users sign in: {@code GET /oauth2/v1/authorize} (RFC 6749, section 4.1; RFC 7636 by {@code S256}; OpenID Connect
     * Core). Sends back to any {@code redirect_uri} of a registered client. Shows no page: where a user is to sign in, the
     * one named by {@code login_hint}, or else {@code owner}, has done so at once.
     */
    public Endpoint authorizationEndpoint() {
        return authorization;
    }

    /** Where users sign out: {@code GET /oauth2/v1/logout}. */
    public Endpoint endSessionEndpoint() {
        return endSession;
    }

    /** Where the key of the ID tokens is published. */
    public Endpoint jwksEndpoint() {
        return jwks;
    }

    /** Where the metadata is by the rule of OpenID Connect: behind the issuer's path. */
    public Endpoint openIdMetadataEndpoint() {
        return openIdMetadata;
    }

    /** Where the metadata is by the rule of RFC 8414: before the issuer's path. */
    public Endpoint oauthMetadataEndpoint() {
        return oauthMetadata;
    }

    /** The name of this server, which has a path. */
    public String issuer() {
        return server.uri(ISSUER).toString();
    }

    private Answer metadata(RecordedRequest request) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("issuer", Json.string(issuer()));
        members.put("authorization_endpoint", text(authorization));
        members.put("token_endpoint", text(token));
        members.put("jwks_uri", text(jwks));
        members.put("end_session_endpoint", text(endSession));
        members.put("revocation_endpoint", text(revocation));
        members.put("introspection_endpoint", text(introspection));
        members.put("response_types_supported", "[\"code\"]");
        members.put("code_challenge_methods_supported", "[\"S256\"]");
        members.put("id_token_signing_alg_values_supported", "[\"RS256\"]");
        members.put("authorization_response_iss_parameter_supported", "true");
        return Answer.object(200, members);
    }

    private static String text(Endpoint endpoint) {
        return Json.string(endpoint.uri().toString());
    }

    /** Who is signed in in the browser; null for nobody, as at the start. */
    public AuthorizationServer signedIn(@Nullable String subject) {
        service.signIns.signedIn = subject;
        return this;
    }

    /** Answers the next authorization requests with these errors, such as {@code consent_required}. */
    public AuthorizationServer nextAuthorizationErrors(String... errors) {
        service.signIns.errors.addAll(List.of(errors));
        return this;
    }

    /**
     * An ID token for a client.
     *
     * @param more claims by name, as JSON texts; they take the place of those that every ID token has
     */
    public String idToken(String clientId, String subject, Map<String, String> more) {
        Map<String, String> claims = service.claims(clientId, subject);
        claims.putAll(more);
        return service.idTokens.signed(claims);
    }

    /** Signs ID tokens by a new key from now on; the old one is no longer published. */
    public AuthorizationServer rollOverKey() {
        service.idTokens.rollOver();
        return this;
    }

    /**
     * Registers a confidential client. It may authenticate by {@code client_secret_basic}, both halves form-encoded, or
     * {@code client_secret_post} (RFC 6749, section 2.3.1).
     *
     * @throws IllegalArgumentException if {@code secret} is empty: use {@link #publicClient(String)}
     */
    public AuthorizationServer client(String id, String secret) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("FRESHET-0211: the secret of client '" + id
                    + "' is empty; use publicClient for a client without a secret");
        }
        service.clients.add(id, secret);
        return this;
    }

    /** Registers a public client: it sends its {@code client_id} and no secret. */
    public AuthorizationServer publicClient(String id) {
        service.clients.add(id, "");
        return this;
    }

    /** Registers a resource owner for the {@code password} grant. */
    public AuthorizationServer user(String name, String password) {
        service.users.put(name, password);
        return this;
    }

    /** How long the access tokens issued from now live. Default: one hour. {@code expires_in} is in whole seconds. */
    public AuthorizationServer accessTokenLifetime(Duration lifetime) {
        service.lifetime = lifetime;
        return this;
    }

    /** What becomes of a refresh token that is used. Default: {@link Rotation#ROTATING}. */
    public AuthorizationServer rotation(Rotation rotation) {
        service.rotation = rotation;
        return this;
    }

    /**
     * How long a rotated refresh token may come again, provided that none of its successors has been used. Each such
     * request is answered with a new pair of tokens. Default: zero, not at all.
     */
    public AuthorizationServer leeway(Duration leeway) {
        service.leeway = leeway;
        return this;
    }

    /** The time by which tokens and outages end. Default: the time of the system. */
    public AuthorizationServer time(InstantSource time) {
        this.time = time;
        return this;
    }

    Instant now() {
        return clock.instant();
    }

    /** Gives a client a new authorization of the resource owner {@code owner}, for any scope. */
    public IssuedGrant grant(String clientId) {
        return grant(clientId, "owner", "");
    }

    /** Gives a client a new authorization of {@code subject}; requests beyond a {@code scope} not empty are refused. */
    public IssuedGrant grant(String clientId, String subject, String scope) {
        Authorizations.Tokens tokens = authorizations.begin(clientId, subject, scope, service.lifetime, true);
        return new IssuedGrant(clientId, subject, String.valueOf(tokens.refreshToken()), tokens.accessToken());
    }

    /** Makes all access tokens invalid before their time; refresh tokens stay. */
    public void revokeAccessTokens() {
        authorizations.revokeAccessTokens();
    }

    /** Ends the authorization to which a refresh token belongs, with all its tokens. */
    public void revokeGrant(String refreshToken) {
        authorizations.revoke(refreshToken);
    }

    /** Whether an access token was issued here and is neither expired nor revoked. */
    public boolean isActive(String accessToken) {
        return authorizations.isActive(accessToken);
    }

    /** The resource owner of a token; the client itself for {@code client_credentials}, empty for an unknown token. */
    public Optional<String> subjectOf(String token) {
        return authorizations.subjectOf(token);
    }

    /** How many requests with this grant type are among those kept by the token endpoint. */
    public int tokenRequests(String grantType) {
        return token.count(request -> grantType.equals(request.form().get("grant_type")));
    }

    /** How often a refresh token came again that was spent. */
    public int reuseEvents() {
        return authorizations.reuseEvents();
    }

    /** How often a refresh token was presented and processed. */
    public int usesOf(String refreshToken) {
        return authorizations.usesOf(refreshToken);
    }

    /** How often the refresh token was presented that was presented most: 1 if each was used once. */
    public int mostUsesOfARefreshToken() {
        return authorizations.mostUses();
    }

    /** How many connections are open at this moment, idle ones too. */
    public int openConnections() {
        return server.openConnections();
    }

    /** Every token issued, every client's secret and every password: what no log line may contain. */
    public Set<String> secrets() {
        Set<String> secrets = authorizations.secrets();
        service.clients.secrets().stream().filter(secret -> !secret.isEmpty()).forEach(secrets::add);
        secrets.addAll(service.users.values());
        return secrets;
    }

    /** Stops the server and drops all connections, also those of requests held at a gate. */
    @Override
    public void close() {
        server.close();
    }

    @Override
    public String toString() {
        return "AuthorizationServer[" + token + "]";
    }
}
