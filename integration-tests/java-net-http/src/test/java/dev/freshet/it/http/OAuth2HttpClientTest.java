package dev.freshet.it.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.http.InvalidTokenRule;
import dev.freshet.http.OAuth2HttpClient;
import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.ReauthorizationRequiredException;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenSources;
import dev.freshet.refresh.TokenUnavailableException;
import dev.freshet.testkit.Answer;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.AuthorizationServerExtension;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.Gate;
import dev.freshet.testkit.ProtectedResource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(AuthorizationServerExtension.class)
class OAuth2HttpClientTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String INVALID = "Bearer error=\"invalid_token\"";

    private final Queue<TokenEvent> events = new ConcurrentLinkedQueue<>();
    private AuthorizationServer server;
    private ProtectedResource api;
    private TokenSources sources;
    private HttpClient http;

    @BeforeEach
    void start(AuthorizationServer server, ProtectedResource api) {
        this.server = server.client("parts", "secret");
        this.api = api;
        ClientRegistration registration = ClientRegistration.named("parts")
                .tokenEndpoint(server.tokenEndpoint().uri())
                .authentication(new ClientAuthentication.ClientSecretBasic("parts", "secret"))
                .refreshToken(server.grant("parts").refreshToken())
                .build();
        sources = TokenSources.builder()
                .client(registration)
                .listener(events::add)
                .build();
        http = client(InvalidTokenRule.LENIENT);
    }

    @AfterEach
    void stop() {
        sources.close();
    }

    private HttpClient client(InvalidTokenRule rule) {
        return OAuth2HttpClient.builder(plain(), sources, "parts")
                .allowedOrigin(api.uri("/"))
                .invalidTokenRule(rule)
                .build();
    }

    private static HttpClient plain() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private HttpRequest.Builder parts() {
        return HttpRequest.newBuilder(api.uri("/parts")).timeout(LIMIT);
    }

    private HttpResponse<String> get() throws Exception {
        return http.send(parts().build(), BodyHandlers.ofString());
    }

    private void holdRevokedToken() {
        sources.of("parts").accessToken();
        server.revokeAccessTokens();
    }

    private <E extends TokenEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static Fault refusal(int status, String challenge, String body) {
        return Fault.answer(Answer.of(status, "text/plain", body.getBytes(StandardCharsets.UTF_8))
                .header("WWW-Authenticate", challenge));
    }

    @Test
    void attachesTheToken() throws Exception {
        assertEquals(200, get().statusCode());
        assertEquals(
                sources.of("parts").accessToken().value(),
                api.endpoint().latest().bearerToken().orElseThrow());
    }

    @Test
    void sendsTheSameRequestAgainAfterA401() throws Exception {
        holdRevokedToken();
        HttpRequest request = parts().header("X-Mine", "1")
                .method("PATCH", BodyPublishers.ofString("Grüße"))
                .build();
        assertEquals(200, http.send(request, BodyHandlers.ofString()).statusCode());
        assertEquals(2, api.requests());
        assertEquals("Grüße", api.endpoint().latest().text());
        assertEquals("1", api.endpoint().latest().header("X-Mine").orElseThrow());
        assertEquals("PATCH", api.endpoint().latest().method());
        assertEquals(2, server.tokenRequests("refresh_token"));
        assertEquals(200, events(TokenEvent.CallRepeated.class).get(0).status());
    }

    @Test
    void sendsAStreamAgain() throws Exception {
        byte[] body = new byte[200_000];
        new Random(1).nextBytes(body);
        holdRevokedToken();
        HttpRequest request = parts().POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build();
        assertEquals(200, http.send(request, BodyHandlers.discarding()).statusCode());
        assertArrayEquals(body, api.endpoint().latest().body());
    }

    @Test
    void sharesOneRefreshAmongAsynchronousCalls() throws Exception {
        holdRevokedToken();
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            calls.add(http.sendAsync(parts().build(), BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> call : calls) {
            assertEquals(200, call.get(LIMIT.toSeconds(), TimeUnit.SECONDS).statusCode());
        }
        assertEquals(2, server.tokenRequests("refresh_token"));
    }

    @Test
    void needsOneThreadOnly() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        try {
            HttpClient narrow = OAuth2HttpClient.builder(
                            HttpClient.newBuilder().executor(one).build(), sources, "parts")
                    .allowedOrigin(api.uri("/"))
                    .build();
            holdRevokedToken();
            List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                calls.add(narrow.sendAsync(parts().build(), BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> call : calls) {
                assertEquals(200, call.get(LIMIT.toSeconds(), TimeUnit.SECONDS).statusCode());
            }
        } finally {
            one.shutdownNow();
        }
    }

    @Test
    void bearsASecondRevocationOnTheWay() throws Exception {
        get();
        try (Gate gate = Gate.shut()) {
            api.endpoint().next(Fault.none().heldBefore(gate));
            CompletableFuture<HttpResponse<String>> late = http.sendAsync(parts().build(), BodyHandlers.ofString());
            gate.awaitArrival(LIMIT);
            server.revokeAccessTokens();
            get();
            server.revokeAccessTokens();
            gate.open();
            assertEquals(200, late.get(LIMIT.toSeconds(), TimeUnit.SECONDS).statusCode());
        }
        assertEquals(3, server.tokenRequests("refresh_token"));
    }

    @Test
    void asksForNoMoreTokensWhileTheApiRefusesThemAll() throws Exception {
        api.endpoint().always(refusal(401, INVALID, "refused"));
        for (int call = 0; call < 5; call++) {
            assertEquals("refused", get().body());
        }
        assertEquals(2, server.tokenRequests("refresh_token"));
        assertEquals(6, api.requests());
        assertEquals(5, events(TokenEvent.UnauthorizedHandedOn.class).size());
    }

    private <T> T handedOn(BodyHandler<T> handler, String body) throws Exception {
        api.endpoint().next(refusal(401, "Bearer error=\"insufficient_scope\"", body));
        HttpResponse<T> answer = http.send(parts().build(), handler);
        assertEquals(401, answer.statusCode());
        return answer.body();
    }

    @Test
    void handsARefusalOnToAnyHandler() throws Exception {
        String body = "a\nb\n";
        assertEquals(body, handedOn(BodyHandlers.ofString(), body));
        assertEquals("", handedOn(BodyHandlers.ofString(), ""));
        assertEquals(List.of("a", "b"), handedOn(BodyHandlers.ofLines(), body).toList());
        try (InputStream stream = handedOn(BodyHandlers.ofInputStream(), body)) {
            assertEquals(body, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
        handedOn(BodyHandlers.discarding(), body);
        assertEquals("replaced", handedOn(BodyHandlers.replacing("replaced"), body));
    }

    @Test
    void handsALongRefusalOnAsItComes() throws Exception {
        String body = "0123456789".repeat(100_000);
        try (InputStream stream = handedOn(BodyHandlers.ofInputStream(), body)) {
            assertEquals(body, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertEquals(body, handedOn(BodyHandlers.ofString(), body));
        assertEquals(1, server.tokenRequests("refresh_token"));
    }

    @Test
    void knowsTheCodesOfAGateway() throws Exception {
        http = client(InvalidTokenRule.ofCodes(List.of("TOKEN-EXPIRED")));
        api.endpoint()
                .next(Fault.body(
                        403, "application/json", "{\"code\":\"TOKEN-EXPIRED\"}".getBytes(StandardCharsets.UTF_8)));
        assertEquals(200, get().statusCode());
        api.endpoint()
                .next(Fault.body(403, "application/json", "{\"code\":\"OTHER\"}".getBytes(StandardCharsets.UTF_8)));
        assertEquals("{\"code\":\"OTHER\"}", get().body());
    }

    @Test
    void leavesACallersOwnAuthorizationAlone() throws Exception {
        HttpRequest request = parts().header("Authorization", "Basic bWU6").build();
        assertEquals(401, http.send(request, BodyHandlers.ofString()).statusCode());
        assertEquals(
                "Basic bWU6", api.endpoint().latest().header("Authorization").orElseThrow());
        assertEquals(0, server.tokenRequests("refresh_token"));
    }

    @Test
    void sendsNothingToAnotherOrigin() {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://localhost:1/parts")).build();
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> http.send(request, BodyHandlers.ofString()));
        assertTrue(
                refusal.getMessage()
                        .startsWith("FRESHET-0104: client 'parts' may send its token to [http://127.0.0.1:"),
                refusal.getMessage());
        assertTrue(refusal.getMessage().contains("the call goes to http://localhost:1"), refusal.getMessage());
    }

    @Test
    void isNotMadeOfAClientThatFollowsRedirects() {
        HttpClient following = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> OAuth2HttpClient.builder(following, sources, "parts"));
        assertTrue(refusal.getMessage().contains("followRedirects(Redirect.NEVER)"), refusal.getMessage());
    }

    @Test
    void saysWhyThereIsNoToken() {
        server.tokenEndpoint().next(Fault.status(503));
        IOException failure = assertThrows(IOException.class, this::get);
        assertInstanceOf(TokenUnavailableException.class, failure.getCause());
        assertEquals(0, api.requests());
    }

    @Test
    void saysAsynchronouslyThatTheGrantIsOver() {
        server.tokenEndpoint().next(Fault.error(400, "invalid_grant", "it is over"));
        CompletableFuture<HttpResponse<String>> call = http.sendAsync(parts().build(), BodyHandlers.ofString());
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> call.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertInstanceOf(
                ReauthorizationRequiredException.class, failure.getCause().getCause());
    }

    @Test
    void throwsWhatTheNetworkThrows() {
        api.endpoint().next(Fault.dropBefore());
        HttpRequest request = parts().POST(BodyPublishers.ofString("once")).build(); // the JDK repeats a GET by itself
        assertThrows(IOException.class, () -> http.send(request, BodyHandlers.ofString()));
        assertEquals(1, api.endpoint().count());
    }

    @Test
    void isAsTheClientItSendsBy() {
        HttpClient plain = HttpClient.newBuilder().connectTimeout(LIMIT).build();
        HttpClient client = OAuth2HttpClient.builder(plain, sources, "parts").build();
        assertEquals(plain.connectTimeout(), client.connectTimeout());
        assertEquals(plain.version(), client.version());
        assertEquals(plain.followRedirects(), client.followRedirects());
        assertEquals(plain.sslContext(), client.sslContext());
        assertEquals(plain.proxy(), client.proxy());
        assertEquals(plain.cookieHandler(), client.cookieHandler());
        assertEquals(plain.authenticator(), client.authenticator());
        assertEquals(plain.executor(), client.executor());
    }

    @Test
    void failsByATimeOutAsTheGivenClientDoes() {
        try (Gate never = Gate.shut()) {
            api.endpoint().next(Fault.none().heldBefore(never));
            HttpRequest request = parts().timeout(Duration.ofMillis(500)).build();
            assertThrows(HttpTimeoutException.class, () -> http.send(request, BodyHandlers.ofString()));
        }
    }
}
