package dev.freshet.example.cluster;

import dev.freshet.it.keycloak.Keycloak;
import dev.freshet.it.keycloak.Realm;
import dev.freshet.it.partner.IntrospectingApi;
import dev.freshet.it.partner.RecordedTokenEndpoint;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/**
 * What the nodes share: PostgreSQL, where their grant is; Keycloak, whose access tokens live 10 s and whose refresh tokens are
 * good for one use; and the partner's API. Thread-safe.
 */
final class Surroundings implements AutoCloseable {

    private static final Duration LIFETIME = Duration.ofSeconds(10);
    private static final String SERVER_IN_WAR = "127.0.0.1:5432/parts";
    private static final String DATABASE = "postgres";

    private final EmbeddedPostgres database;
    private final Keycloak keycloak;
    private final Realm realm;
    private final RecordedTokenEndpoint tokenEndpoint;
    private final IntrospectingApi api;
    private final Map<String, String> environment;

    private Surroundings(EmbeddedPostgres database, Keycloak keycloak) {
        this.database = database;
        this.keycloak = keycloak;
        this.realm = keycloak.newRealm(LIFETIME);
        this.tokenEndpoint = RecordedTokenEndpoint.before(realm.tokenEndpoint());
        this.api = IntrospectingApi.start(realm);
        this.environment = Map.ofEntries(
                Map.entry("FRESHET_PARTS_TOKEN_ENDPOINT", tokenEndpoint.uri().toString()),
                Map.entry("FRESHET_PARTS_CLIENT_ID", Realm.CLIENT_ID),
                Map.entry("FRESHET_PARTS_CLIENT_SECRET", Realm.CLIENT_SECRET),
                Map.entry(
                        "FRESHET_PARTS_REFRESH_TOKEN",
                        realm.passwordGrant("alice").refreshToken()),
                Map.entry("FRESHET_PARTS_SCOPE", "openid"),
                Map.entry("FRESHET_PARTS_ROTATION", "rotating"),
                // So long, and ten seconds more, the others wait for a node that was killed in a refresh.
                Map.entry("FRESHET_PARTS_ATTEMPT_TIMEOUT", "3s"),
                Map.entry("FRESHET_PARTS_STORE", "jdbc"),
                Map.entry("FRESHET_PARTS_DATA_SOURCE", "java:global/jdbc/parts"),
                Map.entry("FRESHET_PARTS_ENCRYPTION_KEY", newKey()),
                Map.entry("PARTS_API_MP_REST_URI", api.uri().toString()));
    }

    /** Starts all of it; takes about ten seconds. */
    static Surroundings start() throws IOException {
        EmbeddedPostgres database = EmbeddedPostgres.start();
        return new Surroundings(database, Keycloak.start());
    }

    private static String newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /** What each node has to know, as the environment of its server. */
    Map<String, String> environment() {
        return environment;
    }

    /** The application with the address of this database, in this folder. */
    Path application(Path war, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path own = folder.resolve(war.getFileName());
        Files.copy(war, own, StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem archive = FileSystems.newFileSystem(own)) {
            Path descriptor = archive.getPath("WEB-INF/web.xml");
            String text = Files.readString(descriptor);
            if (!text.contains(SERVER_IN_WAR)) {
                throw new IOException("FRESHET-0502: " + war + " has no data source at " + SERVER_IN_WAR
                        + "; build the example anew");
            }
            Files.writeString(
                    descriptor, text.replace(SERVER_IN_WAR, "127.0.0.1:" + database.getPort() + "/" + DATABASE));
        }
        return own;
    }

    /** What all nodes together have asked of the authorization server. */
    String line() {
        return "%d token requests, each refresh token presented %s"
                .formatted(
                        tokenEndpoint.requests(),
                        mostPresented() <= 1 ? "once" : "up to " + mostPresented() + " times");
    }

    /** How often the refresh token was presented that was presented most. */
    int mostPresented() {
        return tokenEndpoint.presented().values().stream().max(Integer::compare).orElse(0);
    }

    @Override
    public void close() {
        api.close();
        tokenEndpoint.close();
        keycloak.close();
        try {
            database.close();
        } catch (IOException e) {
            throw new UncheckedIOException("FRESHET-0503: PostgreSQL did not stop; end it by hand", e);
        }
    }
}
