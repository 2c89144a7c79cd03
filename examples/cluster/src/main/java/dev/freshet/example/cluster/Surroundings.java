package dev.freshet.example.cluster;

import dev.freshet.it.keycloak.Keycloak;
import dev.freshet.it.keycloak.Realm;
import dev.freshet.it.partner.IntrospectingApi;
import dev.freshet.it.partner.RecordedTokenEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What the nodes share: a store of files; Keycloak, whose access tokens live 10 s and whose refresh tokens are good for one use;
 * and the partner's API. Thread-safe.
 */
final class Surroundings implements AutoCloseable {

    private static final Duration LIFETIME = Duration.ofSeconds(10);

    private final Keycloak keycloak;
    private final Realm realm;
    private final RecordedTokenEndpoint tokenEndpoint;
    private final IntrospectingApi api;
    private final Map<String, String> environment;

    private Surroundings(Keycloak keycloak, Path store) {
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
                Map.entry("FRESHET_PARTS_STORE", "file"),
                Map.entry("FRESHET_PARTS_STORE_DIRECTORY", store.toString()),
                Map.entry("PARTS_API_MP_REST_URI", api.uri().toString()));
    }

    /** Starts all of it, with a new store in this folder; takes about ten seconds. */
    static Surroundings start(Path folder) throws IOException {
        Path store = Files.createTempDirectory(Files.createDirectories(folder), "tokens");
        return new Surroundings(Keycloak.start(), store);
    }

    /** What each node has to know, as the environment of its server. */
    Map<String, String> environment() {
        return environment;
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
    }
}
