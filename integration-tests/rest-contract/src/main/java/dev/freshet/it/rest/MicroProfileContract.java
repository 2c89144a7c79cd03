package dev.freshet.it.rest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.jakarta.rest.CallRefusedException;
import dev.freshet.jakarta.rest.OAuth2Feature;
import dev.freshet.refresh.TokenUnavailableException;
import dev.freshet.testkit.Answer;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.Gate;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.ext.ResponseExceptionMapper;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The same through the proxies of MicroProfile Rest Client. */
@DisplayName("Proxies of MicroProfile Rest Client")
public abstract class MicroProfileContract extends Fixture {

    private final Queue<String> mapped = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<String> signedIn = new ThreadLocal<>();

    /** What the mapper makes of an answer. */
    private static final class Mapped extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Mapped(String message) {
            super(message);
        }
    }

    private final class Mapper implements ResponseExceptionMapper<Mapped> {

        @Override
        public Mapped toThrowable(Response response) {
            String seen = response.getStatus() + " " + response.readEntity(String.class);
            mapped.add(seen);
            return new Mapped(seen);
        }
    }

    private RestClientBuilder builder(OAuth2Feature feature) {
        return RestClientBuilder.newBuilder().baseUri(api.uri("/")).register(feature);
    }

    private PartsApi proxy(RestClientBuilder builder) {
        return closedAtTheEnd(builder.build(PartsApi.class));
    }

    private PartsApi proxy() {
        return proxy(builder(feature().build()));
    }

    private PartsApi proxyWithMapper() {
        return proxy(builder(feature().build()).register(new Mapper()));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void repeatsEachKindOfCall() throws Exception {
        PartsApi parts = proxy();
        byte[] content = new byte[100_000];
        holdRevokedToken();
        parts.get();
        server.revokeAccessTokens();
        get(parts.getLater());
        server.revokeAccessTokens();
        assertTrue(parts.post(new Part("4711", 3)).contains("4711"));
        server.revokeAccessTokens();
        assertTrue(get(parts.postLater(new Part("4712", 3))).contains("4712"));
        server.revokeAccessTokens();
        parts.stream(new ByteArrayInputStream(content));
        assertArrayEquals(content, api.endpoint().latest().body());
        api.on("DELETE", "/parts", request -> Answer.of(204));
        server.revokeAccessTokens();
        parts.delete();
        assertEquals(6, api.served());
        assertEquals(6, api.unauthorized());
    }

    @Test
    void givesTheWholeSecondAnswer() {
        api.endpoint().next(Fault.answer(Answer.of(401).header("X-First", "1")));
        try (Response answer = proxy().answer()) {
            assertEquals(200, answer.getStatus());
            assertNull(answer.getHeaderString("X-First"));
            assertTrue(answer.readEntity(String.class).contains("\"count\":1"));
        }
    }

    @Test
    void mapsNothingWhenTheSecondAttemptIsServed() throws Exception {
        PartsApi parts = proxyWithMapper();
        holdRevokedToken();
        parts.get();
        server.revokeAccessTokens();
        get(parts.getLater());
        assertEquals(List.of(), List.copyOf(mapped));
    }

    @Test
    void mapsTheFinalAnswerOnce() {
        PartsApi parts = proxyWithMapper();
        holdRevokedToken();
        api.endpoint().next(Fault.none(), Fault.body(418, "text/plain", "final".getBytes(StandardCharsets.UTF_8)));
        assertThrows(Mapped.class, parts::get);
        assertEquals(List.of("418 final"), List.copyOf(mapped));
    }

    @Test
    void mapsTheSecondRefusalOnce() {
        PartsApi parts = proxyWithMapper();
        holdRevokedToken();
        api.endpoint().next(Fault.none(), unauthorized("Bearer error=\"invalid_token\""));
        assertThrows(Mapped.class, parts::get);
        assertEquals(List.of("401 refused"), List.copyOf(mapped));
        assertEquals(2, api.requests());
    }

    @Test
    void mapsTheFinalAnswerOfAStageOnce() {
        PartsApi parts = proxyWithMapper();
        holdRevokedToken();
        api.endpoint().next(Fault.none(), unauthorized("Bearer error=\"invalid_token\""));
        ExecutionException failed = assertThrows(ExecutionException.class, () -> get(parts.getLater()));
        assertInstanceOf(Mapped.class, failed.getCause());
        assertEquals(List.of("401 refused"), List.copyOf(mapped));
    }

    @Test
    void saysThatThereIsNoToken() {
        server.tokenEndpoint().always(Fault.status(503));
        PartsApi parts = proxy();
        ProcessingException failed = assertThrows(ProcessingException.class, parts::get);
        assertInstanceOf(TokenUnavailableException.class, failed.getCause());

        ExecutionException later = assertThrows(ExecutionException.class, () -> get(parts.getLater()));
        ProcessingException cause = assertInstanceOf(ProcessingException.class, later.getCause());
        assertInstanceOf(TokenUnavailableException.class, cause.getCause());
    }

    @Test
    protected void keepsTheReadTimeout() {
        PartsApi parts = proxy(builder(feature().build()).readTimeout(500, TimeUnit.MILLISECONDS));
        holdRevokedToken();
        try (Gate never = Gate.shut()) {
            api.endpoint().next(Fault.none(), Fault.none().heldBefore(never));
            RuntimeException failed = assertThrows(RuntimeException.class, parts::get);
            assertTrue(isTimeout(failed), failed.toString());
        }
        assertEquals(2, api.requests());
    }

    /** Runs a test with a proxy that trusts the certificate of the API, and nothing that the virtual machine trusts. */
    protected void withPrivateTrust(Consumer<PartsApi> test) throws Exception {
        try (Relay front = Relay.decrypting(api.uri("/"), TestTls.ofServer())) {
            test.accept(proxy(RestClientBuilder.newBuilder()
                    .baseUri(front.uri("/"))
                    .trustStore(TestTls.trustStore())
                    .hostnameVerifier(TestTls.LOOPBACK)
                    .register(feature().allowedOrigin(front.uri("/")).build())));
        }
    }

    @Test
    protected void trustsTheServerThatTheProxyTrustsBothTimes() throws Exception {
        withPrivateTrust(parts -> {
            holdRevokedToken();
            assertTrue(parts.post(new Part("4711", 3)).contains("4711"));
        });
        assertEquals(2, api.requests());
    }

    /** How many of two attempts went through an HTTP proxy. */
    protected int attemptsThroughAnHttpProxy() throws Exception {
        try (Relay relay = Relay.proxy()) {
            PartsApi parts = proxy(builder(feature().build()).proxyAddress("127.0.0.1", relay.port()));
            holdRevokedToken();
            assertTrue(parts.post(new Part("4711", 3)).contains("4711"));
            assertEquals(2, api.requests());
            return relay.connections();
        }
    }

    @Test
    protected void callsThroughAnHttpProxyBothTimes() throws Exception {
        assertEquals(2, attemptsThroughAnHttpProxy());
    }

    private OAuth2Feature forWhoIsSignedIn() {
        authorize("grant-of-alice", "alice");
        authorize("grant-of-bob", "bob");
        return featureForUsers()
                .grant(() -> Optional.ofNullable(signedIn.get()))
                .build();
    }

    private String subject(String answer) {
        return answer.replaceAll(".*\"subject\":\"(\\w*)\".*", "$1");
    }

    @Test
    void takesTheGrantOfTheCallerAlongToAnotherThread() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        closedAtTheEnd(one::shutdownNow);
        // The one thread of the pool knows a user, and it is not the caller's.
        one.submit(() -> signedIn.set("grant-of-alice")).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        OAuth2Feature feature = forWhoIsSignedIn();
        PartsApi parts = proxy(builder(feature).executorService(feature.propagating(one)));
        for (String user : List.of("bob", "alice", "bob", "bob", "alice")) {
            signedIn.set("grant-of-" + user);
            assertEquals(user, subject(get(parts.getLater())));
            assertEquals(user, subject(parts.get()));
            server.revokeAccessTokens();
            assertEquals(user, subject(get(parts.postLater(new Part("4711", 1)))));
        }
    }

    @Test
    void refusesACallForNobodyThoughItsThreadKnowsAUser() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        closedAtTheEnd(one::shutdownNow);
        one.submit(() -> signedIn.set("grant-of-alice")).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        OAuth2Feature feature = forWhoIsSignedIn();
        PartsApi parts = proxy(builder(feature).executorService(feature.propagating(one)));
        ExecutionException failed = assertThrows(ExecutionException.class, () -> get(parts.getLater()));
        assertInstanceOf(CallRefusedException.class, failed.getCause());
        assertEquals(0, api.requests());
    }

    @Test
    void neverMixesUsersOnOnePool() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        closedAtTheEnd(pool::shutdownNow);
        OAuth2Feature feature = forWhoIsSignedIn();
        PartsApi parts = proxy(builder(feature).executorService(feature.propagating(pool)));
        server.revokeAccessTokens();
        List<Boolean> right = Crowd.all(16, LIMIT, () -> {
            boolean all = true;
            for (int call = 0; call < 20; call++) {
                String user = Math.floorMod(Thread.currentThread().getId() + call, 2) == 0 ? "alice" : "bob";
                signedIn.set("grant-of-" + user);
                all &= user.equals(subject(get(parts.getLater())));
            }
            return all;
        });
        assertEquals(List.of(true), right.stream().distinct().toList());
    }
}
