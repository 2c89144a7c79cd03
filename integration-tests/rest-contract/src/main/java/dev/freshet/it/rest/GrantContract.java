package dev.freshet.it.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.jakarta.rest.CallRefusedException;
import dev.freshet.jakarta.rest.OAuth2Feature;
import dev.freshet.refresh.ReauthorizationRequiredException;
import jakarta.ws.rs.ProcessingException;
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
import org.junit.jupiter.api.Test;

/** Whose token a call carries. */
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
    void usesTheGrantThatTheCallerNames() {
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
    void prefersTheGrantThatTheCallerNames() {
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
        WebTarget parts = parts(featureForUsers().build());
        ProcessingException failed = assertThrows(
                ProcessingException.class,
                () -> parts.request().property(OAuth2Feature.GRANT, "nobody").get(String.class));
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

    /** simple-oauth2 #88, Duende foss #360: the token of one user went out for another. */
    @Test
    void neverMixesUsersOnOnePool() throws Exception {
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
