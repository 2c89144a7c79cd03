package dev.freshet.http;

import dev.freshet.http.InvalidTokenRule.Refusal;
import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenException;
import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.GrantKey;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * An {@link HttpClient} whose requests carry an access token, and are sent again with a new one after a refusal that
 * condemns it. Safe for use by many threads.
 *
 * <pre>{@code
 * HttpClient parts = OAuth2HttpClient.builder(HttpClient.newHttpClient(), sources, "parts")
 *         .allowedOrigin(URI.create("https://api.example.com"))
 *         .build();
 * parts.send(HttpRequest.newBuilder(URI.create("https://api.example.com/parts")).build(), BodyHandlers.ofString());
 * }</pre>
 *
 * <p>A request that has an {@code Authorization} header is left alone. One to another origin is refused by an
 * {@link IllegalArgumentException}. Where there is no token, {@code send} throws an {@link IOException} whose cause is a
 * {@link TokenException}, and {@code sendAsync} completes with it. A refusal that cannot be mended is handed on with its body.
 *
 * <p>The body publisher of a request is subscribed to once more for the second attempt, as the client itself does when it
 * authenticates; all of {@link HttpRequest.BodyPublishers} bear that.
 *
 * <p>{@code sendAsync} waits on the calling thread if there is no valid token, at most for the wait-timeout of the client
 * registration; and for a new one after a refusal on the thread of the HTTP client that brought the answer.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750, section 2.1</a>
 */
public final class OAuth2HttpClient extends HttpClient {

    private static final String AUTHORIZATION = "Authorization";
    private static final int MOST_ATTEMPTS = 3;

    private final HttpClient http;
    private final TokenSources sources;
    private final CallRules rules;
    private final GrantKey grant;

    private OAuth2HttpClient(Builder builder) {
        this.http = builder.http;
        this.sources = builder.sources;
        this.rules = new CallRules(builder.client, builder.origins, builder.rule);
        this.grant = new GrantKey(builder.client, builder.grantId);
    }

