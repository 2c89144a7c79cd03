package dev.freshet.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where a browser of this machine brings the answer of the authorization server: a port of the loopback address, for
 * one answer, which has to show the state. Close it after {@link #show}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8252#section-7.3">RFC 8252, section 7.3</a>
 */
final class LoopbackRedirect implements AutoCloseable {

    /** How an address without a port is meant. */
    static final int ANY_PORT = -1;

    // For the requests that a browser makes by itself, such as for an icon, and for the one that counts.
    private static final int THREADS = 4;
    private static final Duration LONGEST_EXCHANGE = Duration.ofMinutes(2);

    private final HttpServer server;
    private final ExecutorService threads;
    private final URI address;
    private final String state;
    private final CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
    private final CompletableFuture<Page> page = new CompletableFuture<>();

    private LoopbackRedirect(HttpServer server, URI address, String state) {
        this.server = server;
        this.address = address;
        this.state = state;
        this.threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "freshet-redirect");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins to listen.
     *
     * @param wanted an http address of this machine; without a port any free one is taken
     * @param state what the answer has to bring back
     * @throws CommandException if nobody can listen there
     */
    static LoopbackRedirect listen(URI wanted, String state) {
        try {
            int port = wanted.getPort() == ANY_PORT ? 0 : wanted.getPort();
            HttpServer server = HttpServer.create(new InetSocketAddress(loopback(wanted), port), 0);
            URI address = URI.create(
                    "http://" + wanted.getHost() + ":" + server.getAddress().getPort() + wanted.getRawPath());
            LoopbackRedirect redirect = new LoopbackRedirect(server, address, state);
            server.setExecutor(redirect.threads);
            server.createContext("/", redirect::handle);
            server.start();
            return redirect;
        } catch (IOException e) {
            throw CommandException.usage("nobody can listen at " + wanted + " (" + e.getMessage()
                    + "): write another port into --redirect-uri, or none to have a free one");
        }
    }

    /** The one that is named: never another one, since others could hear it. */
    private static InetAddress loopback(URI address) throws IOException {
        byte[] bytes = address.getHost().equals("[::1]") ? new byte[16] : new byte[] {127, 0, 0, 1};
        bytes[bytes.length - 1] = 1;
        return InetAddress.getByAddress(bytes);
    }

    /** The address to name in both requests. */
    URI address() {
        return address;
    }

    /** The parameters of the answer; empty if none came in time. */
    Optional<Map<String, String>> await(Duration limit) {
        try {
            return Optional.of(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("What is awaited here never fails", e);
        }
    }

    /** What whoever brought the answer gets to see. */
    void show(Page shown) {
        page.complete(shown);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Page shown = pageFor(exchange);
            byte[] html = shown.html();
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            // The code is in the address of this page: it goes nowhere.
            exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
            exchange.getResponseHeaders()
                    .set(
                            "Content-Security-Policy",
                            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
            exchange.sendResponseHeaders(shown.status(), html.length);
            exchange.getResponseBody().write(html);
        }
    }

    private Page pageFor(HttpExchange exchange) {
        URI request = exchange.getRequestURI();
        if (!exchange.getRequestMethod().equals("GET") || !address.getRawPath().equals(request.getRawPath())) {
            return Page.NOT_HERE;
        }
        Map<String, String> parameters = AuthorizationAnswer.parameters(request.getRawQuery());
        if (parameters == null || !isOurs(parameters.getOrDefault("state", ""))) {
            return Page.FOREIGN; // the one that is waited for may still come
        }
        return answer.complete(parameters) ? outcome() : Page.TWICE;
    }

    private boolean isOurs(String shown) {
        return MessageDigest.isEqual(state.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }

    private Page outcome() {
        try {
            return page.get(LONGEST_EXCHANGE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return Page.LATE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Page.LATE;
        }
    }

    @Override
    public void close() {
        page.complete(Page.LATE);
        server.stop(1); // a second, so that the page gets through
        threads.shutdownNow();
    }
}
