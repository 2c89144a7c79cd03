package dev.freshet.it.keycloak;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A realm of a test: users {@code alice} and {@code bob}, the client {@link #CLIENT_ID} that logs them in, and the client
 * of the protected resource, which introspects. Safe for use by several threads.
 */
public final class Realm {

    /** The confidential client whose tokens are kept fresh. */
    public static final String CLIENT_ID = "backend";
    /** The secret of {@link #CLIENT_ID}. */
    public static final String CLIENT_SECRET = "backend-secret";

    /** The client of the protected resource. */
    public static final String RESOURCE_ID = "resource-server";
    /** The secret of {@link #RESOURCE_ID}. */
    public static final String RESOURCE_SECRET = "resource-server-secret";

    private static final int ALL = 100_000;

    private final Keycloak keycloak;
    private final Http http;
    private final String name;

    Realm(Keycloak keycloak, Http http, String name) {
        this.keycloak = keycloak;
        this.http = http;
        this.name = name;
    }

    /** The name of this realm, unique in its server. */
    public String name() {
        return name;
    }

    /** The issuer of its tokens; its metadata is below. */
    public URI issuer() {
        return keycloak.uri().resolve("/realms/" + name);
    }

    /** Where tokens are issued. */
    public URI tokenEndpoint() {
        return endpoint("token");
    }

    /** Logs a user in by name and password (they are the same), as {@link #CLIENT_ID}. */
    public Tokens passwordGrant(String user) {
        return passwordGrant(user, "openid");
    }

    /** The same with a scope of one's own, such as {@code openid offline_access}. */
    public Tokens passwordGrant(String user, String scope) {
        Map<String, String> form = Map.of("grant_type", "password", "username", user, "password", user, "scope", scope);
        return tokens(http.postForm(tokenEndpoint(), form, CLIENT_ID, CLIENT_SECRET));
    }

    /** Uses a refresh token up, as {@link #CLIENT_ID}. */
    public Tokens refresh(String refreshToken) {
        Map<String, String> form = Map.of("grant_type", "refresh_token", "refresh_token", refreshToken);
        return tokens(http.postForm(tokenEndpoint(), form, CLIENT_ID, CLIENT_SECRET));
    }

    /** Whether the access token is good at this moment (RFC 7662). */
    public boolean introspect(String accessToken) {
        return userOf(accessToken).isPresent();
    }

    /** The name of the user that the access token stands for, if it is good at this moment. */
    public Optional<String> userOf(String accessToken) {
        HttpResponse<String> answer =
                http.postForm(endpoint("token/introspect"), Map.of("token", accessToken), RESOURCE_ID, RESOURCE_SECRET);
        JsonObject json = Http.json(answer, 200).asJsonObject();
        return json.getBoolean("active") ? Optional.of(json.getString("username")) : Optional.empty();
    }

    /** Ends a token before its time (RFC 7009). An access token takes nothing else with it. */
    public void revoke(String token) {
        Http.expect(http.postForm(endpoint("revoke"), Map.of("token", token), CLIENT_ID, CLIENT_SECRET), 200);
    }

    /** What happened so far, oldest first, of the given types or of all. */
    public List<Event> events(String... types) {
        String wanted = Arrays.stream(types).map(type -> "&type=" + type).collect(Collectors.joining());
        return keycloak.adminQuery(admin("events?max=" + ALL + "&direction=asc" + wanted)).stream()
                .map(value -> Event.of(value.asJsonObject()))
                .toList();
    }

    /** Ends all sessions of a user, offline ones too, as an administrator would. */
    public void endSessionsOf(String user) {
        keycloak.adminPost(admin("users/" + idOf("users?exact=true&username=" + user) + "/logout"));
    }

    /** What a user has to do before the next login is complete, such as {@code UPDATE_PROFILE}; in place of all before. */
    public void requireOf(String user, String... actions) {
        change(
                "users",
                "users?exact=true&username=" + user,
                "requiredActions",
                Json.createArrayBuilder(List.of(actions)).build());
    }

    /** Whether users have to consent before {@link #CLIENT_ID} gets tokens for them. */
    public void requireConsent(boolean required) {
        change(
                "clients",
                "clients?clientId=" + CLIENT_ID,
                "consentRequired",
                required ? JsonValue.TRUE : JsonValue.FALSE);
    }

    /** Whether {@link #CLIENT_ID} may ask for anything; if not, browsers get a page of Keycloak's own. */
    public void enableClient(boolean enabled) {
        change("clients", "clients?clientId=" + CLIENT_ID, "enabled", enabled ? JsonValue.TRUE : JsonValue.FALSE);
    }

    /** Lets {@link #RESOURCE_ID} exchange the tokens that name it as their audience. */
    public void allowTokenExchange() {
        change(
                "clients",
                "clients?clientId=" + RESOURCE_ID,
                "attributes",
                Json.createObjectBuilder()
                        .add("standard.token.exchange.enabled", "true")
                        .build());
    }

    /** How often a refresh token may be presented after it was replaced; at first not once. */
    public void allowReuse(int times) {
        keycloak.adminChange(
                "/admin/realms/" + name,
                Json.createObjectBuilder().add("refreshTokenMaxReuse", times).build());
    }

    /** Gives {@link #CLIENT_ID} another secret; the one before is good for nothing from now on. */
    public void replaceSecret(String secret) {
        change("clients", "clients?clientId=" + CLIENT_ID, "secret", Json.createValue(secret));
    }

    /**
     * Makes a confidential client with a service account, which authenticates in its own way.
     *
     * @param authenticator how, as Keycloak calls it
     */
    public void newClient(String id, String authenticator, String secret, Map<String, String> attributes) {
        JsonObjectBuilder all = Json.createObjectBuilder();
        attributes.forEach(all::add);
        keycloak.adminCreate(
                admin("clients"),
                Json.createObjectBuilder()
                        .add("clientId", id)
                        .add("protocol", "openid-connect")
                        .add("publicClient", false)
                        .add("serviceAccountsEnabled", true)
                        .add("clientAuthenticatorType", authenticator)
                        .add("secret", secret)
                        .add("attributes", all)
                        .build());
    }

    /** Makes a client without a secret, for which users may sign in by name and password too. */
    public void newPublicClient(String id) {
        keycloak.adminCreate(
                admin("clients"),
                Json.createObjectBuilder()
                        .add("clientId", id)
                        .add("protocol", "openid-connect")
                        .add("publicClient", true)
                        .add("directAccessGrantsEnabled", true)
                        .build());
    }

    /**
     * Has this realm take the assertions of an issuer for those of its users (RFC 7523), presented by {@link #CLIENT_ID}.
     *
     * @param alias how the realm calls that issuer
     * @param publicKey in PEM
     * @param subjects what the issuer calls each user
     */
    public void trust(String alias, String issuer, String publicKey, Map<String, String> subjects) {
        keycloak.adminCreate(
                admin("identity-provider/instances"),
                Json.createObjectBuilder()
                        .add("alias", alias)
                        .add("providerId", "jwt-authorization-grant")
                        .add("enabled", true)
                        .add(
                                "config",
                                Json.createObjectBuilder()
                                        .add("issuer", issuer)
                                        .add("useJwksUrl", "false")
                                        .add("publicKeySignatureVerifier", publicKey)
                                        .add("jwtAuthorizationGrantEnabled", "true"))
                        .build());
        change(
                "clients",
                "clients?clientId=" + CLIENT_ID,
                "attributes",
                Json.createObjectBuilder()
                        .add("oauth2.jwt.authorization.grant.enabled", "true")
                        .add("oauth2.jwt.authorization.grant.idp", alias)
                        .build());
        subjects.forEach((user, subject) -> keycloak.adminPost(
                admin("users/" + idOf("users?exact=true&username=" + user) + "/federated-identity/" + alias),
                Json.createObjectBuilder()
                        .add("identityProvider", alias)
                        .add("userId", subject)
                        .add("userName", user)
                        .build()));
    }

    private void change(String kind, String query, String member, JsonValue value) {
        keycloak.adminChange(
                admin(kind + "/" + idOf(query)),
                Json.createObjectBuilder().add(member, value).build());
    }

    private String idOf(String query) {
        return keycloak.adminQuery(admin(query)).getJsonObject(0).getString("id");
    }

    private String admin(String path) {
        return "/admin/realms/" + name + "/" + path;
    }

    private URI endpoint(String path) {
        return keycloak.uri().resolve("/realms/" + name + "/protocol/openid-connect/" + path);
    }

    private static Tokens tokens(HttpResponse<String> answer) {
        JsonObject json = Http.json(answer, 200).asJsonObject();
        return new Tokens(json.getString("access_token"), json.getString("refresh_token"));
    }
}
