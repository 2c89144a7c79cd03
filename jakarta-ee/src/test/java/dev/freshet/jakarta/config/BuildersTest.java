package dev.freshet.jakarta.config;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.http.InvalidTokenRule;
import dev.freshet.jakarta.rest.OAuth2Feature;
import dev.freshet.jakarta.rest.Replay;
import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.Connections;
import dev.freshet.oauth.SecretFile;
import dev.freshet.oauth.TlsFiles;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.Grant;
import dev.freshet.refresh.ProviderProfile;
import dev.freshet.refresh.RefreshPolicy;
import dev.freshet.refresh.RefreshTokenPolicy;
import dev.freshet.refresh.RefreshTokenPolicy.Rotation;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.EncryptionKeys;
import dev.freshet.store.JdbcTokenStore;
import dev.freshet.store.TokenStore;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What properties can do, the builders can do: here is the call for each key. */
class BuildersTest {

    private static final URI ADDRESS = URI.create("https://identity.example/elsewhere");
    private static final Path FILE = Path.of("/run/secrets/parts");
    private static final RefreshPolicy STANDARD = RefreshPolicy.DEFAULT;

    /**
     * What makes the same registration.
     *
     * @param properties without {@code freshet.parts.}; a value of nothing takes away what is there
     */
    private record Same(Map<String, String> properties, Consumer<ClientRegistration.Builder> builder) {}

    private static Same same(String key, String value, Consumer<ClientRegistration.Builder> builder) {
        return new Same(Map.of(key, value), builder);
    }

