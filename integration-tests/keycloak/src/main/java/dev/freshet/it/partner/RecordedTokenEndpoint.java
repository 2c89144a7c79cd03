package dev.freshet.it.partner;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Stands before a token endpoint, passes each request on, and knows how many were under way at the same time, which the
 * events of a server do not tell. Thread-safe.
 */
public final class RecordedTokenEndpoint implements AutoCloseable {

    private static final List<String> PASSED_ON = List.of("Authorization", "Content-Type", "Accept", "Cache-Control");

    private static final Pattern TOKEN = Pattern.compile("_token\"\\s*:\\s*\"([^\"]+)\"");

    private final URI target;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final LoopbackHttp http;
    private final Set<String> secrets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostUnderWay = new AtomicInteger();

    private RecordedTokenEndpoint(URI target) {
        this.target = target;
        this.http = LoopbackHttp.start(this::handle);
    }

    /** Starts a recorder before this endpoint. */
    public static RecordedTokenEndpoint before(URI target) {
        return new RecordedTokenEndpoint(target);
    }

    /** The address to give to the application in place of the endpoint's own. */
    public URI uri() {
        return http.uri("/token");
    }

    /** How many requests came. */
    public int requests() {
        return requests.get();
    }

    /** The most requests that were under way at the same time. */
    public int mostConcurrent() {
        return mostUnderWay.get();
    }

    /** Every token that the endpoint issued: what no log line may contain. */
    public Set<String> secrets() {
        return Set.copyOf(secrets);
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        HttpResponse<byte[]> answer;
        try {
            answer = passOn(exchange);
        } finally {
            // Before the answer goes out: the client may send its next request as soon as it has this one's answer.
            underWay.decrementAndGet();
        }
        TOKEN.matcher(new String(answer.body(), StandardCharsets.UTF_8))
                .results()
                .forEach(token -> secrets.add(token.group(1)));
        LoopbackHttp.answer(
                exchange,
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse("application/json"),
                answer.body());
    }

    private HttpResponse<byte[]> passOn(HttpExchange exchange) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        exchange.getRequestBody().readAllBytes()));
        PASSED_ON.forEach(name -> {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        });
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
