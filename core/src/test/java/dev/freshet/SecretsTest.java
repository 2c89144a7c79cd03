package dev.freshet;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.freshet.http.InvalidTokenRule;
import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.CodeVerifier;
import dev.freshet.oauth.Connections;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TlsFiles;
import dev.freshet.oauth.TokenEndpoint;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.oauth.TokenRequestAdditions;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** No record shows a secret: each one of the library is filled with secrets wherever a text fits, and printed. */
class SecretsTest {

    private static final String SECRET = "s3cr3t-t0k3n".repeat(4);

    /** Texts that are no secrets, by the name of their component. */
    private static final List<String> PUBLIC_TEXTS = List.of(
            "client",
            "clientId",
            "grantId",
            "scope",
            "redirectUri",
            "error",
            "description",
            "uri",
            "cause",
            "owner",
            "intent",
            "refreshTokenHash",
            "ended",
            "origins",
            "origin",
            "name",
            "scheme",
            "issuer",
            "failure",
            "host",
            "subjectClient",
            "subjectTokenType",
            "requestedTokenType",
            "keyId",
            "algorithm",
            "audience",
            "resource",
            "subject");

    @Test
    void noRecordPrintsASecret() throws Exception {
        List<String> seen = new ArrayList<>();
        for (JavaClass each : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.freshet")) {
            Class<?> type = each.reflect();
            if (type.isRecord()) {
                Object filled = filled(type);
                assertFalse(filled.toString().contains(SECRET), type + " prints " + filled);
                seen.add(type.getSimpleName());
            }
        }
        assertTrue(
                seen.containsAll(List.of(
                        "RefreshToken",
                        "Password",
                        "ClientSecretBasic",
                        "TokenResponse",
                        "StoredGrant",
                        "CodeVerifier",
                        "AuthorizationCode",
                        "Held",
                        "Issued")),
                seen.toString());
    }

    @Test
    void accessTokenDoesNotPrintItself() {
        AccessToken token = AccessToken.of(SECRET, Instant.EPOCH, Instant.MAX, null);
        assertTrue(token.authorization().contains(SECRET));
        assertFalse(token.toString().contains(SECRET));
    }

    @Test
    void registrationDoesNotPrintWhatItIsMadeOf() {
        ClientRegistration registration = ClientRegistration.named("parts")
                .tokenEndpoint(URI.create("https://identity.example/token"))
                .authentication(new ClientAuthentication.ClientSecretBasic("public", SECRET))
                .refreshToken(SECRET)
                .connections(Connections.DEFAULT.withTls(TlsFiles.JVM
                        .trusting(Path.of("/etc/trusted"), SECRET)
                        .presenting(Path.of("/etc/presented"), SECRET)))
                .tokenParameter("key", SECRET)
                .tokenHeader("Gateway-Key", SECRET)
                .build();
        String all = registration.toString() + registration.connections() + registration.additions();
        assertFalse(all.contains(SECRET), all);
        assertTrue(all.contains("/etc/presented") && all.contains("Gateway-Key"), all);
    }

    private static Object filled(Class<?> type) throws Exception {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(components[i]);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(values);
    }

    private static Object value(RecordComponent component) throws Exception {
        Class<?> type = component.getType();
        if (type == String.class) {
            return PUBLIC_TEXTS.contains(component.getName()) ? "public" : SECRET;
        }
        if (type == AccessToken.class) {
            return AccessToken.of(SECRET, Instant.EPOCH, Instant.EPOCH.plusSeconds(60), null);
        }
        if (type == TokenRequest.class) {
            return new TokenRequest.Password(SECRET, SECRET, null);
        }
        if (type == TokenEndpoint.class) {
            return (TokenEndpoint) request -> null;
        }
        if (type == CodeVerifier.class) {
            return new CodeVerifier(SECRET);
        }
        if (type == TokenStore.class) {
            return TokenStore.inMemory();
        }
        if (type == ClientAuthentication.class) {
            return new ClientAuthentication.ClientSecretBasic("public", SECRET);
        }
        if (type == StoredGrant.class) {
            return StoredGrant.of(null, new RefreshToken(SECRET));
        }
        if (type == TokenResponse.class) {
            return TokenResponse.of(SECRET, null, SECRET);
        }
        if (type == InvalidTokenRule.class) {
            return InvalidTokenRule.LENIENT;
        }
        if (type == Supplier.class) {
            return (Supplier<String>) () -> SECRET;
        }
        if (type == Map.class) {
            // Those of a challenge come from a header that anybody may see.
            return component.getDeclaringRecord() == TokenRequestAdditions.class ? Map.of("public", SECRET) : null;
        }
        if (type == Set.class) {
            return Set.of();
        }
        if (type == Duration.class) {
            return Duration.ofSeconds(60);
        }
        if (type == Instant.class) {
            return Instant.EPOCH;
        }
        if (type == URI.class) {
            return URI.create("https://identity.example");
        }
        if (type == List.class) {
            assertTrue(((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0] == String.class);
            return List.of("public");
        }
        if (type == int.class) {
            return 1;
        }
        if (type == long.class) {
            return 1L;
        }
        if (type == double.class) {
            return 1.0;
        }
        if (type == boolean.class) {
            return true;
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        return type.isRecord() ? filled(type) : null;
    }
}