    /**
     * Begins a client that sends by the given one.
     *
     * @param client the name of a client registration of these sources
     * @throws IllegalArgumentException if the given one follows redirects: it would take the token along to any origin
     */
    public static Builder builder(HttpClient http, TokenSources sources, String client) {
        return new Builder(http, sources, client);
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<T>> answer = sendAsync(request, handler);
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw rethrown(Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    /** Of the type that a caller may catch, a time-out or a refused connection, as from the given client itself. */
    private static IOException rethrown(Throwable cause) {
        if (cause instanceof IOException failure) {
            return failure;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IOException(cause.getMessage(), cause);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
        return sendAsync(request, handler, null);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, BodyHandler<T> handler, @Nullable PushPromiseHandler<T> pushes) {
        if (request.headers().firstValue(AUTHORIZATION).isPresent()) {
            return http.sendAsync(request, handler, pushes);
        }
        if (!rules.allow(request.uri())) {
            throw new IllegalArgumentException(rules.otherOrigin(request.uri()));
        }
        TokenSource source = sources.of(grant.client(), grant.grantId());
        try {
            return attempt(new Exchange<>(request, handler, pushes, source), source.accessToken(), 1);
        } catch (TokenException e) {
            return CompletableFuture.failedFuture(new IOException(e.getMessage(), e));
        }
    }

    /** One call of a caller. */
    private record Exchange<T>(
            HttpRequest request,
            BodyHandler<T> handler,
            @Nullable PushPromiseHandler<T> pushes,
            TokenSource source) {

        BodyHandler<Received<T>> receiving() {
            return info -> info.statusCode() >= 400 && info.statusCode() < 500
                    ? new RefusalBody<>(info, handler)
                    : BodySubscribers.mapping(handler.apply(info), Received::byCaller);
        }

        @Nullable
        PushPromiseHandler<Received<T>> receivingPushes() {
            PushPromiseHandler<T> callers = pushes;
            return callers == null
                    ? null
                    : (first, pushed, acceptor) -> callers.applyPushPromise(first, pushed, body -> acceptor.apply(
                                    info -> BodySubscribers.mapping(body.apply(info), Received::byCaller))
                            .thenApply(answer ->
                                    new FinalAnswer<>(answer, answer.body().body())));
        }
    }

    private <T> CompletableFuture<HttpResponse<T>> attempt(Exchange<T> exchange, AccessToken token, int number) {
        HttpRequest authorized = HttpRequest.newBuilder(exchange.request(), (name, value) -> true)
                .setHeader(AUTHORIZATION, token.authorization())
                .build();
        return http.sendAsync(authorized, exchange.receiving(), exchange.receivingPushes())
                .thenCompose(answer -> answered(exchange, token, number, answer));
    }

    private <T> CompletableFuture<HttpResponse<T>> answered(
            Exchange<T> exchange, AccessToken token, int number, HttpResponse<Received<T>> answer) {
        RefusalBody<T> refusal = answer.body().refusal();
        boolean condemned = refusal != null && rules.condemn(new RefusedAnswer(rules.client(), answer, refusal));
        if (number > 1) {
            if (condemned) {
                exchange.source().refusedAgain(token);
            } else {
                exchange.source().accepted(token);
                sources.report(new TokenEvent.CallRepeated(grant, answer.statusCode()));
            }
        }
        if (!condemned) {
            if (number == 1 && answer.statusCode() == 401) {
                handOn("the API does not say that the token is invalid");
            }
            return finished(answer, refusal);
        }
        if (number == MOST_ATTEMPTS) {
            handOn("the API refused " + MOST_ATTEMPTS + " tokens, one after the other");
            return finished(answer, refusal);
        }
        AccessToken replacement;
        try {
            replacement = exchange.source().replacementFor(token);
        } catch (TokenException e) {
            handOn(String.valueOf(e.getMessage()));
            return finished(answer, refusal);
        }
        return attempt(exchange, replacement, number + 1);
    }

    private void handOn(String cause) {
        sources.report(new TokenEvent.UnauthorizedHandedOn(grant, cause));
    }

    private static <T> CompletableFuture<HttpResponse<T>> finished(
            HttpResponse<Received<T>> answer, @Nullable RefusalBody<T> refusal) {
        return refusal == null
                ? CompletableFuture.completedFuture(
                        new FinalAnswer<>(answer, answer.body().body()))
                : refusal.handOn()
                        .<HttpResponse<T>>thenApply(body -> new FinalAnswer<>(answer, body))
                        .toCompletableFuture();
    }

    private record RefusedAnswer(String client, HttpResponse<?> answer, RefusalBody<?> refusal) implements Refusal {

        private static final int LONGEST_BEGINNING = 64 * 1024;

        @Override
        public int status() {
            return answer.statusCode();
        }

        @Override
        public List<String> headers(String name) {
            return answer.headers().allValues(name);
        }

        @Override
        public String body() {
            byte[] bytes = refusal.bytes();
            return new String(bytes, 0, Math.min(bytes.length, LONGEST_BEGINNING), StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return http.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return http.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return http.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return http.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return http.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return http.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return http.authenticator();
    }

    @Override
    public Version version() {
        return http.version();
    }

    @Override
    public Optional<Executor> executor() {
        return http.executor();
    }

    @Override
    public String toString() {
        return "OAuth2HttpClient[" + grant + "]";
    }

    /** Collects what a client is set to. Not safe for use by several threads. */
    public static final class Builder {

        private final HttpClient http;
        private final TokenSources sources;
        private final String client;
        private final Set<Origin> origins = new HashSet<>();
        private String grantId = GrantKey.APPLICATION;
        private InvalidTokenRule rule = InvalidTokenRule.LENIENT;

        private Builder(HttpClient http, TokenSources sources, String client) {
            if (http.followRedirects() != Redirect.NEVER) {
                throw new IllegalArgumentException("FRESHET-0109: the HTTP client follows redirects and would take the "
                        + "token along to any origin. Build it with followRedirects(Redirect.NEVER), the default");
            }
            this.http = http;
            this.sources = sources;
            this.client = sources.registration(client).name();
        }

        /**
         * Adds an origin to which tokens may go: scheme, host and port of this address. Default: none, and then every call
         * is refused.
         *
         * @throws IllegalArgumentException if the address is not absolute or is not of http or https
         */
        public Builder allowedOrigin(URI address) {
            origins.add(Origin.of(address));
            return this;
        }

        /** Whose grant the calls are made with. Default: the application's own. */
        public Builder grant(String grantId) {
            this.grantId = grantId;
            return this;
        }

        /** Which refusals condemn a token. Default: {@link InvalidTokenRule#LENIENT}. */
        public Builder invalidTokenRule(InvalidTokenRule rule) {
            this.rule = rule;
            return this;
        }

        /** A client that shares connections, threads and cookies with the given one. */
        public HttpClient build() {
            return new OAuth2HttpClient(this);
        }
    }
}
