package dev.freshet.it.partner;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before a token endpoint, passes each request on, and knows what the events of a server do not tell: how many
 * requests were under way at the same time, and how often each refresh token was presented. Thread-safe.
 */
public final class RecordedTokenEndpoint implements AutoCloseable {

    private static final List<String> PASSED_ON = List.of("Authorization", "Content-Type", "Accept", "Cache-Control");

    private static final Pattern TOKEN = Pattern.compile("_token\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern PRESENTED = Pattern.compile("(?:^|&)refresh_token=([^&]+)");

    private final URI target;
    private final Consumer<String> witness;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final LoopbackHttp http;
    private final Set<String> secrets = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> presented = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostUnderWay = new AtomicInteger();

    private RecordedTokenEndpoint(URI target, Consumer<String> witness) {
        this.target = target;
        this.witness = witness;
        this.http = LoopbackHttp.start(this::handle);
    }

    /** Starts a recorder before this endpoint. */
    public static RecordedTokenEndpoint before(URI target) {
        return before(target, refreshToken -> {});
    }

    /**
     * The same with a witness.
     *
     * @param witness told the SHA-256 of each refresh token that is presented, in lower-case hexadecimal: the client has
     *     sent its request by then, and the endpoint gets it when this returns
     */
    public static RecordedTokenEndpoint before(URI target, Consumer<String> witness) {
        return new RecordedTokenEndpoint(target, witness);
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

    /** How often each refresh token was presented, by its SHA-256 in lower-case hexadecimal. */
    public Map<String, Integer> presented() {
        return Map.copyOf(presented);
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
            byte[] body = exchange.getRequestBody().readAllBytes();
            note(new String(body, StandardCharsets.UTF_8));
            answer = passOn(exchange, body);
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

    private void note(String form) {
        Matcher refreshToken = PRESENTED.matcher(form);
        if (refreshToken.find()) {
            String hash = sha256(URLDecoder.decode(refreshToken.group(1), StandardCharsets.UTF_8));
            presented.merge(hash, 1, Integer::sum);
            witness.accept(hash);
        }
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private HttpResponse<byte[]> passOn(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
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
