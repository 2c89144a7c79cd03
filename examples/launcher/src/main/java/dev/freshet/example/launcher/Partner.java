package dev.freshet.example.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.freshet.testkit.Answer;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.ProtectedResource;
import dev.freshet.testkit.RecordedRequest;
import dev.freshet.testkit.Rotation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * The partner of the parts desk: its authorization server, whose access tokens live 10 s and whose refresh tokens are good
 * for one use, its API, and a switch to make trouble. Thread-safe.
 */
final class Partner implements AutoCloseable {

    private static final Duration LIFETIME = Duration.ofSeconds(10);
    private static final Duration OUTAGE = Duration.ofSeconds(20);
    private static final String CLIENT = "parts-desk";
    private static final Map<String, String> CATALOGUE = Map.of(
            "OF-1042", part("OF-1042", "Oil filter", "8.90", 120),
            "CF-3318", part("CF-3318", "Cabin filter with charcoal", "21.50", 34),
            "BP-2210", part("BP-2210", "Brake pads, front axle", "64.00", 18),
            "SP-0734", part("SP-0734", "Spark plug, iridium", "13.20", 260),
            "WB-0600", part("WB-0600", "Wiper blade, 600 mm", "17.80", 0),
            "TB-9001", part("TB-9001", "Timing belt kit with water pump", "189.00", 5));

    private final String secret = UUID.randomUUID().toString();
    private final AuthorizationServer login = AuthorizationServer.start()
            .client(CLIENT, secret)
            .accessTokenLifetime(LIFETIME)
            .rotation(Rotation.ROTATING);
    private final ProtectedResource api = ProtectedResource.start(login)
            .requireHeader("Subscription-Id")
            .requireUniqueHeader("Request-Id")
            .on("GET", "/parts/*", Partner::find);
    private final HttpServer control;

    private Partner(HttpServer control) {
        this.control = control;
        control.createContext("/revoke", exchange -> obey(exchange, login::revokeAccessTokens));
        control.createContext(
                "/outage",
                exchange -> obey(exchange, () -> login.tokenEndpoint().breakFor(OUTAGE)));
        control.start();
    }

    static Partner start() throws IOException {
        return new Partner(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    /** What the parts desk has to know, as the environment of its server. The refresh token is that of a new login. */
    Map<String, String> environment() {
        return Map.of(
                "FRESHET_PARTS_TOKEN_ENDPOINT", login.tokenEndpoint().uri().toString(),
                "FRESHET_PARTS_CLIENT_SECRET", secret,
                "FRESHET_PARTS_REFRESH_TOKEN", login.grant(CLIENT).refreshToken(),
                "PARTS_API_MP_REST_URI", api.uri("").toString(),
                "PARTSDESK_CONTROL_URI", controlUri().toString());
    }

    private URI controlUri() {
        return URI.create("http://127.0.0.1:" + control.getAddress().getPort());
    }

    /** The authorization server. */
    AuthorizationServer login() {
        return login;
    }

    /** The API. */
    ProtectedResource api() {
        return api;
    }

    private static Answer find(RecordedRequest request) {
        String part = CATALOGUE.get(request.path().substring("/parts/".length()));
        return part == null ? Answer.json(404, "{\"code\":\"UNKNOWN-PART\"}") : Answer.json(200, part);
    }

    private static String part(String sku, String name, String price, int stock) {
        return "{\"sku\":\"%s\",\"name\":\"%s\",\"price\":%s,\"currency\":\"EUR\",\"stock\":%d}"
                .formatted(sku, name, price, stock);
    }

    private static void obey(HttpExchange exchange, Runnable order) throws IOException {
        try (exchange) {
            boolean post = exchange.getRequestMethod().equals("POST");
            if (post) {
                order.run();
            }
            exchange.sendResponseHeaders(post ? 204 : 405, -1);
        }
    }

    @Override
    public void close() {
        control.stop(0);
        api.close();
        login.close();
    }
}
