package dev.freshet.jakarta.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.refresh.Grant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemsTest {

    @Test
    void allProblemsOfAllClientsAreInOneException() {
        TestConfig config = TestConfig.ofParts()
                .without("freshet.parts.client-id")
                .with("freshet.parts.wait-timeout", "soon")
                .with("freshet.orders.grant", "client-credentials");

        ConfigurationException e = assertThrows(ConfigurationException.class, () -> config.read("parts", "orders"));

        String id = "the id that the authorization server gave this client";
        assertEquals(
                List.of(
                        "freshet.parts.client-id is missing: write " + id,
                        "freshet.parts.wait-timeout is 'soon': write a duration such as 10s, 500ms, 5m or PT10S",
                        "freshet.orders.token-endpoint is missing: write the address of the token endpoint, such as "
                                + "https://identity.example/oauth2/v1/token, or freshet.orders.issuer to have it found",
                        "freshet.orders.client-id is missing: write " + id),
                problems(e));
        assertTrue(e.getMessage().startsWith("FRESHET-0151: "), e::getMessage);
        assertEquals(e.getMessage(), e.toString());
        assertEquals(0, e.getStackTrace().length);
    }

    @Test
    void noSecretIsInAMessage() {
        TestConfig config = TestConfig.ofParts()
                .with("freshet.parts.client-authentication", "none")
                .with("freshet.parts.token-endpoint", "https://alice:s3cr3t@identity.example/token")
                .with("freshet.parts.headers.X-Key", "s3cr3t\u0001")
                .with("freshet.parts.username", "s3cr3t")
                .with("freshet.parts.base-uri", "s3cr3t");

        ConfigurationException e = assertThrows(ConfigurationException.class, config::readParts);

        assertEquals(4, problems(e).size(), e::getMessage);
        assertFalse(e.getMessage().contains("s3cr3t"), e::getMessage);
    }

    @Test
    void databaseWithoutDataSourceOrKeySaysHowToMakeOne() {
        TestConfig config =
                TestConfig.ofParts().with("freshet.parts.store", "jdbc").with("freshet.parts.store-table", "my table");

        ConfigurationException e = assertThrows(ConfigurationException.class, config::readParts);

        assertEquals(3, problems(e).size(), e::getMessage);
        assertTrue(e.getMessage().contains("freshet.parts.data-source is missing: write the JNDI name"), e::getMessage);
        assertTrue(e.getMessage().contains("freshet.parts.store-table is 'my table'"), e::getMessage);
        assertTrue(
                e.getMessage()
                        .contains(
                                "freshet.parts.encryption-key is missing: write what 'openssl rand -base64 32' prints"),
                e::getMessage);
    }

    @Test
    void nothingIsEncryptedInMemory() {
        TestConfig config =
                TestConfig.ofParts().with("freshet.parts.store", "memory").with("freshet.parts.encryption-key", "none");

        ConfigurationException e = assertThrows(ConfigurationException.class, config::readParts);

        assertTrue(e.getMessage().contains("encryption-key is there, but tokens are kept in memory"), e::getMessage);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        grant                 | code                  | freshet.parts.grant is 'code': write one of refresh-token
        client-authentication | none                  | freshet.parts.client-authentication is none, but there is
        token-endpoint        | identity.example      | freshet.parts.token-endpoint is no address of a server
        base-uri              | ftp://api.example     | freshet.parts.base-uri is no address of a server
        allowed-origins       | https://api.example/v | freshet.parts.allowed-origins has an entry with a path
        enabled               | yes                   | freshet.parts.enabled is 'yes': write one of true, false
        store                 | disk                  | freshet.parts.store is 'disk': write one of memory, file
        data-source           | jdbc/app              | freshet.parts.data-source is there, but store=file: write
        encryption-key        | s3cr3t                | freshet.parts.encryption-key has something that is no key
        attempt-timeout       | 0s                    | freshet.parts.attempt-timeout is zero
        wait-timeout          | P300000000D           | freshet.parts.wait-timeout is more than a day: write how
        rotation-leeway       | P2D                   | freshet.parts.rotation-leeway is more than a day: write a
        refresh-margin        | -PT1S                 | freshet.parts.refresh-margin is '-PT1S': write a duration
        headers               | Subscription-Id       | freshet.parts.headers.Subscription-Id is missing: write
        headers               | Subscription Id       | freshet.parts.headers names 'Subscription Id', which is no
        headers.Authorization | Basic                 | freshet.parts.headers.Authorization cannot be set
        truststore            | /etc/ca.pem           | freshet.parts.truststore names no file: write file: and the whole
        keystore-password     | s3cr3t                | freshet.parts.keystore is missing: write the file that
        proxy                 | http://proxy:3128     | freshet.parts.proxy names no proxy: write host:port
        proxy                 | proxy.example         | freshet.parts.proxy names no proxy: write host:port
        proxy                 | proxy.example:99999   | freshet.parts.proxy names no proxy: write host:port
        connect-timeout       | 0s                    | freshet.parts.connect-timeout is zero
        client-authentication | tls_client_auth       | freshet.parts.client-authentication is tls_client_auth, but there
        token-parameters      | audience              | freshet.parts.token-parameters.audience is missing: write
        token-parameters.grant_type | password        | freshet.parts.token-parameters.grant_type is refused: 'grant_type'
        token-headers.Host    | elsewhere             | freshet.parts.token-headers.Host is refused: 'Host' is no header
        """)
    void everyProblemNamesItsProperty(String key, String value, String expected) {
        TestConfig config = TestConfig.ofParts().with("freshet.parts." + key, value);

        ConfigurationException e = assertThrows(ConfigurationException.class, config::readParts);

        assertEquals(1, problems(e).size(), e::getMessage);
        assertTrue(problems(e).get(0).startsWith(expected), e::getMessage);
    }

    @Test
    void marginMustNotBeLessThanSkew() {
        TestConfig config =
                TestConfig.ofParts().with("freshet.parts.refresh-margin", "1s").with("freshet.parts.clock-skew", "2s");

        assertOnlyProblem(config, "freshet.parts.refresh-margin is less than freshet.parts.clock-skew");
    }

    @Test
    void fallbackNeedsWhatItsGrantNeeds() {
        TestConfig config = TestConfig.ofParts().with("freshet.parts.fallback", "jwt-bearer");
        assertOnlyProblem(config, "freshet.parts.assertion is missing");
        assertOnlyProblem(
                TestConfig.ofParts().with("freshet.parts.fallback", "browser"),
                "freshet.parts.fallback is 'browser': write one of none, client-credentials, password, jwt-bearer");
    }

    @Test
    void whatIsBroughtInNeedsAStoreThatLasts() {
        TestConfig config = TestConfig.ofParts()
                .without("freshet.parts.refresh-token")
                .without("freshet.parts.store")
                .with("freshet.parts.grant", "brought-in");
        assertOnlyProblem(config, "freshet.parts.store is memory, but grant=brought-in");
    }

    @Test
    void passwordGrantNeedsItsSwitch() {
        TestConfig config = TestConfig.ofParts()
                .without("freshet.parts.refresh-token")
                .with("freshet.parts.grant", "password")
                .with("freshet.parts.username", "alice")
                .with("freshet.parts.password", "s3cr3t");

        assertOnlyProblem(config, "freshet.parts.allow-password-grant is not true");
    }

    @Test
    void clientCredentialsNeedASecret() {
        TestConfig config = TestConfig.ofParts()
                .without("freshet.parts.refresh-token")
                .without("freshet.parts.client-secret")
                .with("freshet.parts.grant", "client-credentials");

        assertOnlyProblem(config, "freshet.parts.client-secret is missing");
    }

    @Test
    void audienceOfAnExchangeIsNoAddition() {
        TestConfig config = TestConfig.ofParts()
                .without("freshet.parts.refresh-token")
                .without("freshet.parts.store")
                .with("freshet.parts.grant", "token-exchange")
                .with("freshet.parts.subject-client", "login")
                .with("freshet.parts.token-parameters.audience", "api")
                .with("freshet.login.token-endpoint", "https://identity.example/token")
                .with("freshet.login.client-id", "login")
                .with("freshet.login.grant", "authorization-code");

        assertOnlyProblem(
                config,
                "freshet.parts.token-parameters.audience is said by the grant token-exchange itself: write "
                        + "freshet.parts.audience instead");
    }

    @Test
    void rotatingTokenMustNotBeKeptInMemory() {
        TestConfig config =
                TestConfig.ofParts().without("freshet.parts.store").with("freshet.parts.rotation", "rotating");

        assertOnlyProblem(config, "freshet.parts.rotation is rotating: with store=memory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1MB", "-1", "2048MiB", "99999999999", "one"})
    void sizeThatIsNone(String size) {
        TestConfig config = TestConfig.ofParts().with("freshet.parts.replay-limit", size);
        assertOnlyProblem(
                config, "freshet.parts.replay-limit is '" + size + "': write a number of bytes such as 65536");
    }

    @Test
    void leewayThatLeavesNoTimeForASecondAttempt() {
        TestConfig config = TestConfig.ofParts().with("freshet.parts.rotation-leeway", "1s");
        assertOnlyProblem(config, "freshet.parts.rotation-leeway is too short for two attempts: write 2s or more");
    }

    @Test
    void injectedTargetNeedsABaseUri() {
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> TestConfig.ofParts()
                .read(Map.of("parts", Set.of(Use.TARGET, Use.CLIENT))));

        assertEquals(1, problems(e).size(), e::getMessage);
        assertTrue(problems(e).get(0).startsWith("freshet.parts.base-uri is missing"), e::getMessage);
    }

    @Test
    void clientNameHasNoDots() {
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> new TestConfig().read("parts.api"));

        assertTrue(problems(e).get(0).startsWith("The client name 'parts.api'"), e::getMessage);
    }

    @Nested
    class Expressions {

        @Test
        void withoutAValueNameTheirProperty() {
            assertOnlyProblem(
                    TestConfig.ofParts().with("freshet.parts.client-secret", "${PARTS_SECRET}"),
                    "freshet.parts.client-secret holds ${PARTS_SECRET}, which has no value: define it");
        }

        @Test
        void areNotForGeneratedValues() {
            ConfigurationException e = assertThrows(
                    ConfigurationException.class,
                    TestConfig.ofParts().with("freshet.parts.headers.Request-Id", "${uuid}")::readParts);

            assertEquals(1, problems(e).size(), e::getMessage);
            assertTrue(problems(e).get(0).endsWith("write {uuid}, without the dollar sign"), e::getMessage);
        }
    }

    @Nested
    class Misspelt {

        @ParameterizedTest
        @CsvSource({
            "freshet.parts.tokn-endpoint, freshet.parts.token-endpoint",
            "freshet.parts.token-uri, freshet.parts.token-endpoint",
            "freshet.parts.scopes, freshet.parts.scope",
            "freshet.parts.clientId, freshet.parts.client-id",
            "freshet.parts.header.Request-Id, freshet.parts.headers",
            "freshet.client, freshet.clients"
        })
        void propertyIsReportedWithTheLikelyOne(String property, String likely) {
            assertOnlyProblem(
                    TestConfig.ofParts().with(property, "value"),
                    property + " is not known: did you mean " + likely + "?");
        }

        @ParameterizedTest
        @CsvSource({
            "FRESHET_PARTS_TOKN_ENDPOINT, FRESHET_PARTS_TOKEN_ENDPOINT",
            "FRESHET_PARTS_CLIENTID, FRESHET_PARTS_CLIENT_ID"
        })
        void environmentVariableIsReportedOnce(String variable, String likely) {
            assertOnlyProblem(
                    TestConfig.ofParts().withVariable(variable, "value"),
                    variable + " is not known: did you mean " + likely + "?");
        }

        @Test
        void guessesOfAServerAreNotReported() {
            TestConfig config = TestConfig.ofParts()
                    .with("freshet.parts.client.secret", "guess")
                    .with("freshet.parts.headers.request.id", "guess")
                    .with("freshet.parts.headers", "Request-Id")
                    .withVariable("FRESHET_PARTS_CLIENT_SECRET", "value")
                    .withVariable("FRESHET_PARTS_HEADERS_REQUEST_ID", "{uuid}");

            assertEquals(Map.of("Request-Id", "{uuid}"), config.readParts().headers());
        }

        @Test
        void headerOfTheEnvironmentWithoutANameIsReported() {
            assertOnlyProblem(
                    TestConfig.ofParts().withVariable("FRESHET_PARTS_HEADERS_REQUEST_ID", "{uuid}"),
                    "FRESHET_PARTS_HEADERS_REQUEST_ID sets a header that nothing names: add its name to "
                            + "freshet.parts.headers (FRESHET_PARTS_HEADERS)");
        }

        @Test
        void propertyWithoutAClientIsReported() {
            assertOnlyProblem(
                    TestConfig.ofParts().with("freshet.token-endpoint", "https://identity.example"),
                    "freshet.token-endpoint names no client: write freshet.default.token-endpoint");
            assertOnlyProblem(
                    TestConfig.ofParts().withVariable("FRESHET_TOKEN_ENDPOINT", "https://identity.example"),
                    "FRESHET_TOKEN_ENDPOINT names no client: write FRESHET_DEFAULT_TOKEN_ENDPOINT");
        }

        @Test
        void propertiesOfOtherApplicationsAreLeftAlone() {
            TestConfig config = TestConfig.ofParts()
                    .with("freshet.orders.anything", "value")
                    .with("freshetry.parts.anything", "value")
                    .withVariable("FRESHET_ORDERS_ANYTHING", "value");

            assertEquals("parts", config.readParts().name());
        }

        @Test
        void longestClientNameOwnsAVariable() {
            TestConfig config = TestConfig.ofParts()
                    .with("freshet.parts-eu.enabled", "false")
                    .withVariable("FRESHET_PARTS_EU_SCOPE", "value");

            assertEquals(2, config.read("parts", "parts-eu").clients().size());
        }
    }

    @Nested
    class OfTheServer {

        @Test
        void anIssuerTakesThePlaceOfTheTokenEndpoint() {
            ClientSettings parts = TestConfig.ofParts()
                    .without("freshet.parts.token-endpoint")
                    .with("freshet.parts.issuer", "https://identity.example/oauth2/default")
                    .with("freshet.parts.jwks-uri", "https://identity.example/keys")
                    .readParts();

            assertEquals(
                    Optional.of("https://identity.example/oauth2/default"),
                    parts.registration().issuer());
            assertEquals(Optional.empty(), parts.registration().tokenEndpoint());
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "issuer | identity.example | is no address of a server",
                    "issuer | https://identity.example?x=1 | has a query: write the issuer",
                    "issuer | https://identity.example/.well-known/openid-configuration | is the address of a document",
                    "authorization-endpoint | /authorize | is no address of a server",
                    "jwks-uri | keys | is no address of a server",
                    "revocation-endpoint | revoke | is no address of a server",
                    "end-session-endpoint | logout | is no address of a server",
                    "user-tokens | header | is 'header': write one of none, open-id-context, incoming-token",
                    "user-tokens | incoming-token | is for the tokens of users, but freshet.parts.grant is"
                            + " refresh-token",
                })
        void aWrongValueIsNamed(String key, String value, String words) {
            assertOnlyProblem(
                    TestConfig.ofParts()
                            .with("freshet.parts.grant", "refresh-token")
                            .with("freshet.parts." + key, value),
                    "freshet.parts." + key + " " + words);
        }

        @Test
        void tokensOfUsersNeedNoGrantToBeNamed() {
            ClientSettings parts = TestConfig.ofParts()
                    .without("freshet.parts.refresh-token")
                    .with("freshet.parts.user-tokens", "open-id-context")
                    .readParts();

            assertEquals(UserTokens.OPEN_ID_CONTEXT, parts.userTokens());
            assertEquals(new Grant.PerUser(), parts.registration().grant());
        }
    }

    @Nested
    class Warnings {

        @Test
        void nameASecretThatIsNotThereYet() {
            assertOnlyWarning(
                    TestConfig.ofParts()
                            .with("freshet.parts.rotation", "persistent")
                            .with("freshet.parts.client-secret", "file:/nowhere/at/all"),
                    "FRESHET-0155: freshet.parts.client-secret is of no use yet: FRESHET-0016: the secret in "
                            + "/nowhere/at/all cannot be read");
        }

        @Test
        void nameEachEndpointWithoutEncryption() {
            assertOnlyWarning(
                    TestConfig.ofParts().with("freshet.parts.issuer", "http://identity.example"),
                    "FRESHET-0152: freshet.parts.issuer is not encrypted");
        }

        @Test
        void nameATokenEndpointWithoutEncryption() {
            assertOnlyWarning(
                    TestConfig.ofParts().with("freshet.parts.token-endpoint", "http://identity.example/token"),
                    "FRESHET-0152: freshet.parts.token-endpoint is not encrypted");
        }

        @Test
        void nameATokenThatARestartWouldLose() {
            assertOnlyWarning(
                    TestConfig.ofParts().without("freshet.parts.store"),
                    "FRESHET-0153: the server may replace freshet.parts.refresh-token");
        }

        @Test
        void nameAPropertyThatTheGrantDoesNotUse() {
            assertOnlyWarning(
                    TestConfig.ofParts().with("freshet.parts.grant", "client-credentials"),
                    "FRESHET-0154: freshet.parts.refresh-token is not used");
        }

        @ParameterizedTest
        @CsvSource({"http://localhost:8080/token", "http://127.0.0.1/token", "http://[::1]:80/token"})
        void areNotGivenForLoopback(String endpoint) {
            Settings settings = TestConfig.ofParts()
                    .with("freshet.parts.token-endpoint", endpoint)
                    .read("parts");

            assertEquals(List.of(), settings.warnings());
        }

        @Test
        void areNotGivenForATokenThatNeverChanges() {
            Settings settings = TestConfig.ofParts()
                    .without("freshet.parts.store")
                    .with("freshet.parts.rotation", "persistent")
                    .read("parts");

            assertEquals(List.of(), settings.warnings());
        }

        private void assertOnlyWarning(TestConfig config, String expected) {
            List<String> warnings = config.read("parts").warnings();
            assertEquals(1, warnings.size(), warnings::toString);
            assertTrue(warnings.get(0).startsWith(expected), warnings::toString);
        }
    }

    private static void assertOnlyProblem(TestConfig config, String expected) {
        ConfigurationException e = assertThrows(ConfigurationException.class, config::readParts);
        assertEquals(1, problems(e).size(), e::getMessage);
        assertTrue(problems(e).get(0).startsWith(expected), e::getMessage);
    }

    private static List<String> problems(ConfigurationException e) {
        List<String> lines = List.of(e.getMessage().split("\n {2}- "));
        return lines.subList(1, lines.size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        protected-paths | orders               | freshet.parts.sign-in.protected-paths has 'orders': write paths such as /o
        protected-paths | /a/*/b               | freshet.parts.sign-in.protected-paths has '/a/*/b': write paths such as /o
        base            | sign-in              | freshet.parts.sign-in.base is 'sign-in': write a path such as /sign-in
        base            | /sign-in/            | freshet.parts.sign-in.base is '/sign-in/': write a path such as /sign-in
        silent-timeout  | 0s                   | freshet.parts.sign-in.silent-timeout is zero: write a duration of more
        after-sign-out  | //elsewhere.example  | freshet.parts.sign-in.after-sign-out is '//elsewhere.example': write a path of
        trusted-origins | https://shop.test/a  | freshet.parts.sign-in.trusted-origins has an entry with a path: write scheme
        silent-fallbak  | true                 | freshet.parts.sign-in.silent-fallbak is not known: did you mean freshet.parts.sign-in.silent-fallback
        """)
    void signInSaysWhatToWrite(String key, String value, String problem) {
        TestConfig config = ofUsers("parts").with("freshet.parts.sign-in." + key, value);

        ConfigurationException e = assertThrows(ConfigurationException.class, config::readParts);

        assertEquals(1, problems(e).size(), e::getMessage);
        assertTrue(problems(e).get(0).startsWith(problem), e::getMessage);
    }

    @Test
    void signInIsForUsers() {
        TestConfig config = TestConfig.ofParts()
                .with("freshet.parts.issuer", "https://identity.example")
                .with("freshet.parts.grant", "refresh-token")
                .with("freshet.parts.sign-in.protected-paths", "/*");

        ConfigurationException e = assertThrows(ConfigurationException.class, config::readParts);

        assertTrue(e.getMessage().contains("freshet.parts.grant is refresh-token, but"), e::getMessage);
    }

    @Test
    void usersTokensComeFromOnePlace() {
        TestConfig config = ofUsers("parts")
                .with("freshet.parts.user-tokens", "incoming-token")
                .with("freshet.parts.sign-in.protected-paths", "/*");

        ConfigurationException e = assertThrows(ConfigurationException.class, config::readParts);

        assertTrue(e.getMessage().contains("freshet.parts.user-tokens is incoming-token, but"), e::getMessage);
    }

    @Test
    void signInComesBackToAnAddressOfAServer() {
        TestConfig config = ofUsers("parts")
                .with("freshet.parts.redirect-uri", "urn:ietf:wg:oauth:2.0:oob")
                .with("freshet.parts.sign-in.protected-paths", "/*");

        ConfigurationException e = assertThrows(ConfigurationException.class, config::readParts);

        assertTrue(e.getMessage().contains("freshet.parts.redirect-uri is no address of a server"), e::getMessage);
    }

    @Test
    void signInNeedsTheNameOfItsIssuer() {
        TestConfig config =
                ofUsers("parts").without("freshet.parts.issuer").with("freshet.parts.sign-in.protected-paths", "/*");

        ConfigurationException e = assertThrows(ConfigurationException.class, config::readParts);

        assertTrue(e.getMessage().contains("freshet.parts.issuer is missing: write"), e::getMessage);
    }

    @Test
    void signInIsByOneClient() {
        TestConfig config = ofUsers("parts")
                .with("freshet.orders.token-endpoint", "https://identity.example/token")
                .with("freshet.orders.client-id", "orders")
                .with("freshet.orders.issuer", "https://identity.example")
                .with("freshet.orders.grant", "authorization-code")
                .with("freshet.parts.sign-in.protected-paths", "/*")
                .with("freshet.orders.sign-in.base", "/orders/sign-in");

        ConfigurationException e = assertThrows(ConfigurationException.class, () -> config.read("parts", "orders"));

        assertTrue(e.getMessage().contains("The clients parts and orders have properties that begin with sign-in"));
    }

    @Nested
    class OfTokenExchange {

        private TestConfig exchanging() {
            return TestConfig.ofParts()
                    .without("freshet.parts.refresh-token")
                    .without("freshet.parts.store")
                    .with("freshet.parts.grant", "token-exchange")
                    .with("freshet.parts.subject-client", "login")
                    .with("freshet.login.token-endpoint", "https://identity.example/token")
                    .with("freshet.login.client-id", "login")
                    .with("freshet.login.grant", "authorization-code");
        }

        @Test
        void itNamesAnotherClient() {
            assertOnlyProblem(
                    exchanging().without("freshet.parts.subject-client"),
                    "freshet.parts.subject-client is missing: write the name of the client");
        }

        @ParameterizedTest
        @CsvSource({
            "freshet.login.user-tokens,incoming-token",
            "freshet.login.grant,client-credentials",
            "freshet.login.enabled,false",
            "freshet.parts.subject-client,parts"
        })
        void thatHasTokensOfUsers(String name, String value) {
            TestConfig config = exchanging()
                    .with("freshet.login.client-secret", "any")
                    .without("freshet.login.token-endpoint")
                    .with("freshet.login.issuer", "https://identity.example")
                    .with(name, value);
            if (name.endsWith("enabled")) {
                config.without("freshet.login.issuer");
            }
            assertOnlyProblem(config, "freshet.parts.subject-client is ");
        }

        @Test
        void isNotKeptInFiles() {
            assertOnlyProblem(
                    exchanging().with("freshet.parts.store", "file"),
                    "freshet.parts.store is file, but exchanged tokens are made anew");
        }

        @Test
        void asksForAKnownType() {
            assertOnlyProblem(
                    exchanging().with("freshet.parts.requested-token-type", "saml"),
                    "freshet.parts.requested-token-type is 'saml': write one of access-token, jwt");
        }

        @ParameterizedTest
        @ValueSource(strings = {"eyJ.s3cr3t", "file:relative"})
        void anAssertionIsInAFile(String value) {
            assertOnlyProblem(
                    TestConfig.ofParts()
                            .without("freshet.parts.refresh-token")
                            .with("freshet.parts.grant", "jwt-bearer")
                            .with("freshet.parts.assertion", value),
                    "freshet.parts.assertion names no file: write file: and the whole path");
        }
    }

    @Nested
    class OfClientAuthentication {

        @ParameterizedTest
        @ValueSource(strings = {"client_secret_jwt", "private_key_jwt"})
        void signingNeedsItsModule(String way) {
            assertOnlyProblem(
                    TestConfig.ofParts()
                            .with("freshet.parts.client-authentication", way)
                            .with("freshet.parts.client-key", "file:/any"),
                    "freshet.parts.client-authentication is " + way + ", for which something has to be signed: add the "
                            + "dependency dev.freshet:freshet-jose");
        }

        @Test
        void aKeyIsMissing() {
            assertOnlyProblem(
                    TestConfig.ofParts().with("freshet.parts.client-authentication", "private_key_jwt"),
                    "freshet.parts.client-key is missing: write the private key");
        }

        @Test
        void aSecretInAFileHasAWholePath() {
            assertOnlyProblem(
                    TestConfig.ofParts().with("freshet.parts.client-secret", "file:secret"),
                    "freshet.parts.client-secret names no file: write file: and the whole path of one");
        }
    }

    private static TestConfig ofUsers(String client) {
        return TestConfig.ofParts()
                .without("freshet.parts.refresh-token")
                .with("freshet." + client + ".issuer", "https://identity.example")
                .with("freshet." + client + ".grant", "authorization-code");
    }
}
