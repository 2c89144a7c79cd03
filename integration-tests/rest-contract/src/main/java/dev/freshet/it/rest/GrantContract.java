package dev.freshet.it.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.jakarta.rest.CallRefusedException;
import dev.freshet.jakarta.rest.OAuth2Feature;
import dev.freshet.refresh.ReauthorizationRequiredException;
import dev.freshet.testkit.Answer;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.WebTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whose token a call carries. */
@DisplayName("Whose token a call carries")
public abstract class GrantContract extends Fixture {

    @BeforeEach
    void authorizeUsers() {
        authorize("grant-of-alice", "alice");
        authorize("grant-of-bob", "bob");
    }

    private static String subject(String answer) {
        return answer.replaceAll(".*\"subject\":\"(\\w*)\".*", "$1");
    }

    @Test
    protected void usesTheGrantThatTheCallerNames() {
        WebTarget parts = parts(featureForUsers().build());
        for (String user : List.of("alice", "bob", "alice")) {
            server.revokeAccessTokens();
            String answer = parts.request()
                    .property(OAuth2Feature.GRANT, "grant-of-" + user)
                    .get(String.class);
            assertEquals(user, subject(answer));
        }
    }

    @Test
    void usesTheGrantAtHand() {
        WebTarget parts =
                parts(featureForUsers().grant(() -> Optional.of("grant-of-bob")).build());
        assertEquals("bob", subject(parts.request().get(String.class)));
    }

    @Test
    protected void prefersTheGrantThatTheCallerNames() {
        WebTarget parts =
                parts(featureForUsers().grant(() -> Optional.of("grant-of-bob")).build());
        assertEquals(
                "alice",
                subject(parts.request()
                        .property(OAuth2Feature.GRANT, "grant-of-alice")
                        .get(String.class)));
    }

    @Test
    void refusesACallForNobody() {
        WebTarget parts = parts(featureForUsers().build());
        CallRefusedException refused =
                assertThrows(CallRefusedException.class, () -> parts.request().get(String.class));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("FRESHET-0102: "), refused.getMessage());
        assertTrue(String.valueOf(refused.getMessage()).contains(OAuth2Feature.GRANT), refused.getMessage());
        Future<String> later = parts.request().async().get(String.class);
        ExecutionException failed =
                assertThrows(ExecutionException.class, () -> later.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertInstanceOf(CallRefusedException.class, failed.getCause());
        assertEquals(0, api.requests());
    }

