package dev.freshet.it.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.freshet.testkit.Fault;
import dev.freshet.testkit.Gate;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.InvocationCallback;
import jakarta.ws.rs.client.WebTarget;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Which thread waits: as {@code docs/threads.md} says, and never one by which calls would stand still. Who waits is seen by a
 * look at all threads, while a server holds what they wait for.
 */
@DisplayName("Which thread waits")
@ExtendWith(RuntimeName.Resolver.class)
public abstract class ThreadsContract extends Fixture {

    private static final String FILTERS = "dev.freshet.jakarta.rest.";
    private static final String REFRESH = "dev.freshet.refresh.Refresh";

    /** How a call is made. */
    protected enum Way {
        /** A client's call that returns its answer. */
        GET("`get()`"),
        /** A callback gets the answer. */
        ASYNC("`async()`"),
        /** A stage brings the answer. */
        RX("`rx()`"),
        /** A Rest Client's method that returns its answer. */
        PROXY("Rest Client"),
        /** A Rest Client's method that returns a stage. */
        STAGE("Rest Client, `CompletionStage`");

        private final String title;

        Way(String title) {
            this.title = title;
        }

        boolean returnsTheAnswer() {
            return this == GET || this == PROXY;
        }
    }

    /**
     * Who stood where during one call.
     *
     * @param attaching the thread that ran the request filters, and waited there for the first token
     * @param renewing the one that waited for another token after a 401
     * @param repeating the one that sent the second attempt
     * @param answered the one that was given the answer
     */
    protected record Sighting(Thread attaching, Thread renewing, Thread repeating, Thread answered) {

        Sighting answered(Thread last) {
            return new Sighting(attaching, renewing, repeating, last);
        }
    }

    @ParameterizedTest
    @EnumSource
    void waitsWhereTheRuntimeRunsItsFilters(Way way, RuntimeName runtime) throws Exception {
        Thread caller = Thread.currentThread();
        Sighting seen = watch(way, newBuilder());
        if (way.returnsTheAnswer()) {
            assertEquals(new Sighting(caller, caller, caller, caller), seen);
        } else {
            assertNotSame(caller, seen.renewing());
        }
        runtime.known().ifPresent(name -> assertWritten(name, way, seen));
    }

    /** Compares with what is written of such a runtime. */
    protected static void assertWritten(String runtime, Way way, Sighting seen) {
        ThreadsTable.assertHas(
                runtime, way.title, Thread.currentThread(), seen.attaching(), seen.renewing(), seen.answered());
    }

    /**
     * Makes a call that has to wait for a token, is refused, has to wait for another one and is sent again.
     */
    protected Sighting watch(Way way, ClientBuilder builder) throws Exception {
        ExecutorService watcher = oneThread();
        CountDownLatch begun = new CountDownLatch(way.returnsTheAnswer() ? 0 : 1);
        try (Gate first = Gate.shut();
                Gate second = Gate.shut();
                Gate again = Gate.shut()) {
            server.tokenEndpoint()
                    .next(Fault.none().heldBefore(first), Fault.none().heldBefore(second));
            api.endpoint()
                    .next(
                            unauthorized("Bearer error=\"invalid_token\""),
                            Fault.none().heldBefore(again));
            Future<Sighting> watched = watcher.submit(() -> {
                try (first;
                        second;
                        again) {
                    return sighting(first, begun, second, again);
                }
            });
            Future<Thread> answered = begin(way, builder);
            begun.countDown();
            Thread last = answered.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            Sighting seen = watched.get(LIMIT.toSeconds(), TimeUnit.SECONDS).answered(last);
            assertSame(seen.renewing(), seen.repeating());
            return seen;
        }
    }

    private Future<Thread> begin(Way way, ClientBuilder builder) {
        return switch (way) {
            case GET -> {
                parts(builder).request().get(String.class);
                yield CompletableFuture.completedFuture(Thread.currentThread());
            }
            case ASYNC -> withCallback(parts(builder));
            case RX ->
                parts(builder)
                        .request()
                        .rx()
                        .get(String.class)
                        .thenApply(answer -> Thread.currentThread())
                        .toCompletableFuture();
            case PROXY -> {
                proxy(proxyBuilder()).get();
                yield CompletableFuture.completedFuture(Thread.currentThread());
            }
            case STAGE ->
                proxy(proxyBuilder())
                        .getLater()
                        .thenApply(answer -> Thread.currentThread())
                        .toCompletableFuture();
        };
    }

