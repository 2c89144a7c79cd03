package dev.freshet.it.partner;

import com.sun.net.httpserver.HttpExchange;
import dev.freshet.it.keycloak.Realm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A protected API that asks the realm about the token of each request (RFC 7662), so that a revoked token is refused at
 * once. It answers {@code USER:} and the body it got, but below {@code /parts/} with a spare part, and at
 * {@code /catalogue/parts} with a list of them. Thread-safe.
 */
public final class IntrospectingApi implements AutoCloseable {

    private static final String BEARER = "Bearer ";
    private static final String PARTS = "/parts/";
    private static final String CATALOGUE_PATH = "/catalogue";
    private static final String ALL_PARTS = CATALOGUE_PATH + "/parts";

    private static final String CATALOGUE = """
            [{"sku":"OF-1042","name":"Oil filter","price":8.90,"currency":"EUR","stock":120},
             {"sku":"CF-3318","name":"Cabin filter with charcoal","price":21.50,"currency":"EUR","stock":34},
             {"sku":"BP-2210","name":"Brake pads, front axle","price":64.00,"currency":"EUR","stock":18},
             {"sku":"SP-0734","name":"Spark plug, iridium","price":13.20,"currency":"EUR","stock":260},
             {"sku":"WB-0600","name":"Wiper blade, 600 mm","price":17.80,"currency":"EUR","stock":0},
             {"sku":"TB-9001","name":"Timing belt kit with water pump","price":189.00,"currency":"EUR","stock":5}]
            """;

    private final Realm realm;
    private final LoopbackHttp http;
    private final AtomicReference<@Nullable String> latestToken = new AtomicReference<>();
    private final AtomicReference<@Nullable String> latestUser = new AtomicReference<>();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    private IntrospectingApi(Realm realm) {
        this.realm = realm;
        this.http = LoopbackHttp.start(this::handle);
    }

    /** Starts an API that believes the tokens of this realm. */
    public static IntrospectingApi start(Realm realm) {
        return new IntrospectingApi(realm);
    }

    /** The address of the API. */
    public URI uri() {
        return http.uri("/");
    }

    /** The address of the same API for those who want the list. */
    public URI catalogue() {
        return http.uri(CATALOGUE_PATH);
    }

    /** How many requests had a good token. */
    public int served() {
        return served.get();
    }

    /** How many requests were answered with 401. */
    public int refused() {
        return refused.get();
    }

    /** The good token that was seen last. */
    public Optional<String> latestToken() {
        return Optional.ofNullable(latestToken.get());
    }

    /** The user of that token. */
    public Optional<String> latestUser() {
        return Optional.ofNullable(latestUser.get());
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String header = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        if (!header.startsWith(BEARER)) {
            refuse(exchange, "Bearer realm=\"parts\"");
            return;
        }
        String token = header.substring(BEARER.length());
        Optional<String> user = realm.userOf(token);
        if (user.isEmpty()) {
            refuse(exchange, "Bearer realm=\"parts\", error=\"invalid_token\"");
            return;
        }
        latestToken.set(token);
        latestUser.set(user.get());
        served.incrementAndGet();
        String path = exchange.getRequestURI().getPath();
        if (path.contains(PARTS)) {
            LoopbackHttp.answer(exchange, 200, "application/json", part(path.substring(path.lastIndexOf('/') + 1)));
        } else if (path.equals(ALL_PARTS)) {
            LoopbackHttp.answer(exchange, 200, "application/json", CATALOGUE.getBytes(StandardCharsets.UTF_8));
        } else {
            LoopbackHttp.answer(exchange, 200, "text/plain;charset=UTF-8", echo(user.get(), body));
        }
    }

    private void refuse(HttpExchange exchange, String challenge) throws IOException {
        refused.incrementAndGet();
        exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
        LoopbackHttp.answer(exchange, 401, "text/plain", "refused".getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] part(String sku) {
        return "{\"sku\":\"%s\",\"name\":\"Oil filter\",\"price\":8.90,\"currency\":\"EUR\",\"stock\":120}"
                .formatted(sku)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] echo(String user, byte[] body) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.write((user + ":").getBytes(StandardCharsets.UTF_8));
        answer.write(body);
        return answer.toByteArray();
    }

    @Override
    public void close() {
        http.close();
    }
}
