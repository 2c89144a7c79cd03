package dev.freshet.oauth;

import dev.freshet.oauth.BoundedHttp.NoAnswerException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The document in which an authorization server publishes the keys that it signs with, as text: who checks signatures
 * reads it. Safe for use by many threads; each question is one request, bounded in time and size.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, section 5</a>
 */
public final class PublishedKeys {

    private final Duration limit;
    private final BoundedHttp http;

    /** @param limit for one request */
    public PublishedKeys(Duration limit, Connections connections) {
        this.limit = limit;
        this.http = new BoundedHttp(limit, connections);
    }

    /** @throws DiscoveryException if the server does not say */
    public String at(URI address) {
        try {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(address)
                            .header("Accept", "application/jwk-set+json, application/json")
                            .build(),
                    limit);
            if (answer.statusCode() == 200) {
                return new String(answer.body(), StandardCharsets.UTF_8);
            }
            throw failure(address, "HTTP " + answer.statusCode());
        } catch (NoAnswerException e) {
            throw failure(address, e.words());
        }
    }

    private static DiscoveryException failure(URI address, String cause) {
        return new DiscoveryException(
                "FRESHET-0009: the keys at " + address + " cannot be had: " + cause
                        + ". Look at that server, or give another jwks-uri",
                null);
    }
}