    @Test
    void refusesAGrantThatIsNoText() {
        WebTarget parts = parts(featureForUsers().build());
        CallRefusedException refused = assertThrows(
                CallRefusedException.class,
                () -> parts.request().property(OAuth2Feature.GRANT, 4711).get(String.class));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("FRESHET-0103: "), refused.getMessage());
    }

    @Test
    void saysThatAnUnknownUserHasToAuthorize() {
        WebTarget parts =
                parts(featureForUsers().grant(() -> Optional.of("nobody")).build());
        ProcessingException failed =
                assertThrows(ProcessingException.class, () -> parts.request().get(String.class));
        ReauthorizationRequiredException cause =
                assertInstanceOf(ReauthorizationRequiredException.class, failed.getCause());
        assertEquals(ReauthorizationRequiredException.Reason.NOT_AUTHORIZED, cause.reason());
    }

    @Test
    void usesTheGrantOfTheApplicationForAClientThatHasOne() {
        WebTarget parts =
                parts(feature().grant(() -> Optional.of("grant-of-bob")).build());
        assertEquals(
                "owner",
                subject(parts.request()
                        .property(OAuth2Feature.GRANT, "grant-of-alice")
                        .get(String.class)));
    }

    @Test
    void takesTheGrantAtHandAlongWithAPropagatingExecutor() throws Exception {
        ThreadLocal<String> signedIn = new ThreadLocal<>();
        ExecutorService one = Executors.newSingleThreadExecutor();
        closedAtTheEnd(one::shutdownNow);
        // The one thread of the pool knows a user, and it is not the caller's.
        one.submit(() -> signedIn.set("grant-of-alice")).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        OAuth2Feature feature = featureForUsers()
                .grant(() -> Optional.ofNullable(signedIn.get()))
                .build();
        WebTarget parts = client(
                        newBuilder().executorService(feature.propagating(one)).register(feature))
                .target(api.uri("/parts"));
        for (String user : List.of("bob", "alice", "bob")) {
            signedIn.set("grant-of-" + user);
            server.revokeAccessTokens();
            assertEquals(
                    user,
                    subject(parts.request()
                            .rx()
                            .get(String.class)
                            .toCompletableFuture()
                            .get(LIMIT.toSeconds(), TimeUnit.SECONDS)));
            assertEquals(
                    user, subject(parts.request().async().get(String.class).get(LIMIT.toSeconds(), TimeUnit.SECONDS)));
        }
        signedIn.remove();
        Future<String> forNobody = parts.request().async().get(String.class);
        ExecutionException failed =
                assertThrows(ExecutionException.class, () -> forNobody.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertInstanceOf(CallRefusedException.class, failed.getCause());
    }

    /** The service that is called calls on for the user, and both tokens were revoked. */
    @Test
    void keepsTheTokensOfTwoClientsInOneChainApart() {
        WebTarget users = parts(
                featureForUsers().grant(() -> Optional.of("grant-of-alice")).build());
        api.on(
                "POST",
                "/orders",
                order -> Answer.json(200, users.request().post(Entity.text(order.text()), String.class)));
        holdRevokedToken();
        String answer =
                client(feature().build()).target(api.uri("/orders")).request().post(Entity.text("4711"), String.class);
        assertEquals("alice", subject(answer));
        assertTrue(answer.contains("\"body\":\"4711\""), answer);
        assertEquals(
                List.of("/orders 401", "/orders 200", "/parts 401", "/parts 200"),
                requests().stream()
                        .map(request -> request.path() + " " + request.status().orElse(0))
                        .toList());
        assertEquals(3, refreshes()); // the first token of the application, and one instead of each revoked one
    }

    /** A filter of one client that needs a call of another one, on the same thread. */
    @Test
    void keepsTheTokensOfTwoClientsApartWhenOneCallsWithinAFilterOfTheOther() {
        WebTarget users =
                parts(featureForUsers().grant(() -> Optional.of("grant-of-bob")).build());
        Client client = client(feature().build());
        client.register((ClientRequestFilter) request ->
                request.getHeaders().putSingle("X-User", subject(users.request().get(String.class))));
        holdRevokedToken();
        assertEquals("owner", subject(client.target(api.uri("/parts")).request().get(String.class)));
        assertEquals(List.of("bob"), requests().get(3).headers("X-User"));
        assertEquals(4, api.requests());
    }

    /** simple-oauth2 #88, Duende foss #360: the token of one user went out for another. */
    @Test
    protected void neverMixesUsersOnOnePool() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        closedAtTheEnd(pool::shutdownNow);
        WebTarget parts = client(newBuilder()
                        .executorService(pool)
                        .register(featureForUsers().build()))
                .target(api.uri("/parts"));
        Map<Future<String>, String> calls = new LinkedHashMap<>();
        server.revokeAccessTokens();
        for (int call = 0; call < 60; call++) {
            String user = call % 2 == 0 ? "alice" : "bob";
            calls.put(
                    parts.request()
                            .property(OAuth2Feature.GRANT, "grant-of-" + user)
                            .rx()
                            .get(String.class)
                            .toCompletableFuture(),
                    user);
        }
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<Future<String>, String> call : calls.entrySet()) {
            String subject = subject(call.getKey().get(LIMIT.toSeconds(), TimeUnit.SECONDS));
            if (!subject.equals(call.getValue())) {
                wrong.add(subject + " instead of " + call.getValue());
            }
        }
        assertEquals(List.of(), wrong);
    }
}