    private WebTarget parts(ClientBuilder builder) {
        return client(builder.register(feature().build())).target(api.uri("/parts"));
    }

    private RestClientBuilder proxyBuilder() {
        return RestClientBuilder.newBuilder()
                .baseUri(api.uri("/"))
                .register(feature().build());
    }

    private PartsApi proxy(RestClientBuilder builder) {
        return closedAtTheEnd(builder.build(PartsApi.class));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback completes another one
    private static Future<Thread> withCallback(WebTarget parts) {
        CompletableFuture<Thread> answered = new CompletableFuture<>();
        parts.request().async().get(new InvocationCallback<String>() {
            @Override
            public void completed(String answer) {
                answered.complete(Thread.currentThread());
            }

            @Override
            public void failed(Throwable failure) {
                answered.completeExceptionally(failure);
            }
        });
        return answered;
    }

    /** @param begun open as soon as somebody waits for the answer */
    private static Sighting sighting(Gate first, CountDownLatch begun, Gate second, Gate again)
            throws InterruptedException {
        Thread attaching = waiterAt(first, "AttachFilter");
        first.open();
        begun.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
        Thread renewing = waiterAt(second, "RepeatFilter");
        second.open();
        again.awaitArrival(LIMIT);
        Thread repeating = onlyThreadIn(FILTERS + "SecondAttempt");
        return new Sighting(attaching, renewing, repeating, repeating);
    }

    private static Thread waiterAt(Gate gate, String filter) {
        gate.awaitArrival(LIMIT);
        Thread waiter = onlyThreadIn(FILTERS + filter);
        assertNotSame(waiter, onlyThreadIn(REFRESH), "who waits for a token must not be needed to get it");
        return waiter;
    }

    private static Thread onlyThreadIn(String type) {
        List<Thread> threads = Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().equals(type)))
                .map(thread -> thread.getKey())
                .toList();
        assertEquals(1, threads.size(), () -> "threads in " + type + ": " + threads);
        return threads.get(0);
    }

    private ExecutorService oneThread() {
        ExecutorService one = Executors.newSingleThreadExecutor();
        closedAtTheEnd(one::shutdownNow);
        return one;
    }

    /** The first call holds the only thread while it waits; the others are behind it in the queue. */
    @Test
    protected void waitsForATokenOnTheOnlyThreadOfItsExecutor() throws Exception {
        WebTarget parts = parts(newBuilder().executorService(oneThread()));
        try (Gate gate = server.tokenEndpoint().hold()) {
            List<Future<String>> calls = List.of(
                    parts.request().async().get(String.class),
                    parts.request().rx().get(String.class).toCompletableFuture(),
                    parts.request()
                            .rx()
                            .post(Entity.text("three"), String.class)
                            .toCompletableFuture());
            gate.awaitArrival(LIMIT);
            assertFalse(calls.stream().anyMatch(Future::isDone));
            gate.open();
            for (Future<String> call : calls) {
                call.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }
        assertEquals(3, api.served());
        assertEquals(1, refreshes());
    }

    @Test
    void repeatsStagesOfARestClientOnTheOnlyThreadOfItsExecutor() throws Exception {
        PartsApi parts = proxy(proxyBuilder().executorService(oneThread()));
        holdRevokedToken();
        List<Future<String>> calls = List.of(
                parts.getLater().toCompletableFuture(),
                parts.postLater(new Part("4711", 2)).toCompletableFuture(),
                parts.getLater().toCompletableFuture());
        for (Future<String> call : calls) {
            call.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        assertEquals(3, api.served());
        assertEquals(2, refreshes());
    }

    /** A call made where the answer to another one is handled, on the thread that handled it. */
    @Test
    void callsAgainFromAContinuationOnTheOnlyThreadOfItsExecutor() throws Exception {
        WebTarget parts = parts(newBuilder().executorService(oneThread()));
        holdRevokedToken();
        String answer = parts.request()
                .rx()
                .get(String.class)
                .thenApply(first -> {
                    server.revokeAccessTokens();
                    return parts.request().get(String.class);
                })
                .thenCompose(second -> {
                    server.revokeAccessTokens();
                    return parts.request().rx().get(String.class);
                })
                .toCompletableFuture()
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertEquals(3, api.served(), answer);
        assertEquals(4, refreshes());
    }
}