    private static final Map<Key, Same> REGISTRATION = Map.ofEntries(
            entry(Key.ISSUER, same("issuer", ADDRESS.toString(), b -> b.issuer(ADDRESS.toString()))),
            entry(Key.PROVIDER, same("provider", "entra", b -> b.provider(ProviderProfile.of("entra")))),
            entry(Key.TOKEN_ENDPOINT, same("token-endpoint", ADDRESS.toString(), b -> b.tokenEndpoint(ADDRESS))),
            entry(
                    Key.AUTHORIZATION_ENDPOINT,
                    same("authorization-endpoint", ADDRESS.toString(), b -> b.authorizationEndpoint(ADDRESS))),
            entry(Key.JWKS_URI, same("jwks-uri", ADDRESS.toString(), b -> b.jwksUri(ADDRESS))),
            entry(
                    Key.REVOCATION_ENDPOINT,
                    same("revocation-endpoint", ADDRESS.toString(), b -> b.revocationEndpoint(ADDRESS))),
            entry(
                    Key.INTROSPECTION_ENDPOINT,
                    same("introspection-endpoint", ADDRESS.toString(), b -> b.introspectionEndpoint(ADDRESS))),
            entry(
                    Key.FALLBACK,
                    same(
                            "fallback",
                            "client-credentials",
                            b -> b.fallback(new Grant.Direct(new TokenRequest.ClientCredentials(null, null))))),
            entry(
                    Key.END_SESSION_ENDPOINT,
                    same("end-session-endpoint", ADDRESS.toString(), b -> b.endSessionEndpoint(ADDRESS))),
            entry(
                    Key.CLIENT_ID,
                    same(
                            "client-id",
                            "other",
                            b -> b.authentication(
                                    new ClientAuthentication.ClientSecretBasic("other", "s3cr3t-of-client")))),
            entry(
                    Key.CLIENT_SECRET,
                    same("client-secret", "", b -> b.authentication(new ClientAuthentication.None("parts-desk")))),
            entry(
                    Key.CLIENT_AUTHENTICATION,
                    same(
                            "client-authentication",
                            "client_secret_post",
                            b -> b.authentication(
                                    new ClientAuthentication.ClientSecretPost("parts-desk", "s3cr3t-of-client")))),
            entry(
                    Key.TRUSTSTORE,
                    same(
                            "truststore",
                            "file:" + FILE,
                            b -> b.connections(Connections.DEFAULT.withTls(TlsFiles.JVM.trusting(FILE, null))))),
            entry(
                    Key.TRUSTSTORE_PASSWORD,
                    new Same(
                            Map.of("truststore", "file:" + FILE, "truststore-password", "p"),
                            b -> b.connections(Connections.DEFAULT.withTls(TlsFiles.JVM.trusting(FILE, "p"))))),
            entry(
                    Key.KEYSTORE,
                    same(
                            "keystore",
                            "file:" + FILE,
                            b -> b.connections(Connections.DEFAULT.withTls(TlsFiles.JVM.presenting(FILE, null))))),
            entry(
                    Key.KEYSTORE_PASSWORD,
                    new Same(
                            Map.of("keystore", "file:" + FILE, "keystore-password", "p"),
                            b -> b.connections(Connections.DEFAULT.withTls(TlsFiles.JVM.presenting(FILE, "p"))))),
            entry(Key.PROXY, same("proxy", "none", b -> b.connections(Connections.DEFAULT.withoutProxy()))),
            entry(
                    Key.CONNECT_TIMEOUT,
                    same(
                            "connect-timeout",
                            "2s",
                            b -> b.connections(Connections.DEFAULT.withConnectTimeout(Duration.ofSeconds(2))))),
            entry(
                    Key.TOKEN_PARAMETERS,
                    same("token-parameters.audience", "api", b -> b.tokenParameter("audience", "api"))),
            entry(Key.TOKEN_HEADERS, same("token-headers.Key", "k", b -> b.tokenHeader("Key", "k"))),
            entry(
                    Key.GRANT,
                    new Same(
                            Map.of("refresh-token", "", "grant", "client-credentials"),
                            ClientRegistration.Builder::clientCredentials)),
            entry(Key.REFRESH_TOKEN, same("refresh-token", "other", b -> b.refreshToken("other"))),
            entry(Key.USERNAME, password()),
            entry(Key.PASSWORD, password()),
            entry(Key.ALLOW_PASSWORD_GRANT, password()),
            entry(Key.SUBJECT_CLIENT, exchange()),
            entry(Key.AUDIENCE, exchange()),
            entry(Key.RESOURCE, exchange()),
            entry(Key.REQUESTED_TOKEN_TYPE, exchange()),
            entry(
                    Key.ASSERTION,
                    new Same(
                            Map.of("refresh-token", "", "grant", "jwt-bearer", "assertion", "file:" + FILE),
                            b -> b.jwtBearer(new SecretFile(FILE)))),
            entry(Key.SCOPE, same("scope", "read", b -> b.scope("read"))),
            entry(Key.REDIRECT_URI, same("redirect-uri", ADDRESS.toString(), b -> b.redirectUri(ADDRESS.toString()))),
            entry(
                    Key.ROTATION,
                    same(
                            "rotation",
                            "persistent",
                            b -> b.refreshTokenPolicy(
                                    new RefreshTokenPolicy(Rotation.PERSISTENT, Duration.ZERO, null)))),
            entry(
                    Key.ROTATION_LEEWAY,
                    same(
                            "rotation-leeway",
                            "30s",
                            b -> b.refreshTokenPolicy(
                                    new RefreshTokenPolicy(Rotation.UNKNOWN, Duration.ofSeconds(30), null)))),
            entry(
                    Key.KEEP_ALIVE,
                    same(
                            "keep-alive",
                            "1d",
                            b -> b.refreshTokenPolicy(
                                    new RefreshTokenPolicy(Rotation.UNKNOWN, Duration.ZERO, Duration.ofDays(1))))),
            entry(Key.REFRESH_MARGIN, same("refresh-margin", "40s", policy(Duration.ofSeconds(40), null))),
            entry(Key.CLOCK_SKEW, same("clock-skew", "3s", policy(null, Duration.ofSeconds(3)))),
            entry(Key.WAIT_TIMEOUT, same("wait-timeout", "9s", b -> b.policy(timed(9, 10, 300)))),
            entry(Key.ATTEMPT_TIMEOUT, same("attempt-timeout", "9s", b -> b.policy(timed(30, 9, 300)))),
            entry(Key.DEFAULT_LIFETIME, same("default-lifetime", "9s", b -> b.policy(timed(30, 10, 9)))));

