package dev.freshet.it.messages;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** The JDK's HTTPS server as an authorization server that gives what it is asked for. */
final class SecureServer implements AutoCloseable {

    /** @param client the name in the client's certificate; null if there is none */
    record Seen(
            String path,
            String body,
            Headers headers,
            @Nullable String client) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    private SecureServer(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static SecureServer plain() throws IOException {
        return new SecureServer(HttpServer.create(loopback(), 0));
    }

    /** @param needsClient whether clients have to present a certificate */
    static SecureServer start(SSLContext context, boolean needsClient) throws IOException {
        HttpsServer server = HttpsServer.create(loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters standard = getSSLContext().getDefaultSSLParameters();
                standard.setNeedClientAuth(needsClient);
                parameters.setSSLParameters(standard);
            }
        });
        return new SecureServer(server);
    }

    URI uri(String path) {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            seen.add(new Seen(path, body, exchange.getRequestHeaders(), client(exchange)));
            byte[] answer = text(path).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static @Nullable String client(HttpExchange exchange) {
        try {
            return exchange instanceof HttpsExchange secure
                    ? secure.getSSLSession().getPeerPrincipal().getName()
                    : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    private String text(String path) {
        return switch (path) {
            case "/keys" -> "{\"keys\":[]}";
            case "/.well-known/openid-configuration" ->
                "{\"issuer\":\"" + uri("") + "\",\"token_endpoint\":\"" + uri("/token") + "\"}";
            default -> "{\"access_token\":\"at-1\",\"token_type\":\"Bearer\",\"expires_in\":60}";
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
