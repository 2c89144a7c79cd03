package dev.freshet.jakarta.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.freshet.refresh.ClientRegistration;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the document says of the properties is what the code says, and the defaults are true. */
class ConfigurationDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/configuration.md");
    private static final String COMMAND = "mvn -q test -pl jakarta-ee -am -Dtest=ConfigurationDocumentTest "
            + "-Dsurefire.failIfNoSpecifiedTests=false -Dwrite-documents";

    private static final String HEAD = """
            # Configuration

            All properties, from any source of MicroProfile Config: `freshet.<client>.<key>`, or the environment variable
            beside it, such as `FRESHET_PARTS_CLIENT_SECRET` for `freshet.parts.client-secret`. `freshet.clients`
            (`FRESHET_CLIENTS`) names clients that no annotation names, separated by commas; `@OAuth2Client` without a value
            means the client `default`. Durations are ISO-8601 or `10s`, `500ms`, `5m`, `2h`, `1d`; sizes are bytes or `64KiB`,
            `1MiB`. Whatever is wrong stops the deployment with one message that names all of it and what to write.

            Made from the code (`Key`) by
            `%s`.
            """;

    @Test
    void documentIsMadeFromTheKeys() throws IOException {
        String text = text();
        if (Boolean.getBoolean("write-documents")) {
            Files.writeString(DOCUMENT, text);
        }
        assertEquals(
                text,
                Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "",
                "docs/configuration.md is not what the code says: make it anew with " + COMMAND);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void eachKeyIsDescribed(Key key) {
        for (String cell : List.of(key.standard(), key.words())) {
            assertFalse(cell.isBlank() || cell.contains("|") || cell.contains("\n") || cell.endsWith("."), cell);
            assertEquals(0, cell.chars().filter(c -> c == '`').count() % 2, cell);
        }
    }

    /** To write a default is to change nothing. */
    @ParameterizedTest
    @MethodSource("keysWithALiteralDefault")
    void defaultIsWhatHoldsWithoutTheKey(Key key) throws ReflectiveOperationException {
        String standard = key.standard().replace("`", "");

        assertEquals(facts(clientFor(key)), facts(clientFor(key).with(key.of("parts"), standard)));
    }

    private static Stream<Key> keys() {
        return Arrays.stream(Key.values());
    }

    private static Stream<Key> keysWithALiteralDefault() {
        Pattern literal = Pattern.compile("`[^`<]+`");
        return keys().filter(key -> literal.matcher(key.standard()).matches());
    }

    private static TestConfig clientFor(Key key) {
        TestConfig config = TestConfig.ofParts().without("freshet.parts.store");
        if (key == Key.STORE_TABLE || key == Key.STORE_CREATE_TABLE) {
            return config.with("freshet.parts.store", "jdbc")
                    .with("freshet.parts.data-source", "jdbc/app")
                    .with("freshet.parts.encryption-key", "none");
        }
        return key.isSignIn()
                ? config.without("freshet.parts.refresh-token")
                        .with("freshet.parts.issuer", "https://identity.example")
                        .with("freshet.parts.grant", "authorization-code")
                        .with("freshet.parts.sign-in.protected-paths", "/orders")
                : config;
    }

    /** All that can be asked of the settings of a client, since not all of it is compared by {@code equals}. */
    private static Map<String, String> facts(TestConfig config) throws ReflectiveOperationException {
        ClientSettings settings = config.readParts();
        Map<String, String> facts = new TreeMap<>();
        collect(ClientSettings.class, settings, facts);
        collect(ClientRegistration.class, settings.registration(), facts);
        return facts;
    }

    private static void collect(Class<?> type, Object of, Map<String, String> facts)
            throws ReflectiveOperationException {
        Set<String> actions = Set.of("hashCode", "toString", "getClass", "notify", "notifyAll", "wait");
        for (Method method : type.getMethods()) {
            if (method.getParameterCount() == 0 && !actions.contains(method.getName())) {
                facts.put(method.getName(), String.valueOf(method.invoke(of)));
            }
        }
    }

    private static String text() {
        StringBuilder text = new StringBuilder(HEAD.formatted(COMMAND));
        for (Key.Group group : Key.Group.values()) {
            text.append("\n## ").append(group.title()).append("\n\n");
            text.append(group.words().isEmpty() ? "" : group.words() + ".\n\n");
            text.append("| key | default | for | environment variable |\n|---|---|---|---|\n");
            keys().filter(key -> key.group() == group).forEach(key -> text.append(row(key)));
        }
        return text.toString();
    }

    private static String row(Key key) {
        return "| `" + key.text() + "` | " + key.standard() + " | " + key.words() + " | `FRESHET_<CLIENT>_"
                + Key.environmentForm(key.text()) + "` |\n";
    }
}
