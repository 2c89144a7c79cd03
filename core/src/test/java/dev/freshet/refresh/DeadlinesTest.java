package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.OAuthError;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.store.GrantKey;
import dev.freshet.store.TokenStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever hangs or refuses to work: callers get an answer in time, and the next refresh is not kept from running. */
@Timeout(60)
class DeadlinesTest {

    private final OneNode node = new OneNode();
    private final Duration longestFlight =
            TestTokens.client("parts").refreshToken("rt-0").build().longestFlight();

    @Nested
    class WhenARefreshHangs {

        private final TokenSource source = node.source();

        @Test
        void letsCallersGoAtTheirDeadline() {
            node.workers.hangs = true;
            assertThrows(TokenUnavailableException.class, source::accessToken);
            assertEquals(TestTokens.NOW.plus(RefreshPolicy.DEFAULT.waitTimeout()), node.time.instant());
        }

        @Test
        void startsAnotherWhenItShouldHaveEndedLongAgo() {
            node.workers.hangs = true;
            assertThrows(TokenUnavailableException.class, source::accessToken);
            node.workers.hangs = false;
            node.time.advance(longestFlight.minus(RefreshPolicy.DEFAULT.waitTimeout()));
            assertEquals("at-1", source.accessToken().value());
        }

        @Test
        void takesNothingFromTheOldOneWhenItWakesUp() {
            node.workers.hangs = true;
            assertThrows(TokenUnavailableException.class, source::accessToken);
            node.workers.hangs = false;
            node.time.advance(longestFlight);
            source.accessToken();
            node.workers.hung.forEach(Runnable::run);
            assertEquals("at-1", source.accessToken().value());
            assertEquals(List.of("rt-0"), node.endpoint.presented());
        }

        @Test
        void keepsServingALiveTokenAndStartsAnotherBesideIt() {
            source.accessToken();
            node.time.advance(Duration.ofSeconds(511));
            node.workers.hangs = true;
            assertEquals("at-1", source.accessToken().value());
            node.workers.hangs = false;
            node.time.advance(longestFlight);
            assertEquals("at-1", source.accessToken().value());
            node.workers.run();
            assertEquals("at-2", source.accessToken().value());
        }

        /** The answer comes when another refresh has long replaced the refresh token. */
        @Test
        void isNeitherWedgedNorOverwrittenByALateAnswer() {
            node.endpoint.then(request -> {
                node.time.advance(longestFlight);
                assertEquals("at-1", source.accessToken().value());
                return issued("late");
            });
            assertEquals("at-1", source.accessToken().value());
            assertEquals(new RefreshToken("rt-1"), node.store.parts().refreshToken());
            node.time.advance(OneNode.UNTIL_EXPIRED);
            assertEquals("at-2", source.accessToken().value());
            assertEquals(List.of("rt-0", "rt-0", "rt-1"), node.endpoint.presented());
        }

        @Test
        void isNotEndedByALateRefusal() {
            node.endpoint.then(request -> {
                node.time.advance(longestFlight);
                assertEquals("at-1", source.accessToken().value());
                return new Answer.Refused(new OAuthError("invalid_grant", null, null));
            });
            source.accessToken();
            assertEquals("at-1", source.accessToken().value());
            assertEquals(List.of(), node.events(TokenEvent.ReauthorizationRequired.class));
        }

        @Test
        void doesNotBringAForgottenGrantBack() {
            Client client = node.users();
            RefreshingTokenSource alice = node.authorized(client, "alice");
            GrantKey key = new GrantKey("parts", "alice");
            node.time.advance(OneNode.UNTIL_EXPIRED);
            node.endpoint.then(request -> {
                node.store.remove(key, node.store.read(key).orElseThrow().version());
                alice.forgotten();
                return issued("late");
            });
            assertThrows(ReauthorizationRequiredException.class, alice::accessToken);
            assertThrows(ReauthorizationRequiredException.class, alice::accessToken);
            assertTrue(node.store.read(key).isEmpty());
        }

        private Answer issued(String name) {
            return new Answer.Issued(
                    TokenResponse.of("at-" + name, Duration.ofMinutes(10), "rt-" + name), node.time.instant());
        }
    }

    @Nested
    class WhenNoThreadIsFree {

        @Test
        void failsThisCallerOnlyAndTriesAgain() {
            TokenSource source = node.source();
            node.workers.rejects = true;
            TokenUnavailableException none = assertThrows(TokenUnavailableException.class, source::accessToken);
            assertTrue(none.getMessage().contains("no thread is free"), none.getMessage());
            node.workers.rejects = false;
            node.time.advance(none.retryAfter());
            assertEquals("at-1", source.accessToken().value());
        }

        @Test
        void servesALiveToken() {
            TokenSource source = node.source();
            source.accessToken();
            node.time.advance(OneNode.UNTIL_DUE);
            node.workers.rejects = true;
            assertEquals("at-1", source.accessToken().value());
            assertEquals("at-1", source.accessToken().value());
        }

