package dev.freshet.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** An answer with the body that the caller's handler has made. */
final class FinalAnswer<T> implements HttpResponse<T> {

    private final HttpResponse<?> answer;
    private final @Nullable T body;

    FinalAnswer(HttpResponse<?> answer, @Nullable T body) {
        this.answer = answer;
        this.body = body;
    }

    @Override
    public int statusCode() {
        return answer.statusCode();
    }

    @Override
    public HttpRequest request() {
        return answer.request();
    }

    /** Redirects are not followed, and the answers before a repetition are nobody's concern. */
    @Override
    public Optional<HttpResponse<T>> previousResponse() {
        return Optional.empty();
    }

    @Override
    public HttpHeaders headers() {
        return answer.headers();
    }

    @Override
    @SuppressWarnings("NullAway") // a handler may well make null of a body; the interface is not annotated
    public T body() {
        return body;
    }

    @Override
    public Optional<SSLSession> sslSession() {
        return answer.sslSession();
    }

    @Override
    public URI uri() {
        return answer.uri();
    }

    @Override
    public HttpClient.Version version() {
        return answer.version();
    }

    @Override
    public String toString() {
        return answer.toString();
    }
}
