package dev.freshet.example.portal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.freshet.it.keycloak.Keycloak;
import dev.freshet.it.keycloak.Realm;
import dev.freshet.it.partner.IntrospectingApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * What the portal talks to: Keycloak with two users, whose access tokens live 20 s, the partner's API, and a switch that ends
 * the sessions of a user. Thread-safe.
 */
final class Surroundings implements AutoCloseable {

    static final Set<String> USERS = Set.of("alice", "bob");

    private static final Duration LIFETIME = Duration.ofSeconds(20);

    private final Keycloak keycloak;
    private final Realm realm;
    private final IntrospectingApi api;
    private final HttpServer control;

    private Surroundings(Keycloak keycloak, HttpServer control) {
        this.keycloak = keycloak;
        this.realm = keycloak.newRealm(LIFETIME);
        this.api = IntrospectingApi.start(realm);
        this.control = control;
        control.createContext("/revoke", this::revoke);
        control.start();
    }

    /** Starts all of it; takes about ten seconds. */
    static Surroundings start() throws IOException {
        HttpServer control = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        return new Surroundings(Keycloak.start(), control);
    }

    /** What the portal has to know, as the environment of its server. */
    Map<String, String> environment() {
        return Map.of(
                "PORTAL_ISSUER",
                realm.issuer().toString(),
                "PORTAL_CLIENT_ID",
                Realm.CLIENT_ID,
                "PORTAL_CLIENT_SECRET",
                Realm.CLIENT_SECRET,
                "PORTAL_PARTS_API",
                api.catalogue().toString(),
                "DEALERPORTAL_CONTROL_URI",
                "http://127.0.0.1:" + control.getAddress().getPort());
    }

    /** The body is the name of a user. */
    private void revoke(HttpExchange exchange) throws IOException {
        try (exchange) {
            String user = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean known = exchange.getRequestMethod().equals("POST") && USERS.contains(user);
            if (known) {
                realm.endSessionsOf(user);
            }
            exchange.sendResponseHeaders(known ? 204 : 404, -1);
        }
    }

    @Override
    public void close() {
        control.stop(0);
        api.close();
        keycloak.close();
    }
}
