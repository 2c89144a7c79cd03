package dev.freshet.jakarta.config;

import dev.freshet.jakarta.config.StoreSettings.Place;
import dev.freshet.oauth.SecretFile;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.store.EncryptionKeys;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where grants are kept. */
final class Storage {

    private static final String MEMORY = "memory";
    private static final String FILE = "file";
    private static final String JDBC = "jdbc";
    private static final String BEAN = "bean";
    private static final List<String> CHOICES = List.of(MEMORY, FILE, JDBC, BEAN);
    private static final String UNENCRYPTED = "none";
    private static final String HOW_TO_MAKE_A_KEY = "what 'openssl rand -base64 32' prints";
    private static final Pattern TABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*\\.)?[A-Za-z_][A-Za-z0-9_]*");

    private final ClientProperties properties;
    private final Set<String> warnings;

    Storage(ClientProperties properties, Set<String> warnings) {
        this.properties = properties;
        this.warnings = warnings;
    }

    /** Whether tokens outlive the process. */
    static boolean isLasting(ClientProperties properties) {
        return !choice(properties).equals(MEMORY);
    }

    private static String choice(ClientProperties properties) {
        return properties.choice(Key.STORE, CHOICES, MEMORY);
    }

    StoreSettings read(@Nullable ClientRegistration registration) {
        if (properties.text(Key.DATA_SOURCE) != null && !choice(properties).equals(JDBC)) {
            properties.problem(
                    Key.DATA_SOURCE, "is there, but store=" + choice(properties) + ": write store=jdbc, or remove it");
        }
        Place place =
                switch (choice(properties)) {
                    case FILE -> new StoreSettings.Files(directory(registration));
                    case JDBC -> database();
                    case BEAN -> new StoreSettings.Bean();
                    default -> new StoreSettings.Memory();
                };
        return new StoreSettings(place, keys(place));
    }

    /**
     * The default differs for each registration, since two applications may well have a {@code default} client each, and
     * must not find each other's tokens; a redeployment of the same one finds its own.
     */
    private Path directory(@Nullable ClientRegistration registration) {
        String configured = properties.text(Key.STORE_DIRECTORY);
        if (configured != null) {
            try {
                return Path.of(configured).toAbsolutePath();
            } catch (InvalidPathException e) {
                properties.problem(Key.STORE_DIRECTORY, "is no path: write a directory on a local disk");
            }
        }
        String id = registration == null ? "" : "-" + shortId(registration);
        return Path.of(System.getProperty("user.home"), ".freshet", properties.client() + id);
    }

    private static String shortId(ClientRegistration registration) {
        String id = registration
                        .tokenEndpoint()
                        .map(URI::toString)
                        .or(registration::issuer)
                        .orElseThrow() + "\n" + registration.authentication().clientId();
        return UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 8);
    }

    private Place database() {
        String dataSource = properties.required(
                Key.DATA_SOURCE, "the JNDI name of the data source, such as java:comp/DefaultDataSource");
        String table = properties.text(Key.STORE_TABLE);
        if (table != null && !TABLE.matcher(table).matches()) {
            properties.problem(
                    Key.STORE_TABLE,
                    "is '" + table
                            + "', which is no name of a table: write letters, digits and _, as in app.freshet_grant");
        }
        return new StoreSettings.Database(
                String.valueOf(dataSource),
                table == null ? "freshet_grant" : table,
                properties.flag(Key.STORE_CREATE_TABLE, true));
    }

    private @Nullable Supplier<EncryptionKeys> keys(Place place) {
        String text = properties.text(Key.ENCRYPTION_KEY);
        boolean expected = place instanceof StoreSettings.Database;
        if (text == null) {
            if (expected) {
                properties.missing(
                        Key.ENCRYPTION_KEY,
                        HOW_TO_MAKE_A_KEY + ", or file: and the path of a file that has it, so that nobody can use the "
                                + "tokens who reads the database or its backups; none leaves them as they are");
            }
            return null;
        }
        if (place instanceof StoreSettings.Memory) {
            properties.problem(
                    Key.ENCRYPTION_KEY, "is there, but tokens are kept in memory: remove it, or choose another store");
            return null;
        }
        if (text.equals(UNENCRYPTED)) {
            warnings.add("FRESHET-0160: tokens of '" + properties.client() + "' are kept as they are, and work for "
                    + "whoever reads the store or its backups. Write " + HOW_TO_MAKE_A_KEY + " to "
                    + Key.ENCRYPTION_KEY.of(properties.client()));
            return null;
        }
        return keys(text);
    }

    private @Nullable Supplier<EncryptionKeys> keys(String text) {
        if (ClientProperties.isFile(text)) {
            Path file = properties.file(Key.ENCRYPTION_KEY, text);
            return file == null ? null : keys(file);
        }
        try {
            EncryptionKeys keys = EncryptionKeys.of(text);
            return () -> keys;
        } catch (IllegalArgumentException e) {
            properties.problem(Key.ENCRYPTION_KEY, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** What cannot be read yet stops nothing: a mounted file may come later. */
    private Supplier<EncryptionKeys> keys(Path file) {
        Supplier<EncryptionKeys> keys = new SecretFile(file).as(bytes -> EncryptionKeys.of(SecretFile.text(bytes)));
        try {
            EncryptionKeys unused = keys.get(); // may well throw
        } catch (UncheckedIOException | IllegalArgumentException e) {
            warnings.add("FRESHET-0155: " + Key.ENCRYPTION_KEY.of(properties.client()) + " is of no use yet: "
                    + e.getMessage() + ". It is read again whenever the store is used");
        }
        return keys;
    }
}
