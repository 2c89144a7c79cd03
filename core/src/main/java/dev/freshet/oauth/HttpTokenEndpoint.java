package dev.freshet.oauth;

import dev.freshet.oauth.BoundedHttp.NoAnswerException;
import jakarta.json.spi.JsonProvider;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The token endpoint over HTTP/1.1 with {@code java.net.http}. Safe for use by many threads.
 *
 * <p>No redirect is followed, no cookie is kept, an answer of more than 1 MiB is refused, and a request is never sent
 * twice. One time limit covers a whole attempt, from the connection to the last byte of the answer; half of it is for
 * the connection.
 */
public final class HttpTokenEndpoint implements TokenEndpoint {

    private final URI address;
    private final ClientAuthentication client;
    private final Duration attemptTimeout;
    private final InstantSource time;
    private final BoundedHttp http;
    private final AnswerReader answers;

    /**
     * An endpoint that opens no connection before its first request.
     *
     * @param address {@code http} or {@code https}, absolute
     * @param attemptTimeout the time limit of one attempt
     * @throws IllegalArgumentException if the address is no absolute HTTP address
     */
    public HttpTokenEndpoint(URI address, ClientAuthentication client, Duration attemptTimeout, InstantSource time) {
        if (!BoundedHttp.isAddress(address)) {
            throw new IllegalArgumentException("The token endpoint must be an absolute address such as "
                    + "https://identity.example/oauth2/v1/token, but is " + address);
        }
        this.address = address;
        this.client = client;
        this.attemptTimeout = attemptTimeout;
        this.time = time;
        this.http = new BoundedHttp(attemptTimeout);
        this.answers = new AnswerReader(JsonProvider.provider());
    }

    @Override
    public Answer request(TokenRequest request) {
        return request(request, attemptTimeout);
    }

    /** For who has used up some of the time of an attempt already. */
    Answer request(TokenRequest request, Duration limit) {
        Instant requestedAt = time.instant();
        try {
            HttpResponse<byte[]> response = http.send(BoundedHttp.form(address, client, request.parameters()), limit);
            return answers.read(
                    response.statusCode(), response.body(), retryAfter(response), requestedAt, secrets(request));
        } catch (NoAnswerException e) {
            return e.isSent() ? new Answer.Unanswered(e.words(), null) : new Answer.NotSent(e.words());
        }
    }

    private Set<String> secrets(TokenRequest request) {
        Set<String> secrets = new HashSet<>(request.secrets());
        secrets.addAll(client.secrets());
        secrets.remove(""); // nothing to hide, and found everywhere
        return secrets;
    }

    private @Nullable Duration retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .flatMap(value -> RetryAfter.parse(value, time.instant()))
                .orElse(null);
    }

    @Override
    public String toString() {
        return address + " as " + client;
    }
}