        /** A factory may answer null, throw an exception, or throw an error. */
        @ParameterizedTest
        @ValueSource(strings = {"null", "exception", "error"})
        void goesOnWhenTheFactoryHasThreadsAgain(String refusal) {
            AtomicBoolean refuses = new AtomicBoolean(true);
            ThreadFactory factory = work -> {
                if (!refuses.get()) {
                    Thread thread = new Thread(work);
                    thread.setDaemon(true);
                    return thread;
                }
                return switch (refusal) {
                    case "exception" -> throw new IllegalStateException("the application stops");
                    case "error" -> throw new OutOfMemoryError("unable to create native thread");
                    default -> null;
                };
            };
            try (TokenSources sources = TokenSources.builder()
                    .client(TestTokens.client("parts").refreshToken("rt-0").build())
                    .endpoints(any -> node.endpoint)
                    .time(node.time)
                    .threads(factory)
                    .build()) {
                TokenUnavailableException none =
                        assertThrows(TokenUnavailableException.class, sources.of("parts")::accessToken);
                assertTrue(none.getMessage().contains("no thread is free"), none.getMessage());
                refuses.set(false);
                node.time.advance(none.retryAfter());
                assertEquals("at-1", sources.of("parts").accessToken().value());
            }
        }
    }

    /** Threads in earnest, whose deadlines pass when the clock is moved by hand. */
    @Nested
    class WithAThousandCallers {

        private static final int CALLERS = 1_000;

        private final TestTime time = new TestTime();
        private final ScriptedEndpoint endpoint = new ScriptedEndpoint(time);
        private final Deadlines workers = new Deadlines();

        private final class Deadlines implements Workers {

            private record Waiter(long deadline, CompletableFuture<Void> end) {}

            private final ThreadWorkers threads = new ThreadWorkers(Thread::new, Duration.ofSeconds(10));
            private final Semaphore waiting = new Semaphore(0);
            private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();

            @Override
            public void execute(Runnable work) {
                threads.execute(work);
            }

            @Override
            public void later(Duration delay, Runnable work) {
                threads.later(delay, work);
            }

            @Override
            public void pause(Duration pause) {
                threads.pause(pause);
            }

            @Override
            public boolean isClosing() {
                return threads.isClosing();
            }

            @Override
            public void close() {
                threads.close();
            }

            @Override
            public <T> T await(CompletableFuture<T> awaited, Duration limit)
                    throws InterruptedException, TimeoutException {
                Waiter waiter = new Waiter(time.nanoTime() + limit.toNanos(), new CompletableFuture<>());
                waiters.add(waiter);
                waiting.release();
                try {
                    CompletableFuture.anyOf(awaited, waiter.end()).get();
                } catch (ExecutionException e) {
                    throw new AssertionError(e);
                }
                if (waiter.end().isDone()) {
                    throw new TimeoutException();
                }
                return awaited.join();
            }

            void pass(Duration duration) {
                time.advance(duration);
                waiters.stream()
                        .filter(waiter -> waiter.deadline() <= time.nanoTime())
                        .forEach(waiter -> waiter.end().complete(null));
            }
        }

        private TokenSource expired(Duration waitTimeout) {
            Client.Node node = new Client.Node("here", time, workers, new Notifier(List.of()), () -> 0.5);
            ClientRegistration registration = TestTokens.client("parts")
                    .refreshToken("rt-0")
                    .policy(RefreshPolicy.DEFAULT.withWaitTimeout(waitTimeout))
                    .build();
            TokenSource source = new Client(registration, TokenStore.inMemory(), endpoint, new IssuerGate(), node)
                    .source(GrantKey.APPLICATION);
            source.accessToken();
            workers.waiting.drainPermits();
            time.advance(Duration.ofMinutes(10));
            return source;
        }

        /** Lets all callers wait, the endpoint take so long, and gives what they were answered. */
        private List<String> answers(TokenSource source, Duration endpointTakes) throws Exception {
            ScriptedEndpoint.Gate gate = endpoint.gate();
            ExecutorService pool = Executors.newFixedThreadPool(CALLERS);
            try {
                List<Future<String>> calls = new ArrayList<>();
                for (int i = 0; i < CALLERS; i++) {
                    calls.add(pool.submit(() -> OneNode.tokenOrNone(source)));
                }
                gate.awaitArrival();
                assertTrue(workers.waiting.tryAcquire(CALLERS, 30, TimeUnit.SECONDS), "all callers wait");
                assertTrue(calls.stream().noneMatch(Future::isDone), "nobody has an answer yet");
                workers.pass(endpointTakes.dividedBy(2));
                workers.pass(endpointTakes.dividedBy(2));
                gate.open();
                List<String> answers = new ArrayList<>();
                for (Future<String> call : calls) {
                    answers.add(call.get(30, TimeUnit.SECONDS));
                }
                return answers.stream().distinct().toList();
            } finally {
                pool.shutdownNow();
                workers.threads.close();
            }
        }

        @ParameterizedTest
        @ValueSource(longs = {100, 6_000})
        void asksOnceForAllOfThemAndFailsNobody(long millis) throws Exception {
            TokenSource source = expired(RefreshPolicy.DEFAULT.waitTimeout());
            assertEquals(List.of("at-2"), answers(source, Duration.ofMillis(millis)));
            assertEquals(List.of("rt-0", "rt-1"), endpoint.presented());
        }

        @Test
        void failsEachAtItsDeadlineAndStillAsksOnce() throws Exception {
            TokenSource source = expired(Duration.ofSeconds(5));
            assertEquals(List.of("none"), answers(source, Duration.ofSeconds(6)));
            assertEquals("at-2", source.accessToken().value());
            assertEquals(List.of("rt-0", "rt-1"), endpoint.presented());
        }
    }
}
