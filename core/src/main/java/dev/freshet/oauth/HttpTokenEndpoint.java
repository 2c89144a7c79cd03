package dev.freshet.oauth;

import jakarta.json.spi.JsonProvider;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * The token endpoint over HTTP/1.1 with {@code java.net.http}. Safe for use by many threads.
 *
 * <p>No redirect is followed, no cookie is kept, an answer of more than 1 MiB is refused, and a request is never sent
 * twice. One time limit covers a whole attempt, from the connection to the last byte of the answer; half of it is for
 * the connection.
 */
public final class HttpTokenEndpoint implements TokenEndpoint {

    private static final int LONGEST_ANSWER = 1 << 20;

    private final URI address;
    private final ClientAuthentication client;
    private final Duration attemptTimeout;
    private final InstantSource time;
    private final HttpClient http;
    private final AnswerReader answers;

    /**
     * An endpoint that opens no connection before its first request.
     *
     * @param address {@code http} or {@code https}, absolute
     * @param attemptTimeout the time limit of one attempt
     * @throws IllegalArgumentException if the address is no absolute HTTP address
     */
    public HttpTokenEndpoint(URI address, ClientAuthentication client, Duration attemptTimeout, InstantSource time) {
        if (!"https".equalsIgnoreCase(address.getScheme()) && !"http".equalsIgnoreCase(address.getScheme())
                || address.getHost() == null) {
            throw new IllegalArgumentException("The token endpoint must be an absolute address such as "
                    + "https://identity.example/oauth2/v1/token, but is " + address);
        }
        this.address = address;
        this.client = client;
        this.attemptTimeout = attemptTimeout;
        this.time = time;
        this.http = HttpClient.newBuilder()
                // HTTP/2 would be negotiated by upgrade headers that not every token endpoint bears.
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(attemptTimeout.dividedBy(2))
                .build();
        this.answers = new AnswerReader(JsonProvider.provider());
    }

    @Override
    public Answer request(TokenRequest request) {
        Instant requestedAt = time.instant();
        CompletableFuture<HttpResponse<byte[]>> exchange =
                http.sendAsync(message(request), info -> new LimitedBody(LONGEST_ANSWER));
        try {
            HttpResponse<byte[]> response = exchange.get(attemptTimeout.toMillis(), TimeUnit.MILLISECONDS);
            return answers.read(
                    response.statusCode(), response.body(), retryAfter(response), requestedAt, secrets(request));
        } catch (TimeoutException e) {
            exchange.cancel(true);
            return new Answer.Unanswered("no answer within " + attemptTimeout.toMillis() + " ms", null);
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            return new Answer.Unanswered("interrupted while waiting for the answer", null);
        } catch (ExecutionException e) {
            return failed(Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    private Set<String> secrets(TokenRequest request) {
        Set<String> secrets = new HashSet<>(request.secrets());
        secrets.addAll(client.secrets());
        secrets.remove(""); // nothing to hide, and found everywhere
        return secrets;
    }

    private HttpRequest message(TokenRequest request) {
        Map<String, String> parameters = new LinkedHashMap<>(request.parameters());
        parameters.putAll(client.parameters());
        HttpRequest.Builder message = HttpRequest.newBuilder(address)
                .header("Accept", "application/json")
                .header("Cache-Control", "no-cache")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(parameters), StandardCharsets.US_ASCII));
        client.authorization().ifPresent(value -> message.header("Authorization", value));
        return message.build();
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private @Nullable Duration retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .flatMap(value -> RetryAfter.parse(value, time.instant()))
                .orElse(null);
    }

    /** A request is known not to have been sent only if no connection came about. */
    private static Answer failed(Throwable cause) {
        boolean notConnected = cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException;
        String text = cause instanceof IOException && cause.getMessage() != null
                ? cause.getMessage()
                : cause.getClass().getSimpleName();
        return notConnected ? new Answer.NotSent(reason(cause, text)) : new Answer.Unanswered(text, null);
    }

    private static String reason(Throwable cause, String text) {
        return text.equals(cause.getClass().getSimpleName())
                ? text
                : cause.getClass().getSimpleName() + ": " + text;
    }

    @Override
    public String toString() {
        return address + " as " + client;
    }
}
