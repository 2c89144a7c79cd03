package dev.freshet.it.rest;

import dev.freshet.it.conformance.Sentences;
import dev.freshet.jakarta.rest.OAuth2Feature;
import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenSources;
import dev.freshet.testkit.Answer;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.AuthorizationServerExtension;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.IssuedGrant;
import dev.freshet.testkit.ManualTime;
import dev.freshet.testkit.ProtectedResource;
import dev.freshet.testkit.RecordedRequest;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.WebTarget;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.extension.ExtendWith;

/** An application with a client {@code parts} of its own and a client {@code users} that calls for its users. */
@DisplayNameGeneration(Sentences.class)
@ExtendWith(AuthorizationServerExtension.class)
public abstract class Fixture {

    /** For so long a test waits at most. */
    protected static final Duration LIMIT = Duration.ofSeconds(20);

    private final Queue<TokenEvent> events = new ConcurrentLinkedQueue<>();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    protected AuthorizationServer server;
    protected ProtectedResource api;
    protected ManualTime time;
    protected TokenSources sources;

    @BeforeEach
    void start(ManualTime time, AuthorizationServer server, ProtectedResource api) {
        this.time = time;
        this.server = server.client("parts", "secret").client("users", "secret");
        this.api = api;
        this.sources = TokenSources.builder()
                .client(registration("parts")
                        .refreshToken(server.grant("parts").refreshToken())
                        .build())
                .client(registration("users").perUser().build())
                .listener(events::add)
                .time(time)
                .build();
    }

    private ClientRegistration.Builder registration(String name) {
        return ClientRegistration.named(name)
                .tokenEndpoint(server.tokenEndpoint().uri())
                .authentication(new ClientAuthentication.ClientSecretBasic(name, "secret"));
    }

    @AfterEach
    void stop() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        sources.close();
    }

    protected <T extends AutoCloseable> T closedAtTheEnd(T resource) {
        opened.push(resource);
        return resource;
    }

    /** A builder of the runtime under test, with what it needs beside its defaults. */
    protected ClientBuilder newBuilder() {
        return ClientBuilder.newBuilder();
    }

    protected OAuth2Feature.Builder feature() {
        return OAuth2Feature.builder(sources, "parts").allowedOrigin(api.uri("/"));
    }

    protected OAuth2Feature.Builder featureForUsers() {
        return OAuth2Feature.builder(sources, "users").allowedOrigin(api.uri("/"));
    }

    protected Client client(OAuth2Feature feature) {
        return client(newBuilder().register(feature));
    }

    protected Client client(ClientBuilder builder) {
        Client client = builder.build();
        closedAtTheEnd(client);
        return client;
    }

    protected WebTarget parts() {
        return parts(feature().build());
    }

    protected WebTarget parts(OAuth2Feature feature) {
        return client(feature).target(api.uri("/parts"));
    }

    /** Gets a token, and makes it one that the API refuses. */
    protected void holdRevokedToken() {
        sources.of("parts").accessToken();
        server.revokeAccessTokens();
    }

    protected void authorize(String grantId, String user) {
        IssuedGrant grant = server.grant("users", user, "");
        sources.authorize(
                "users", grantId, TokenResponse.of(grant.accessToken(), Duration.ofHours(1), grant.refreshToken()));
    }

    protected static Fault unauthorized(String challenge) {
        return Fault.answer(Answer.of(401, "text/plain", "refused".getBytes(StandardCharsets.UTF_8))
                .header("WWW-Authenticate", challenge));
    }

    /** Whether a call ended because it took too long. */
    protected static boolean isTimeout(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof SocketTimeoutException || cause instanceof HttpTimeoutException);
    }

    protected List<RecordedRequest> requests() {
        return api.endpoint().requests();
    }

    protected int refreshes() {
        return server.tokenRequests("refresh_token");
    }

    protected <E extends TokenEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
