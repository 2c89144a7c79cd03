package dev.freshet.jakarta.cdi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.jakarta.servlet.RequestGrant;
import dev.freshet.jakarta.servlet.RequestGrantFilter;
import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenUnavailableException;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.AuthorizationServerExtension;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.Gate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotAuthorizedException;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(AuthorizationServerExtension.class)
@Timeout(60)
class RetryOfStagesTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** One run of a method: its token, the grant of the request it works for, and the answer that the test gives. */
    record Run(AccessToken token, Optional<String> grant, CompletableFuture<String> answer) {

        void refuse() {
            answer.completeExceptionally(new NotAuthorizedException("Bearer"));
        }
    }

    @ApplicationScoped
    static class Desk {

        static final Future<String> NEVER_RUN = new FutureTask<>(() -> "never");
        static final CompletionStage<String> ANSWERED = CompletableFuture.completedFuture("done");

        @Inject
        @OAuth2Client("parts")
        TokenSource tokens;

        final BlockingQueue<Run> runs = new LinkedBlockingQueue<>();
        volatile boolean failing;

        @RetryOnUnauthorized("parts")
        CompletionStage<String> stage() {
            return run();
        }

        @RetryOnUnauthorized("parts")
        CompletableFuture<String> future() {
            return run();
        }

        @RetryOnUnauthorized("parts")
        Future<String> plainFuture() {
            return NEVER_RUN;
        }

        /** Fails before there is a stage, if it is told to. */
        @RetryOnUnauthorized("parts")
        CompletionStage<String> failingFirst() {
            CompletableFuture<String> answer = run();
            if (failing) {
                failing = false;
                throw new NotAuthorizedException("Bearer");
            }
            return answer;
        }

        @RetryOnUnauthorized("parts")
        CompletionStage<String> answered() {
            return ANSWERED;
        }

        private CompletableFuture<String> run() {
            Run run = new Run(tokens.accessToken(), RequestGrant.current(), new CompletableFuture<>());
            runs.add(run);
            return run.answer();
        }

        void fail() {
            failing = true;
        }

        Run nextRun() throws InterruptedException {
            Run run = runs.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertTrue(run != null, "the method was run");
            return run;
        }

        int waiting() {
            return runs.size();
        }
    }

    private Application application;
    private AuthorizationServer server;
    private Desk desk;

    @BeforeEach
    void start(AuthorizationServer started) {
        server = started;
        application = Application.start(Application.parts(server), Desk.class);
        desk = application.get(Desk.class);
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @Test
    void stageThatFailsWithA401IsRunOnceMoreWithANewToken() throws Exception {
        CompletionStage<String> answer = desk.stage();
        Run first = desk.nextRun();
        first.refuse();
        Run second = desk.nextRun();
        second.answer().complete("done");

        assertEquals("done", resultOf(answer));
        assertNotEquals(first.token(), second.token());
        assertEquals(2, server.tokenEndpoint().count());
    }

    @Test
    void findsThe401AmongTheCausesOfAFailedStage() throws Exception {
        CompletableFuture<String> answer = desk.future();
        desk.nextRun()
                .answer()
                .completeExceptionally(
                        new CompletionException(new IllegalStateException(new NotAuthorizedException("Bearer"))));
        desk.nextRun().answer().complete("done");

        assertEquals("done", resultOf(answer));
    }

    @Test
    void nobodyWaitsForTheTokenWhoCompletesTheStage() throws Exception {
        CompletionStage<String> answer = desk.stage();
        Run first = desk.nextRun();
        try (Gate gate = server.tokenEndpoint().hold()) {
            first.refuse();

            gate.awaitArrival(LIMIT);
            assertFalse(answer.toCompletableFuture().isDone());
        }
        desk.nextRun().answer().complete("done");
        assertEquals("done", resultOf(answer));
    }

    @Test
    void secondRunWorksForTheRequestOfTheFirst() throws Exception {
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getUserPrincipal" -> (Principal) () -> "alice";
                    case "isAsyncSupported" -> false;
                    default -> null;
                });
        new RequestGrantFilter().doFilter(request, null, (sameRequest, response) -> desk.stage());
        Run first = desk.nextRun();
        first.refuse();

        assertEquals(Optional.of("alice"), first.grant());
        assertEquals(Optional.of("alice"), desk.nextRun().grant());
    }

    @Test
    void secondRefusalIsHandedOn() throws Exception {
        CompletionStage<String> answer = desk.stage();
        desk.nextRun().refuse();
        Run second = desk.nextRun();
        NotAuthorizedException refused = new NotAuthorizedException("Bearer");
        second.answer().completeExceptionally(refused);

        assertSame(refused, failureOf(answer));
        assertEquals(0, desk.waiting());
    }

    @Test
    void stagesAfterASecondRefusalAreNotRepeatedForAWhile() throws Exception {
        CompletionStage<String> refusedTwice = desk.stage();
        desk.nextRun().refuse();
        desk.nextRun().refuse();
        failureOf(refusedTwice);

        CompletionStage<String> answer = desk.stage();
        desk.nextRun().refuse();

        assertInstanceOf(NotAuthorizedException.class, failureOf(answer));
        assertEquals(0, desk.waiting());
        assertEquals(2, server.tokenEndpoint().count());
    }

    @Test
    void methodThatFailsBeforeItHasAStageIsRunTwiceInAll() throws Exception {
        desk.fail();
        CompletionStage<String> answer = desk.failingFirst();
        desk.nextRun();
        NotAuthorizedException refused = new NotAuthorizedException("Bearer");
        desk.nextRun().answer().completeExceptionally(refused);

        assertSame(refused, failureOf(answer));
        assertEquals(0, desk.waiting());
    }

    @Test
    void secondRunMayFailBeforeItHasAStage() throws Exception {
        CompletionStage<String> answer = desk.failingFirst();
        desk.fail();
        desk.nextRun().refuse();
        desk.nextRun();

        assertInstanceOf(NotAuthorizedException.class, failureOf(answer));
        assertEquals(0, desk.waiting());
    }

    @Test
    void otherFailuresAreNotRepeated() throws Exception {
        CompletionStage<String> answer = desk.stage();
        ForbiddenException forbidden = new ForbiddenException();
        desk.nextRun().answer().completeExceptionally(forbidden);

        assertSame(forbidden, failureOf(answer));
        assertEquals(0, desk.waiting());
    }

    @Test
    void refreshThatFailsLeavesTheFirstFailure() throws Exception {
        CompletionStage<String> answer = desk.stage();
        Run first = desk.nextRun();
        server.tokenEndpoint().always(Fault.status(503));
        NotAuthorizedException refused = new NotAuthorizedException("Bearer");
        first.answer().completeExceptionally(refused);

        assertSame(refused, failureOf(answer));
        assertInstanceOf(TokenUnavailableException.class, refused.getSuppressed()[0]);
    }

    @Test
    void cancellingCancelsTheFirstRun() throws Exception {
        CompletableFuture<String> answer = desk.future();
        Run first = desk.nextRun();

        assertTrue(answer.cancel(true));

        assertTrue(first.answer().isCancelled());
        assertEquals(0, desk.waiting());
    }

    @Test
    void cancellingCancelsTheSecondRun() throws Exception {
        CompletableFuture<String> answer = desk.future();
        desk.nextRun().refuse();
        Run second = desk.nextRun();

        assertTrue(answer.cancel(true));

        assertThrows(Exception.class, () -> second.answer().get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertTrue(second.answer().isCancelled());
    }

    @Test
    void whatIsCancelledDuringTheRefreshIsNotRunAgain() throws Exception {
        CompletableFuture<String> answer = desk.future();
        Run first = desk.nextRun();
        try (Gate gate = server.tokenEndpoint().hold()) {
            first.refuse();
            gate.awaitArrival(LIMIT);
            assertTrue(answer.cancel(true));
        }
        // The next method is entered with the new token, so that refresh is over.
        CompletableFuture<String> next = desk.future();
        Run run = desk.nextRun();
        run.answer().complete("next");

        assertEquals("next", resultOf(next));
        assertNotEquals(first.token(), run.token());
        assertEquals(0, desk.waiting());
    }

    @Test
    void stageThatIsAnsweredAlreadyIsHandedOnAsItIs() {
        assertSame(Desk.ANSWERED, desk.answered());
    }

    @Test
    void futureThatTellsNobodyWhenItIsDoneIsHandedOnAsItIs() {
        assertSame(Desk.NEVER_RUN, desk.plainFuture());
    }

    private static String resultOf(CompletionStage<String> answer) throws Exception {
        return answer.toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static Throwable failureOf(CompletionStage<String> answer) {
        return assertThrows(ExecutionException.class, () -> resultOf(answer)).getCause();
    }
}
