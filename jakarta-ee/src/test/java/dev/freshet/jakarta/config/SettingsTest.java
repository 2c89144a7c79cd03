package dev.freshet.jakarta.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.jakarta.config.RetrySettings.Replayed;
import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.Connections;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.oauth.TokenRequestAdditions;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.Grant;
import dev.freshet.refresh.RefreshPolicy;
import dev.freshet.refresh.RefreshTokenPolicy;
import dev.freshet.refresh.RefreshTokenPolicy.Rotation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    /** 32 bytes of zero, and of one bits. */
    private static final String KEY = "A".repeat(43) + "=";

    private static final String OTHER_KEY = "/".repeat(42) + "8=";

    @Test
    void fewPropertiesMakeAClient() {
        ClientSettings parts = TestConfig.ofParts().readParts();

        ClientRegistration registration = parts.registration();
        assertEquals(Optional.of(URI.create("https://identity.example/token")), registration.tokenEndpoint());
        assertEquals(
                new ClientAuthentication.ClientSecretBasic("parts-desk", "s3cr3t-of-client"),
                registration.authentication());
        Grant.ConfiguredRefreshToken grant = assertInstanceOf(Grant.ConfiguredRefreshToken.class, registration.grant());
        assertEquals("s3cr3t-refresh", grant.refreshToken().value());
        assertEquals(RefreshPolicy.DEFAULT, registration.policy());
        assertTrue(registration.scope().isEmpty());
        assertTrue(parts.enabled());
        assertEquals(new RetrySettings(true, Replayed.ALWAYS, 1024 * 1024, false, List.of()), parts.retry());
        assertNull(parts.baseUri());
    }

    @Test
    void readsEveryProperty() {
        ClientSettings parts = TestConfig.ofParts()
                .with("freshet.parts.grant", "refresh-token")
                .with("freshet.parts.client-authentication", "client_secret_post")
                .with("freshet.parts.scope", "offline_access openid")
                .with("freshet.parts.redirect-uri", "https://parts.example/callback")
                .with("freshet.parts.base-uri", "https://api.example/v1")
                .with("freshet.parts.allowed-origins", "https://a.example, https://b.example:8443/")
                .with("freshet.parts.retry", "false")
                .with("freshet.parts.rotation", "retry-safe")
                .with("freshet.parts.replay", "idempotent")
                .with("freshet.parts.replay-limit", "64KiB")
                .with("freshet.parts.invalid-token", "strict")
                .with("freshet.parts.invalid-token-codes", "TOKEN-EXPIRED, INVALID-TOKEN")
                .with("freshet.parts.rotation-leeway", "30s")
                .with("freshet.parts.keep-alive", "P1D")
                .with("freshet.parts.store-directory", "/var/lib/parts")
                .with("freshet.parts.refresh-margin", "40s")
                .with("freshet.parts.clock-skew", "500ms")
                .with("freshet.parts.wait-timeout", "PT5S")
                .with("freshet.parts.attempt-timeout", "2s")
                .with("freshet.parts.default-lifetime", "1h")
                .with("freshet.parts.headers.Subscription-Id", "test")
                .with("freshet.parts.headers.Request-Id", "{uuid}")
                .readParts();

        ClientRegistration registration = parts.registration();
        assertEquals(
                new ClientAuthentication.ClientSecretPost("parts-desk", "s3cr3t-of-client"),
                registration.authentication());
        assertEquals("offline_access openid", registration.scope().orElseThrow());
        assertEquals(
                "https://parts.example/callback", registration.redirectUri().orElseThrow());
        assertEquals(
                new RefreshPolicy(
                        Duration.ofSeconds(40),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2),
                        Duration.ofHours(1)),
                registration.policy());
        assertEquals(
                new RefreshTokenPolicy(Rotation.RETRY_SAFE, Duration.ofSeconds(30), Duration.ofDays(1)),
                registration.refreshTokenPolicy());
        assertEquals(URI.create("https://api.example/v1"), parts.baseUri());
        assertEquals(
                List.of(URI.create("https://a.example"), URI.create("https://b.example:8443/")),
                parts.allowedOrigins());
        assertEquals(Map.of("Subscription-Id", "test", "Request-Id", "{uuid}"), parts.headers());
        assertEquals(new StoreSettings(new StoreSettings.Files(Path.of("/var/lib/parts")), null), parts.store());
        assertEquals(
                new RetrySettings(false, Replayed.IDEMPOTENT, 65_536, true, List.of("TOKEN-EXPIRED", "INVALID-TOKEN")),
                parts.retry());
    }

    @Test
    void connectionsAreAsConfigured(@TempDir Path directory) {
        Path truststore = directory.resolve("ca.pem");
        Path keystore = directory.resolve("client.p12");
        Settings settings = TestConfig.ofParts()
                .without("freshet.parts.client-secret")
                .with("freshet.parts.client-authentication", "self_signed_tls_client_auth")
                .with("freshet.parts.rotation", "persistent")
                .with("freshet.parts.truststore", "file:" + truststore)
                .with("freshet.parts.keystore", "file:" + keystore)
                .with("freshet.parts.keystore-password", "s3cr3t")
                .with("freshet.parts.proxy", "proxy.example:3128")
                .with("freshet.parts.connect-timeout", "2s")
                .read("parts");

        ClientRegistration parts = settings.clients().get("parts").registration();
        Connections connections = parts.connections();
        assertEquals(new ClientAuthentication.Certificate("parts-desk"), parts.authentication());
        assertEquals("the JVM's TLS, trusting " + truststore + ", presenting " + keystore, "" + connections.tls());
        assertEquals(
                "proxy.example:3128",
                connections.proxy().select(URI.create("https://identity.example")).stream()
                        .map(proxy -> (InetSocketAddress) proxy.address())
                        .map(address -> address.getHostString() + ":" + address.getPort())
                        .findFirst()
                        .orElseThrow());
        assertEquals(Duration.ofSeconds(2), connections.connectTimeout());
        assertEquals(2, settings.warnings().size(), settings.warnings()::toString);
        assertTrue(
                settings.warnings().get(1).startsWith("FRESHET-0155: freshet.parts.keystore is of no use yet: "),
                settings.warnings()::toString);
        assertEquals(
                HttpClient.Builder.NO_PROXY,
                TestConfig.ofParts()
                        .with("freshet.parts.proxy", "none")
                        .readParts()
                        .registration()
                        .connections()
                        .proxy());
    }

    @Test
    void certificateMayComeFromABean() {
        Settings settings = TestConfig.ofParts()
                .without("freshet.parts.client-secret")
                .with("freshet.parts.client-authentication", "tls_client_auth")
                .with("freshet.parts.rotation", "persistent")
                .read("parts");

        assertEquals(1, settings.warnings().size());
        assertTrue(
                settings.warnings()
                        .get(0)
                        .endsWith("write freshet.parts.keystore, unless there is a bean of type SSLContext with "
                                + "@OAuth2Client(\"parts\")"),
                settings.warnings()::toString);
    }

    @Test
    void tokenRequestsCarryWhatIsConfigured() {
        TokenRequestAdditions additions = TestConfig.ofParts()
                .with("freshet.parts.token-parameters.audience", "https://api.example")
                .with("freshet.parts.token-headers", "Gateway-Key")
                .withVariable("FRESHET_PARTS_TOKEN_HEADERS_GATEWAY_KEY", "s3cr3t")
                .readParts()
                .registration()
                .additions();

        assertEquals(
                new TokenRequestAdditions(Map.of("audience", "https://api.example"), Map.of("Gateway-Key", "s3cr3t")),
                additions);
        assertFalse(additions.toString().contains("s3cr3t"), additions::toString);
    }

    @Test
    void environmentVariablesAloneAreEnough() {
        TestConfig config = new TestConfig()
                .withVariable("FRESHET_CLIENTS", "my-parts")
                .withVariable("FRESHET_MY_PARTS_TOKEN_ENDPOINT", "https://identity.example/token")
                .withVariable("FRESHET_MY_PARTS_CLIENT_ID", "parts-desk")
                .withVariable("FRESHET_MY_PARTS_CLIENT_SECRET", "s3cr3t")
                .withVariable("FRESHET_MY_PARTS_GRANT", "client-credentials")
                .withVariable("FRESHET_MY_PARTS_HEADERS", "Subscription-Id,Request-Id")
                .withVariable("FRESHET_MY_PARTS_HEADERS_SUBSCRIPTION_ID", "test")
                .withVariable("FRESHET_MY_PARTS_HEADERS_REQUEST_ID", "{uuid}");

        ClientSettings parts = config.read().clients().get("my-parts");

        Grant.Direct grant =
                assertInstanceOf(Grant.Direct.class, parts.registration().grant());
        assertInstanceOf(TokenRequest.ClientCredentials.class, grant.request());
        assertEquals(
                List.of("Subscription-Id", "Request-Id"),
                List.copyOf(parts.headers().keySet()));
        assertEquals("test", parts.headers().get("Subscription-Id"));
    }

    @Test
    void environmentOverridesTheFile() {
        ClientSettings parts = TestConfig.ofParts()
                .with("freshet.parts.headers.Subscription-Id", "file")
                .withVariable("FRESHET_PARTS_HEADERS_SUBSCRIPTION_ID", "environment")
                .withVariable("FRESHET_PARTS_CLIENT_ID", "other")
                .readParts();

        assertEquals("other", parts.registration().authentication().clientId());
        assertEquals(Map.of("Subscription-Id", "environment"), parts.headers());
    }

    @Test
    void clientWithoutASecretIsPublic() {
        ClientSettings parts =
                TestConfig.ofParts().without("freshet.parts.client-secret").readParts();

        assertEquals(
                new ClientAuthentication.None("parts-desk"),
                parts.registration().authentication());
    }

    @Test
    void authorizationCodeMeansAGrantForEachUser() {
        ClientSettings parts = TestConfig.ofParts()
                .without("freshet.parts.refresh-token")
                .with("freshet.parts.grant", "authorization-code")
                .readParts();

        assertInstanceOf(Grant.PerUser.class, parts.registration().grant());
    }

    @Test
    void tokenExchangeIsOfTheTokensOfAnotherClientWhichIsKnownByThat() {
        Settings settings = TestConfig.ofParts()
                .without("freshet.parts.refresh-token")
                .without("freshet.parts.store")
                .with("freshet.parts.grant", "token-exchange")
                .with("freshet.parts.subject-client", "login")
                .with("freshet.parts.audience", "parts-api")
                .with("freshet.parts.resource", "https://api.example/")
                .with("freshet.parts.requested-token-type", "access-token")
                .with("freshet.parts.scope", "read")
                .with("freshet.login.token-endpoint", "https://identity.example/token")
                .with("freshet.login.client-id", "login")
                .with("freshet.login.grant", "authorization-code")
                .read("parts");

        ClientSettings parts = settings.clients().get("parts");
        assertEquals(
                new Grant.TokenExchange(
                        "login",
                        "urn:ietf:params:oauth:token-type:access_token",
                        "parts-api",
                        "https://api.example/",
                        "read"),
                parts.registration().grant());
        assertEquals(Optional.of("login"), parts.subjectClient());
        assertEquals(Set.of("parts", "login"), settings.clients().keySet());
        assertTrue(settings.warnings().isEmpty(), settings.warnings()::toString);
    }

    @Test
    void switchedOffTokenExchangeNeedsNoOtherClient() {
        ClientSettings parts = TestConfig.ofParts()
                .without("freshet.parts.refresh-token")
                .without("freshet.parts.store")
                .with("freshet.parts.grant", "token-exchange")
                .with("freshet.parts.subject-client", "login")
                .with("freshet.parts.enabled", "false")
                .with("freshet.login.enabled", "false")
                .readParts();

        assertNull(parts.registration());
    }

    @Test
    void tokensOfTheApplicationMayBeBroughtIn() {
        ClientSettings parts = TestConfig.ofParts()
                .without("freshet.parts.refresh-token")
                .with("freshet.parts.grant", "brought-in")
                .readParts();
        assertEquals(new Grant.BroughtIn(), parts.registration().grant());
        assertFalse(parts.registration().grant().isPerUser());
    }

    @Test
    void deadRefreshTokenMayHaveAFallback() {
        assertEquals(
                Optional.empty(),
                TestConfig.ofParts().readParts().registration().fallback());
        assertEquals(
                Optional.of(new Grant.Direct(new TokenRequest.ClientCredentials("read", null))),
                TestConfig.ofParts()
                        .with("freshet.parts.scope", "read")
                        .with("freshet.parts.fallback", "client-credentials")
                        .readParts()
                        .registration()
                        .fallback());
        Settings byPassword = TestConfig.ofParts()
                .with("freshet.parts.fallback", "password")
                .with("freshet.parts.username", "alice")
                .with("freshet.parts.password", "s3cr3t")
                .with("freshet.parts.allow-password-grant", "true")
                .read("parts");
        assertEquals(
                Optional.of(new Grant.Direct(new TokenRequest.Password("alice", "s3cr3t", null))),
                byPassword.clients().get("parts").registration().fallback());
        assertEquals(
                List.of(),
                byPassword.warnings().stream()
                        .filter(warning -> warning.contains("0154"))
                        .toList());
        assertInstanceOf(
                Grant.JwtBearer.class,
                TestConfig.ofParts()
                        .with("freshet.parts.fallback", "jwt-bearer")
                        .with("freshet.parts.assertion", "file:/run/secrets/assertion")
                        .readParts()
                        .registration()
                        .fallback()
                        .orElseThrow());
    }

    @Test
    void assertionIsReadFromItsFileEachTime(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("assertion");
        ClientSettings parts = TestConfig.ofParts()
                .without("freshet.parts.refresh-token")
                .with("freshet.parts.grant", "jwt-bearer")
                .with("freshet.parts.assertion", "file:" + file)
                .readParts();
        Grant.JwtBearer grant =
                assertInstanceOf(Grant.JwtBearer.class, parts.registration().grant());

        Files.writeString(file, "one\n");
        assertEquals("one", grant.assertions().get());
        Files.writeString(file, "two\n");
        assertEquals("two", grant.assertions().get());
        Files.writeString(file, "\n");
        UncheckedIOException e = assertThrows(
                UncheckedIOException.class, () -> grant.assertions().get());
        assertTrue(e.getMessage().startsWith("FRESHET-0016: ") && e.getMessage().contains("is empty"), e::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_secret_basic", "client_secret_post"})
    void secretInAFileIsTheOneThatIsThereNow(String way, @TempDir Path directory) throws Exception {
        Path file = directory.resolve("secret");
        Files.writeString(file, "one\n");
        Settings settings = TestConfig.ofParts()
                .with("freshet.parts.client-authentication", way)
                .with("freshet.parts.client-secret", "file:" + file)
                .read("parts");
        assertTrue(settings.warnings().stream().noneMatch(warning -> warning.contains("client-secret")));
        ClientAuthentication authentication =
                settings.clients().get("parts").registration().authentication();
        assertEquals("parts-desk", authentication.clientId());

        ClientAuthentication one = authentication.current();
        assertSame(one, authentication.current());
        assertEquals(Set.of("one"), one.secrets());
        Files.writeString(file, "two\n");
        assertEquals(Set.of("two"), authentication.current().secrets());
        assertNotEquals(one, authentication.current());
    }

    @Test
    void passwordGrantCarriesTheScopeThatIsConfigured() {
        ClientSettings parts = TestConfig.ofParts()
                .without("freshet.parts.refresh-token")
                .with("freshet.parts.grant", "password")
                .with("freshet.parts.username", "alice")
                .with("freshet.parts.password", "s3cr3t")
                .with("freshet.parts.allow-password-grant", "true")
                .with("freshet.parts.scope", "openid offline_access")
                .readParts();

        Grant.Direct grant =
                assertInstanceOf(Grant.Direct.class, parts.registration().grant());
        assertEquals(new TokenRequest.Password("alice", "s3cr3t", "openid offline_access"), grant.request());
    }

    @Test
    void resolvesExpressionsOfTheFile() {
        ClientSettings parts = TestConfig.ofParts()
                .with("freshet.parts.client-secret", "${PARTS_SECRET}")
                .withVariable("PARTS_SECRET", "from-environment")
                .readParts();

        assertEquals(
                new ClientAuthentication.ClientSecretBasic("parts-desk", "from-environment"),
                parts.registration().authentication());
    }

    @Test
    void twoRegistrationsOfOneNameDoNotShareADirectory() {
        Path one = directory(TestConfig.ofParts());
        Path again = directory(TestConfig.ofParts().with("freshet.parts.refresh-token", "other"));
        Path other = directory(TestConfig.ofParts().with("freshet.parts.client-id", "other"));

        assertTrue(one.startsWith(Path.of(System.getProperty("user.home"), ".freshet")), one::toString);
        assertEquals(one, again);
        assertNotEquals(one, other);
    }

    private static Path directory(TestConfig config) {
        return ((StoreSettings.Files) config.readParts().store().place()).directory();
    }

    @Test
    void databaseNeedsItsDataSourceAndAKey() {
        StoreSettings store = TestConfig.ofParts()
                .with("freshet.parts.store", "jdbc")
                .with("freshet.parts.data-source", "java:comp/DefaultDataSource")
                .with("freshet.parts.encryption-key", KEY)
                .readParts()
                .store();

        assertEquals(new StoreSettings.Database("java:comp/DefaultDataSource", "freshet_grant", true), store.place());
        assertNotNull(store.keys());
        assertFalse(store.toString().contains(KEY), store::toString);
    }

    @Test
    void databaseCanHaveATableMadeBySomebodyElse() {
        StoreSettings store = TestConfig.ofParts()
                .with("freshet.parts.store", "jdbc")
                .with("freshet.parts.data-source", "jdbc/app")
                .with("freshet.parts.store-table", "app.tokens")
                .with("freshet.parts.store-create-table", "false")
                .with("freshet.parts.encryption-key", KEY + "," + OTHER_KEY)
                .readParts()
                .store();

        assertEquals(new StoreSettings.Database("jdbc/app", "app.tokens", false), store.place());
        assertEquals(1, store.keys().get().toString().split(",").length - 1, "two keys");
    }

    @Test
    void whoWantsTokensUnencryptedInADatabaseIsWarned() {
        Settings settings = TestConfig.ofParts()
                .with("freshet.parts.store", "jdbc")
                .with("freshet.parts.data-source", "jdbc/app")
                .with("freshet.parts.encryption-key", "none")
                .read("parts");

        assertNull(settings.clients().get("parts").store().keys());
        assertTrue(settings.warnings().get(0).startsWith("FRESHET-0160: "), settings.warnings()::toString);
    }

    @Test
    void keyInAFileThatIsNotThereYetStopsNothing(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("keys");
        Settings settings = TestConfig.ofParts()
                .with("freshet.parts.encryption-key", "file:" + file)
                .read("parts");

        assertTrue(settings.warnings().get(0).startsWith("FRESHET-0155: "), settings.warnings()::toString);
        Files.writeString(file, KEY + "\n");
        assertNotNull(settings.clients().get("parts").store().keys().get());
    }

    @Test
    void clientThatIsSwitchedOffNeedsNothing() {
        ClientSettings parts =
                new TestConfig().with("freshet.parts.enabled", "false").readParts();

        assertFalse(parts.enabled());
        assertNull(parts.registration());
    }

    @Test
    void clientThatIsSwitchedOffHasNoTokensAndOpensNoStore() {
        ClientSettings parts = TestConfig.ofParts()
                .with("freshet.parts.enabled", "false")
                .with("freshet.parts.store", "jdbc")
                .readParts();

        assertFalse(parts.enabled());
        assertNull(parts.registration());
        assertEquals(new StoreSettings.Memory(), parts.store().place());
    }

    @Test
    void nothingIsAskedOfAnApplicationWithoutClients() {
        assertEquals(Map.of(), new TestConfig().read().clients());
    }

    @Test
    void injectedClientIsContentWithAllowedOrigins() {
        Settings settings = TestConfig.ofParts()
                .with("freshet.parts.allowed-origins", "https://api.example")
                .read(Map.of("parts", Set.of(Use.CLIENT)));

        assertEquals(1, settings.clients().get("parts").allowedOrigins().size());
    }

    @ParameterizedTest
    @CsvSource({"10s, PT10S", "500ms, PT0.5S", "5m, PT5M", "2h, PT2H", "1d, PT24H", "PT1M30S, PT1M30S", "7 S, PT7S"})
    void readsDurations(String text, Duration expected) {
        assertEquals(expected, Durations.parse(text));
    }

    @Test
    void showsNoSecretInText() {
        ClientSettings parts = TestConfig.ofParts()
                .with("freshet.parts.headers.X-Key", "s3cr3t")
                .readParts();

        assertFalse(parts.toString().contains("s3cr3t"), parts::toString);
        assertTrue(parts.toString().contains("X-Key"), parts::toString);
    }

    @Nested
    class SignIn {

        private final TestConfig config = TestConfig.ofParts()
                .without("freshet.parts.refresh-token")
                .with("freshet.parts.issuer", "https://identity.example")
                .with("freshet.parts.grant", "authorization-code");

        @Test
        void isOffWithoutAnyOfItsProperties() {
            assertEquals(Optional.empty(), config.read("parts").signingIn());
        }

        @Test
        void needsOnePropertyOnly() {
            Settings settings = config.with("freshet.parts.sign-in.protected-paths", "/api/*, /orders,*.html")
                    .read("parts");

            ClientSettings client = settings.signingIn().orElseThrow();
            assertEquals("parts", client.name());
            assertEquals(
                    new SignInSettings(
                            List.of("/api/*", "/orders", "*.html"),
                            "/sign-in",
                            "groups",
                            List.of("sub", "name", "preferred_username", "email"),
                            false,
                            Duration.ofSeconds(10),
                            "/",
                            List.of(),
                            true,
                            null,
                            Map.of()),
                    client.signIn());
        }

        @Test
        void asksForWhatASignInNeedsInEachRefreshToo() {
            config.with("freshet.parts.sign-in.protected-paths", "/*").with("freshet.parts.scope", "orders openid");

            assertEquals(
                    Optional.of("openid orders offline_access"),
                    config.readParts().registration().scope());
            assertEquals(
                    Optional.of("openid"),
                    config.without("freshet.parts.scope")
                            .with("freshet.parts.sign-in.offline-access", "false")
                            .readParts()
                            .registration()
                            .scope());
        }

        @Test
        void takesWhatIsConfigured() {
            SignInSettings signIn = config.with("freshet.parts.sign-in.base", "/auth/oidc")
                    .with("freshet.parts.sign-in.roles-claim", "realm_access/roles")
                    .with("freshet.parts.sign-in.claims", "name,picture")
                    .with("freshet.parts.sign-in.silent-fallback", "true")
                    .with("freshet.parts.sign-in.silent-timeout", "5s")
                    .with("freshet.parts.sign-in.after-sign-out", "https://www.example/goodbye")
                    .with("freshet.parts.sign-in.trusted-origins", "https://shop.example")
                    .withVariable("FRESHET_PARTS_SIGN_IN_OFFLINE_ACCESS", "false")
                    .with("freshet.parts.sign-in.prompt", "consent select_account")
                    .with("freshet.parts.sign-in.parameters.access_type", "offline")
                    .readParts()
                    .signIn();

            assertEquals(
                    new SignInSettings(
                            List.of(),
                            "/auth/oidc",
                            "realm_access/roles",
                            List.of("name", "picture"),
                            true,
                            Duration.ofSeconds(5),
                            "https://www.example/goodbye",
                            List.of(URI.create("https://shop.example")),
                            false,
                            "consent select_account",
                            Map.of("access_type", "offline")),
                    signIn);
        }
    }
}
