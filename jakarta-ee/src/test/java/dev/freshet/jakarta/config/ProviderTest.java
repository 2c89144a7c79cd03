package dev.freshet.jakarta.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.TokenRequestAdditions;
import dev.freshet.refresh.ProviderProfile;
import dev.freshet.refresh.RefreshTokenPolicy;
import dev.freshet.refresh.RefreshTokenPolicy.Rotation;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider does otherwise counts, unless something is written. */
class ProviderTest {

    private static TestConfig parts(String provider) {
        return TestConfig.ofParts().with("freshet.parts.provider", provider);
    }

    private static TestConfig signIn(String provider) {
        return parts(provider)
                .without("freshet.parts.refresh-token")
                .with("freshet.parts.grant", "authorization-code")
                .with("freshet.parts.issuer", "https://identity.example")
                .with("freshet.parts.sign-in.protected-paths", "/orders");
    }

    private static List<String> known() {
        return ProviderProfile.known();
    }

    @ParameterizedTest
    @MethodSource("known")
    void eachProfileIsOfUseAndCitesItsSources(String name) throws IOException {
        assertDoesNotThrow(() -> parts(name).readParts());
        try (var file =
                ProviderProfile.class.getResourceAsStream("/META-INF/freshet/providers/" + name + ".properties")) {
            String source = "";
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("#")) {
                    source += line;
                } else {
                    assertTrue(source.contains("https://"), name + ": " + line);
                    source = "";
                }
            }
        }
    }

    @Test
    void fortellisHasHeadersAndCodesOfItsOwn() {
        ClientSettings parts = parts("fortellis")
                .with("freshet.parts.headers.Subscription-Id", "test")
                .readParts();

        assertEquals(Map.of("Subscription-Id", "test", "Request-Id", "{uuid}"), parts.headers());
        assertEquals(List.of("TOKEN-EXPIRED", "INVALID-TOKEN"), parts.retry().codes());
        assertNull(parts.signIn());
    }

    @Test
    void oktaAndEntraDifferInWhatBecomesOfRefreshTokens() {
        assertEquals(
                new RefreshTokenPolicy(Rotation.UNKNOWN, Duration.ofSeconds(30), null),
                parts("okta").readParts().registration().refreshTokenPolicy());
        assertEquals(
                new RefreshTokenPolicy(Rotation.RETRY_SAFE, Duration.ZERO, null),
                parts("entra").readParts().registration().refreshTokenPolicy());
    }

    @Test
    void keycloakAuth0AndGoogleDifferInHowARefreshTokenIsAskedFor() {
        assertEquals(
                "openid", signIn("keycloak").readParts().registration().scope().orElseThrow());
        assertEquals(
                "openid offline_access",
                signIn("auth0").readParts().registration().scope().orElseThrow());
        SignInSettings google = signIn("google").readParts().signIn();
        assertEquals("consent", google.prompt());
        assertEquals(Map.of("access_type", "offline"), google.parameters());
        assertFalse(google.offlineAccess());
    }

    @Test
    void profileAloneSignsNobodyIn() {
        assertNull(parts("google").readParts().signIn());
    }

    @Test
    void whatIsWrittenGoesBeforeTheProfile() {
        ClientSettings parts = parts("fortellis")
                .with("freshet.parts.rotation-leeway", "0s")
                .with("freshet.parts.invalid-token-codes", "GONE")
                .withVariable("FRESHET_PARTS_HEADERS_REQUEST_ID", "mine")
                .readParts();

        assertEquals(Map.of("Request-Id", "mine"), parts.headers());
        assertEquals(List.of("GONE"), parts.retry().codes());
        assertEquals(
                Duration.ZERO,
                parts("okta")
                        .with("freshet.parts.rotation-leeway", "0s")
                        .readParts()
                        .registration()
                        .refreshTokenPolicy()
                        .rotationLeeway());
        assertTrue(signIn("keycloak")
                .with("freshet.parts.sign-in.offline-access", "true")
                .readParts()
                .signIn()
                .offlineAccess());
    }

    @Test
    void headerOfTheProfileMayBeSpeltInAnotherWay() {
        ClientSettings parts = parts("fortellis")
                .with("freshet.parts.headers.request-id", "mine")
                .readParts();

        assertEquals(Map.of("request-id", "mine"), parts.headers());
    }

    @Test
    void unknownOneIsAProblemThatListsTheKnownOnes() {
        ConfigurationException e = assertThrows(ConfigurationException.class, parts("oktaa")::readParts);

        assertTrue(
                e.getMessage()
                        .contains(
                                "freshet.parts.provider cannot be used. There is no profile 'oktaa': write one of auth0, "
                                        + "entra, fortellis, google, keycloak, okta, or add META-INF/freshet/providers/"),
                e::getMessage);
        assertEquals(
                1,
                Arrays.stream(e.getMessage().split("\n"))
                        .filter(line -> line.contains("oktaa"))
                        .count());
        assertThrows(ConfigurationException.class, parts("../providers/okta")::readParts);
    }

    @Test
    void oneOfTheApplicationIsFoundInItsClassPath(@TempDir Path directory) throws Exception {
        write(directory, "acme", "rotation=persistent\ntoken-headers.Gateway-Key=g\ntoken-parameters.audience=a\n");
        inClassPath(directory, () -> {
            TokenRequestAdditions additions = parts("acme")
                    .with("freshet.parts.token-headers.gateway-key", "mine")
                    .readParts()
                    .registration()
                    .additions();
            assertEquals(Map.of("audience", "a"), additions.parameters());
            assertEquals(Map.of("gateway-key", "mine"), additions.headers());
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client-secret=s3cr3t",
                "rotation=sometimes",
                "rotation-leeway=30s",
                "rotation-leeway=PT1S",
                "headers.="
            })
    void valueThatNoProfileCanHaveIsAProblem(String line, @TempDir Path directory) throws Exception {
        write(directory, "acme", line + "\n");
        inClassPath(directory, () -> {
            ConfigurationException e = assertThrows(ConfigurationException.class, parts("acme")::readParts);
            assertTrue(
                    e.getMessage()
                            .contains("freshet.parts.provider cannot be used. The profile 'acme' has a value that is "),
                    e::getMessage);
            assertFalse(e.getMessage().contains("s3cr3t"), e::getMessage);
        });
    }

    private static void write(Path directory, String name, String text) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("META-INF/freshet/providers"));
        Files.writeString(folder.resolve(name + ".properties"), text);
    }

    private static void inClassPath(Path directory, Runnable work) throws IOException {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader application =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(application);
            work.run();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}
