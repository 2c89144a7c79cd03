package dev.freshet.it.partner;

import com.sun.net.httpserver.HttpExchange;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A protected API for many calls: it asks nobody, but reads from each token, a JWT, when that ends. It does not verify
 * signatures, so that a test has to know where the tokens come from. Thread-safe.
 */
public final class ExpiryCheckingApi implements AutoCloseable {

    private static final String BEARER = "Bearer ";

    private final LoopbackHttp http = LoopbackHttp.start(this::handle);
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    private ExpiryCheckingApi() {}

    /** Starts an API. */
    public static ExpiryCheckingApi start() {
        return new ExpiryCheckingApi();
    }

    /** The address of the API. */
    public URI uri() {
        return http.uri("/");
    }

    /** How many requests had a token that had not ended. */
    public int served() {
        return served.get();
    }

    /** How many requests were answered with 401. */
    public int refused() {
        return refused.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        if (isGood(exchange.getRequestHeaders().getFirst("Authorization"))) {
            served.incrementAndGet();
            LoopbackHttp.answer(exchange, 200, "text/plain", "served".getBytes(StandardCharsets.UTF_8));
        } else {
            refused.incrementAndGet();
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"parts\", error=\"invalid_token\"");
            LoopbackHttp.answer(exchange, 401, "text/plain", "refused".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static boolean isGood(@Nullable String header) {
        if (header == null || !header.startsWith(BEARER)) {
            return false;
        }
        String claims = header.substring(BEARER.length()).split("\\.")[1];
        try (JsonReader reader = Json.createReader(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(claims)))) {
            return Instant.now().getEpochSecond()
                    < reader.readObject().getJsonNumber("exp").longValue();
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
