package dev.freshet.jakarta.config;

import dev.freshet.refresh.ClientRegistration;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where grants are kept. */
final class Storage {

    static final String MEMORY = "memory";
    static final String FILE = "file";
    static final List<String> CHOICES = List.of(MEMORY, FILE);

    private Storage() {}

    static boolean isFile(ClientProperties properties) {
        return properties.choice(Key.STORE, CHOICES, MEMORY).equals(FILE);
    }

    /**
     * Null for memory. The default differs for each registration, since two applications may well have a
     * {@code default} client each, and must not find each other's tokens; a redeployment of the same one finds its own.
     */
    static @Nullable Path directory(ClientProperties properties, @Nullable ClientRegistration registration) {
        String configured = properties.text(Key.STORE_DIRECTORY);
        if (!isFile(properties)) {
            return null;
        }
        if (configured == null) {
            String id = registration == null ? "" : "-" + shortId(registration);
            return Path.of(System.getProperty("user.home"), ".freshet", properties.client() + id);
        }
        try {
            return Path.of(configured).toAbsolutePath();
        } catch (InvalidPathException e) {
            properties.problem(Key.STORE_DIRECTORY, "is no path: write a directory on a local disk");
            return null;
        }
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
}
