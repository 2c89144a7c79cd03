package dev.freshet.oauth;

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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * How this package talks to an authorization server: HTTP/1.1, no redirect followed, no cookie kept, no form sent
 * twice, an answer of at most 1 MiB, and one time limit from the connection to the last byte.
 */
final class BoundedHttp {

    private static final int LONGEST_ANSWER = 1 << 20;

    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    private final Duration connectTimeout;
    private final Connections connections;
    private final AtomicReference<@Nullable Made> last = new AtomicReference<>();

    /** @param tls null for that of the JVM */
    private record Made(@Nullable SSLContext tls, HttpClient http) {}

    /** @param limit half of it is for a connection, if the connections say nothing else */
    BoundedHttp(Duration limit, Connections connections) {
        this.connectTimeout = Objects.requireNonNullElse(connections.connectTimeout(), limit.dividedBy(2));
        this.connections = connections;
        if (connections.tls() == null) {
            client(null); // so that nobody waits for it later
        }
    }

    /** The client of this context. The one before is let go: its connections and its thread end when it is collected. */
    HttpClient client(@Nullable SSLContext tls) {
        Made seen = last.get();
        if (seen != null && seen.tls() == tls) {
            return seen.http();
        }
        HttpClient.Builder builder = HttpClient.newBuilder()
                // HTTP/2 would be negotiated by upgrade headers that not every token endpoint bears.
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout);
        if (tls != null) {
            builder.sslContext(tls);
        }
        if (connections.proxy() != null) {
            builder.proxy(connections.proxy());
        }
        Made made = new Made(tls, builder.build());
        last.set(made);
        return made.http();
    }

    private HttpClient client() throws NoAnswerException {
        try {
            return client(connections.tls() == null ? null : connections.tls().get());
        } catch (RuntimeException e) {
            throw new NoAnswerException("nothing was sent: " + e.getMessage(), false);
        }
    }

    /** No answer came, or none in time. The message says why, and quotes nothing that was sent. */
    static final class NoAnswerException extends Exception {

        private static final long serialVersionUID = 1L;

        private final boolean sent;

        private NoAnswerException(String message, boolean sent) {
            super(message);
            this.sent = sent;
        }

        /** False only if no connection came about. */
        boolean isSent() {
            return sent;
        }

        /** What happened, in words. */
        String words() {
            return String.valueOf(getMessage());
        }
    }

    /** The answer, whatever its status. */
    HttpResponse<byte[]> send(HttpRequest request, Duration limit) throws NoAnswerException {
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client().sendAsync(request, info -> new LimitedBody(LONGEST_ANSWER));
        try {
            return answered(exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw new NoAnswerException("no answer within " + limit.toMillis() + " ms", true);
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new NoAnswerException("interrupted while waiting for the answer", true);
        } catch (ExecutionException e) {
            throw failed(Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    /** A proxy that wants to know who asks has let nothing through; a server itself never says so. */
    private static HttpResponse<byte[]> answered(HttpResponse<byte[]> response) throws NoAnswerException {
        if (response.statusCode() == PROXY_AUTHENTICATION_REQUIRED) {
            throw new NoAnswerException("the proxy asks for credentials (HTTP 407)", false);
        }
        return response;
    }

    /**
     * The message of a form that a client posts in its own name.
     *
     * @param headers more of them
     */
    static HttpRequest form(
            URI address, ClientAuthentication client, Map<String, String> parameters, Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.putAll(client.parameters());
        HttpRequest.Builder message = HttpRequest.newBuilder(address)
                .header("Accept", "application/json")
                .header("Cache-Control", "no-cache")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encoded(all), StandardCharsets.US_ASCII));
        client.authorization().ifPresent(value -> message.header("Authorization", value));
        headers.forEach(message::header);
        return message.build();
    }

    /** Parameters as a form, or as a query. */
    static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Whether somebody listens to HTTP there. */
    static boolean isAddress(URI address) {
        return ("https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme()))
                && address.getHost() != null;
    }

    /** A request is known not to have been sent only if no connection came about. */
    private static NoAnswerException failed(Throwable cause) {
        boolean notConnected = cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException
                || isRefusedByProxy(cause);
        String text = cause instanceof IOException && cause.getMessage() != null
                ? cause.getMessage()
                : cause.getClass().getSimpleName();
        return new NoAnswerException(notConnected ? reason(cause, text) : text, !notConnected);
    }

    /** The JDK has no type of its own for it. An unknown wording counts as sent, which errs on the safe side. */
    private static boolean isRefusedByProxy(Throwable cause) {
        return cause instanceof IOException
                && String.valueOf(cause.getMessage()).startsWith("Tunnel failed");
    }

    private static String reason(Throwable cause, String text) {
        return text.equals(cause.getClass().getSimpleName())
                ? text
                : cause.getClass().getSimpleName() + ": " + text;
    }
}
