package dev.freshet.it.keycloak;

import dev.freshet.it.process.ChildProcess;
import dev.freshet.it.process.FreePorts;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A running Keycloak on the loopback address and free ports. Safe for use by several threads. Needs the distribution that
 * the build of this module prepares, named by the system property {@code keycloak.home}.
 */
public final class Keycloak implements AutoCloseable {

    private final ChildProcess process;
    private final URI uri;
    private final Http http = new Http();
    private final AtomicInteger realms = new AtomicInteger();

    private Keycloak(ChildProcess process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /** The one server of this JVM, started by the first call and stopped when the JVM ends. */
    public static Keycloak shared() {
        return Shared.KEYCLOAK;
    }

    /** Starts a server with nothing but the master realm, and returns when it answers requests. Takes about 7 seconds. */
    public static Keycloak start() {
        List<Integer> ports = FreePorts.of(2);
        try {
            Path data = Files.createTempDirectory("freshet-keycloak");
            ChildProcess process = Distribution.prepared().startCopy(data, ports.get(0), ports.get(1));
            return new Keycloak(process, URI.create("http://127.0.0.1:" + ports.get(0)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start Keycloak", e);
        }
    }

    /**
     * Makes a realm with two users, strict rotation (a refresh token may be used once) and recorded events.
     *
     * @param accessTokenLifespan unit: whole seconds, at least one
     */
    public Realm newRealm(Duration accessTokenLifespan) {
        String name = "test-" + realms.incrementAndGet();
        JsonObject realm = RealmTemplate.named(name, accessTokenLifespan);
        Http.expect(http.postJson(uri.resolve("/admin/realms"), adminToken(), realm), 201);
        return new Realm(this, http, name);
    }

    /** Where the server listens, without a path. */
    public URI uri() {
        return uri;
    }

    /** The server's output so far. */
    public String log() {
        return process.log();
    }

    JsonArray adminQuery(String path) {
        return Http.json(http.get(uri.resolve(path), adminToken()), 200).asJsonArray();
    }

    void adminPost(String path) {
        adminPost(path, JsonValue.EMPTY_JSON_OBJECT);
    }

    void adminPost(String path, JsonObject what) {
        Http.expect(http.postJson(uri.resolve(path), adminToken(), what), 204);
    }

    void adminCreate(String path, JsonObject what) {
        Http.expect(http.postJson(uri.resolve(path), adminToken(), what), 201);
    }

    /** Changes some members of what is at this path. */
    void adminChange(String path, JsonObject members) {
        JsonObject before =
                Http.json(http.get(uri.resolve(path), adminToken()), 200).asJsonObject();
        JsonObject after = Json.createMergePatch(members).apply(before).asJsonObject();
        Http.expect(http.putJson(uri.resolve(path), adminToken(), after), 204);
    }

    private String adminToken() {
        Map<String, String> form = Map.of(
                "grant_type",
                "password",
                "client_id",
                "admin-cli",
                "username",
                Distribution.ADMIN,
                "password",
                Distribution.ADMIN);
        URI endpoint = uri.resolve("/realms/master/protocol/openid-connect/token");
        return Http.json(http.postForm(endpoint, form), 200).asJsonObject().getString("access_token");
    }

    @Override
    public void close() {
        process.close();
    }

    private static final class Shared {
        static final Keycloak KEYCLOAK = start();
    }
}
