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
 * twice, unless the client was refused and its secret has changed meanwhile. One time limit covers a whole attempt, from
 * the connection to the last byte of the answer; half of it is for the connection.
 */
public final class HttpTokenEndpoint implements TokenEndpoint {

    private final URI address;
    private final ClientAuthentication client;
    private final Duration attemptTimeout;
    private final InstantSource time;
    private final TokenRequestAdditions additions;
    private final BoundedHttp http;
    private final AnswerReader answers;

    /** As the other one, over connections as the JVM is set up, with requests that carry nothing more. */
    public HttpTokenEndpoint(URI address, ClientAuthentication client, Duration attemptTimeout, InstantSource time) {
        this(address, client, attemptTimeout, time, Connections.DEFAULT, TokenRequestAdditions.NONE);
    }

    /**
     * An endpoint that opens no connection before its first request.
     *
     * @param address {@code http} or {@code https}, absolute
     * @param attemptTimeout the time limit of one attempt
     * @throws IllegalArgumentException if the address is no absolute HTTP address
     */
    public HttpTokenEndpoint(
            URI address,
            ClientAuthentication client,
            Duration attemptTimeout,
            InstantSource time,
            Connections connections,
            TokenRequestAdditions additions) {
        if (!BoundedHttp.isAddress(address)) {
            throw new IllegalArgumentException("The token endpoint must be an absolute address such as "
                    + "https://identity.example/oauth2/v1/token, but is " + address);
        }
        this.address = address;
        this.client = client;
        this.attemptTimeout = attemptTimeout;
        this.time = time;
        this.additions = additions;
        this.http = new BoundedHttp(attemptTimeout, connections);
        this.answers = new AnswerReader(JsonProvider.provider());
    }

    @Override
    public Answer request(TokenRequest request) {
        return request(request, attemptTimeout);
    }

    /** For who has used up some of the time of an attempt already. */
    Answer request(TokenRequest request, Duration limit) {
        long begun = System.nanoTime();
        ClientAuthentication used;
        try {
            used = client.current();
        } catch (RuntimeException e) {
            return unauthenticated(e);
        }
        Answer answer = attempt(request, used, limit);
        if (!(answer instanceof Answer.Refused refused) || !refused.error().refusesAuthentication()) {
            return answer;
        }
        // The secret may have been replaced a moment ago. A client that was refused has spent nothing.
        Duration left = limit.minusNanos(System.nanoTime() - begun);
        ClientAuthentication now;
        try {
            now = client.current();
        } catch (RuntimeException e) {
            return answer;
        }
        return now.equals(used) || left.isNegative() ? answer : attempt(request, now, left);
    }

    private Answer attempt(TokenRequest request, ClientAuthentication used, Duration limit) {
        Instant requestedAt = time.instant();
        ClientAuthentication presented;
        try {
            presented = used.presentedAt(address, requestedAt);
        } catch (RuntimeException e) {
            return unauthenticated(e);
        }
        try {
            HttpResponse<byte[]> response = http.send(
                    BoundedHttp.form(address, presented, additions.addedTo(request.parameters()), additions.headers()),
                    limit);
            return answers.read(
                    response.statusCode(),
                    response.body(),
                    retryAfter(response),
                    requestedAt,
                    secrets(request, presented));
        } catch (NoAnswerException e) {
            return e.isSent() ? new Answer.Unanswered(e.words(), null) : new Answer.NotSent(e.words());
        }
    }

    /** Nothing will be granted until that has changed, just as if the server had refused the client. */
    private static Answer unauthenticated(RuntimeException e) {
        return new Answer.Refused(new OAuthError("invalid_client", "nothing was sent: " + e.getMessage(), null));
    }

    private Set<String> secrets(TokenRequest request, ClientAuthentication presented) {
        Set<String> secrets = new HashSet<>(request.secrets());
        secrets.addAll(presented.secrets());
        secrets.addAll(additions.secrets());
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