    /** Keys whose values something signs with, for which a library is needed: the types that hold what it makes. */
    private static final Map<Key, Class<?>> SIGNING = Map.of(
            Key.CLIENT_KEY, ClientAuthentication.PrivateKeyJwt.class,
            Key.CLIENT_KEY_ID, ClientAuthentication.PrivateKeyJwt.class,
            Key.CLIENT_KEY_PASSWORD, ClientAuthentication.PrivateKeyJwt.class,
            Key.CLIENT_ASSERTION_ALGORITHM, ClientAuthentication.ClientSecretJwt.class,
            Key.CLIENT_ASSERTION_AUDIENCE, ClientAuthentication.ClientSecretJwt.class,
            Key.ASSERTION_ISSUER, Grant.JwtBearer.class,
            Key.ASSERTION_SUBJECT, Grant.JwtBearer.class,
            Key.ASSERTION_AUDIENCE, Grant.JwtBearer.class);

    private static final Map<Key, Consumer<OAuth2Feature.Builder>> FEATURE = Map.of(
            Key.BASE_URI, b -> b.allowedOrigin(ADDRESS),
            Key.ALLOWED_ORIGINS, b -> b.allowedOrigin(ADDRESS),
            Key.HEADERS, b -> b.header("Request-Id", "{uuid}"),
            Key.RETRY, b -> b.retry(false),
            Key.REPLAY, b -> b.replay(Replay.IDEMPOTENT),
            Key.REPLAY_LIMIT, b -> b.replayLimit(65_536),
            Key.INVALID_TOKEN, b -> b.invalidTokenRule(InvalidTokenRule.STRICT),
            Key.INVALID_TOKEN_CODES, b -> b.invalidTokenRule(InvalidTokenRule.ofCodes(List.of("TOKEN-EXPIRED"))),
            Key.ENABLED, b -> b.enabled(false),
            Key.USER_TOKENS, b -> b.borrowed(id -> Optional.empty()).grant(Optional::empty));

    private static final Map<Key, Consumer<TokenSources.Builder>> SOURCES = Map.of(
            Key.STORE, b -> b.client(registration(builder -> {}), TokenStore.inMemory()),
            Key.STORE_DIRECTORY, b -> b.client(registration(builder -> {}), TokenStore.files(FILE)),
            Key.DATA_SOURCE, b -> b.client(registration(builder -> {}), TokenStore.jdbc(database())),
            Key.STORE_TABLE,
                    b -> b.client(
                            registration(builder -> {}),
                            JdbcTokenStore.builder(database()).table("tokens").build()),
            Key.STORE_CREATE_TABLE,
                    b -> b.client(
                            registration(builder -> {}),
                            JdbcTokenStore.builder(database())
                                    .createsTable(false)
                                    .build()),
            Key.ENCRYPTION_KEY,
                    b -> b.client(
                            registration(builder -> {}),
                            TokenStore.encrypted(TokenStore.inMemory(), () -> EncryptionKeys.of("plain"))));

