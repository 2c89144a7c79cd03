package dev.freshet.it.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.refresh.TokenEvent;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.Gate;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.InvocationCallback;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many calls at once, and calls that somebody else waits for. */
@DisplayName("Many calls at once")
public abstract class ConcurrencyContract extends Fixture {

    private static final int THREADS = 64;

    /** A client whose asynchronous calls run on one thread. */
    private WebTarget onOneThread() {
        ExecutorService one = Executors.newSingleThreadExecutor();
        closedAtTheEnd(one::shutdownNow);
        return client(newBuilder().executorService(one).register(feature().build()))
                .target(api.uri("/parts"));
    }

    /** What a thread calls over that shares a target with others. Default: that target. */
    protected WebTarget inOneThread(WebTarget shared) {
        return shared;
    }

    @Test
    protected void sixtyFourThreadsAtAnExpiredTokenMakeOneTokenRequest() throws Exception {
        WebTarget parts = parts();
        parts.request().get(String.class);
        time.advance(Duration.ofHours(2));
        List<Integer> statuses = Crowd.all(THREADS, LIMIT, () -> status(parts));
        assertTrue(statuses.stream().allMatch(status -> status == 200), statuses.toString());
        assertEquals(2, refreshes());
        assertEquals(0, api.unauthorized());
    }

    /** spring-security #11461, AppAuth-Android #309, oidc-client-ts #430 and many more, through a whole client. */
    @Test
    protected void sixtyFourThreadsAtARevokedTokenMakeOneTokenRequest() throws Exception {
        WebTarget parts = parts();
        holdRevokedToken();
        List<Integer> statuses = Crowd.all(THREADS, LIMIT, () -> status(parts));
        assertTrue(statuses.stream().allMatch(status -> status == 200), statuses.toString());
        assertEquals(2, refreshes());
        assertEquals(THREADS, api.served());
        assertEquals(0, server.reuseEvents());
    }

    private int status(WebTarget parts) {
        try (Response answer = inOneThread(parts).request().get()) {
            answer.readEntity(String.class);
            return answer.getStatus();
        }
    }

    @Test
    void waitersOfAFailingRefreshShareIt() throws Exception {
        WebTarget parts = parts();
        holdRevokedToken();
        Gate together = api.endpoint().hold(); // else the first refusal keeps the others from being sent
        Gate gate = Gate.shut();
        server.tokenEndpoint()
                .always(Fault.error(400, "invalid_grant", "it is over").heldBefore(gate));
        ExecutorService pool = Executors.newFixedThreadPool(8);
        closedAtTheEnd(pool::shutdownNow);
        List<Future<Integer>> calls = new ArrayList<>();
        for (int call = 0; call < 8; call++) {
            calls.add(pool.submit(() -> status(parts)));
        }
        together.awaitArrivals(8, LIMIT);
        together.open();
        gate.awaitArrival(LIMIT);
        gate.open();
        for (Future<Integer> call : calls) {
            assertEquals(401, call.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
        assertEquals(2, refreshes());
        assertEquals(8, events(TokenEvent.UnauthorizedHandedOn.class).size());
    }

    @Test
    void repeatsAFuture() throws Exception {
        holdRevokedToken();
        Future<String> call = parts().request().async().post(Entity.json(new Part("4711", 3)), String.class);
        assertTrue(call.get(LIMIT.toSeconds(), TimeUnit.SECONDS).contains("4711"));
        assertEquals(2, api.requests());
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // the callback completes another one
    void repeatsACallWithACallback() throws Exception {
        holdRevokedToken();
        CompletableFuture<String> called = new CompletableFuture<>();
        parts().request().async().get(new InvocationCallback<String>() {
            @Override
            public void completed(String answer) {
                called.complete(answer);
            }

            @Override
            public void failed(Throwable failure) {
                called.completeExceptionally(failure);
            }
        });
        assertTrue(called.get(LIMIT.toSeconds(), TimeUnit.SECONDS).contains("\"count\":1"));
    }

    @Test
    void repeatsAReactiveCall() throws Exception {
        holdRevokedToken();
        String answer = parts().request()
                .rx()
                .post(Entity.json(new Part("4711", 3)), String.class)
                .toCompletableFuture()
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertTrue(answer.contains("4711"));
        assertEquals(2, api.requests());
    }

    @Test
    void repeatsThreeCallsOnOneThread() throws Exception {
        WebTarget parts = onOneThread();
        holdRevokedToken();
        List<Future<String>> calls = List.of(
                parts.request().rx().get(String.class).toCompletableFuture(),
                parts.request().async().post(Entity.text("two"), String.class),
                parts.request().rx().post(Entity.text("three"), String.class).toCompletableFuture());
        for (Future<String> call : calls) {
            call.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        assertEquals(3, api.served());
        assertEquals(2, refreshes());
    }

    @Test
    protected void repeatsFiftyReactiveCalls() throws Exception {
        WebTarget parts = parts();
        holdRevokedToken();
        List<Future<String>> calls = new ArrayList<>();
        for (int call = 0; call < 50; call++) {
            calls.add(inOneThread(parts)
                    .request()
                    .rx()
                    .post(Entity.json(new Part("4711", call)), String.class)
                    .toCompletableFuture());
        }
        for (Future<String> call : calls) {
            call.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        assertEquals(50, api.served());
        assertEquals(2, refreshes());
    }
}
