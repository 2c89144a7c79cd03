package dev.freshet.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A browser, as far as these tests need one. */
final class Visitor {

    private static final HttpClient FOLLOWING =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();
    private static final HttpClient STAYING =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    private Visitor() {}

    /** Where this address leads to, the whole way. */
    static HttpResponse<String> open(URI address) {
        return send(FOLLOWING, address);
    }

    /** Where the server at this address sends a browser to. */
    static URI sentTo(URI address) {
        return URI.create(
                send(STAYING, address).headers().firstValue("Location").orElseThrow());
    }

    private static HttpResponse<String> send(HttpClient client, URI address) {
        try {
            return client.send(
                    HttpRequest.newBuilder(address)
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