    /** Nobody asks for a connection before the first call. */
    private static DataSource database() {
        return (DataSource) Proxy.newProxyInstance(
                BuildersTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException(method.toString());
                });
    }

    private static Same password() {
        return new Same(
                Map.of(
                        "refresh-token",
                        "",
                        "grant",
                        "password",
                        "username",
                        "alice",
                        "password",
                        "p",
                        "allow-password-grant",
                        "true"),
                b -> b.password("alice", "p"));
    }

    private static Same exchange() {
        return new Same(
                Map.of(
                        "refresh-token",
                        "",
                        "store",
                        "",
                        "grant",
                        "token-exchange",
                        "subject-client",
                        "login",
                        "audience",
                        "api",
                        "resource",
                        ADDRESS.toString(),
                        "requested-token-type",
                        "jwt"),
                b -> b.tokenExchange("login")
                        .audience("api")
                        .resource(ADDRESS.toString())
                        .requestedTokenType("urn:ietf:params:oauth:token-type:jwt"));
    }

    private static Consumer<ClientRegistration.Builder> policy(Duration margin, Duration skew) {
        return b -> b.policy(new RefreshPolicy(
                margin, skew, STANDARD.waitTimeout(), STANDARD.attemptTimeout(), STANDARD.defaultLifetime()));
    }

    private static RefreshPolicy timed(int wait, int attempt, int lifetime) {
        return new RefreshPolicy(
                null, null, Duration.ofSeconds(wait), Duration.ofSeconds(attempt), Duration.ofSeconds(lifetime));
    }

    private static ClientRegistration registration(Consumer<ClientRegistration.Builder> more) {
        ClientRegistration.Builder builder = ClientRegistration.named("parts")
                .tokenEndpoint(URI.create("https://identity.example/token"))
                .authentication(new ClientAuthentication.ClientSecretBasic("parts-desk", "s3cr3t-of-client"))
                .refreshToken("s3cr3t-refresh");
        more.accept(builder);
        return builder.build();
    }

    private static ClientRegistration configured(Map<String, String> properties) {
        TestConfig config = TestConfig.ofParts()
                .with("freshet.login.token-endpoint", "https://identity.example/token")
                .with("freshet.login.client-id", "login")
                .with("freshet.login.grant", "authorization-code");
        properties.forEach((key, value) -> config.with("freshet.parts." + key, value));
        return config.readParts().registration();
    }

    private static Map<String, String> facts(ClientRegistration registration) throws ReflectiveOperationException {
        Map<String, String> facts = new TreeMap<>();
        for (Method method : ClientRegistration.class.getMethods()) {
            if (method.getParameterCount() == 0
                    && method.getDeclaringClass() == ClientRegistration.class
                    && !method.getName().equals("additions")) {
                facts.put(method.getName(), String.valueOf(method.invoke(registration)));
            }
        }
        facts.put("parameters", registration.additions().parameters().toString());
        facts.put("headers", registration.additions().headers().toString());
        facts.put("server", server(registration));
        return facts;
    }

    /** What is known of the server without asking it, which nobody is to do here. */
    private static String server(ClientRegistration registration) {
        if (registration.issuer().isPresent() || registration.grant() instanceof Grant.TokenExchange) {
            return "";
        }
        try (TokenSources sources = TokenSources.builder().client(registration).build()) {
            return sources.server("parts").toString();
        }
    }

    @Test
    void eachKeyHasABuilderCall() {
        Set<Key> named = EnumSet.copyOf(REGISTRATION.keySet());
        Stream.of(SIGNING.keySet(), FEATURE.keySet(), SOURCES.keySet()).forEach(named::addAll);
        Set<String> signIn = Arrays.stream(SignInSettings.class.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
        Set<Key> missing = EnumSet.allOf(Key.class);
        missing.removeIf(key -> named.contains(key) || key.isSignIn() && signIn.contains(component(key)));

        assertEquals(Set.of(), missing, "name the builder call of these keys here, and make one if there is none");
    }

    /** Those of the sign-in are in a record, which the module takes as a whole. */
    private static String component(Key key) {
        StringBuilder name = new StringBuilder();
        for (String word : key.text().substring("sign-in.".length()).split("-")) {
            name.append(name.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }

    private static Set<Key> keysOfRegistrations() {
        return REGISTRATION.keySet();
    }

    @ParameterizedTest
    @MethodSource("keysOfRegistrations")
    void builderMakesWhatPropertiesMake(Key key) throws ReflectiveOperationException {
        Same same = REGISTRATION.get(key);
        Map<String, String> made = facts(registration(same.builder()));

        assertEquals(facts(configured(same.properties())), made);
        assertTrue(
                same.properties().keySet().stream().anyMatch(property -> property.startsWith(key.text())), key::name);
        assertNotEquals(facts(registration(builder -> {})), made);
    }

    @Test
    void featureAndSourcesTakeWhatIsTheirs() {
        for (Consumer<TokenSources.Builder> call : SOURCES.values()) {
            TokenSources.Builder sources = TokenSources.builder();
            call.accept(sources);
            try (TokenSources built = sources.build()) {
                OAuth2Feature.Builder feature =
                        OAuth2Feature.builder(built, "parts").provider(ProviderProfile.of("fortellis"));
                FEATURE.values().forEach(each -> each.accept(feature));
                assertEquals("OAuth2Feature[parts]", feature.build().toString());
            }
        }
    }
}
