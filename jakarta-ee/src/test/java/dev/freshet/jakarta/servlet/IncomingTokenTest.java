package dev.freshet.jakarta.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class IncomingTokenTest {

    private final Browser browser = new Browser();

    interface Work {

        void run() throws Exception;
    }

    private static void within(Browser browser, Work work) {
        try {
            new RequestGrantFilter().doFilter(browser.request(), null, (request, response) -> {
                try {
                    work.run();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<String> token() {
        return IncomingToken.current().flatMap(IncomingToken::of);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer t-1", "bearer t-1", "BEARER  t-1 "})
    void isThatOfTheAuthorizationHeader(String header) {
        within(browser.authorizedBy(header), () -> assertEquals(Optional.of("t-1"), token()));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"Basic dDox", "Bearer", "Bearer ", "DPoP t-1"})
    void isNoOther(String header) {
        within(browser.authorizedBy(header), () -> assertEquals(Optional.empty(), token()));
    }

    @Test
    void isOneForAllWhoAskWithinTheRequest() {
        within(
                browser.authorizedBy("Bearer t-1"),
                () -> assertEquals(IncomingToken.current(), IncomingToken.current()));
    }

    @Test
    void endsWithItsRequest() {
        AtomicReference<String> id = new AtomicReference<>();
        within(
                browser.authorizedBy("Bearer t-1"),
                () -> id.set(IncomingToken.current().orElseThrow()));
        assertEquals(Optional.empty(), IncomingToken.of(id.get()));
        assertEquals(Optional.empty(), IncomingToken.current());
    }

    /** The same token in two requests: neither ends with the other. */
    @Test
    void isOfOneRequestAlone() {
        within(browser.authorizedBy("Bearer t-1"), () -> {
            Optional<String> first = IncomingToken.current();
            within(new Browser().authorizedBy("Bearer t-1"), () -> assertNotEquals(first, IncomingToken.current()));
            assertEquals(Optional.of("t-1"), token());
        });
    }

    @Test
    void goesAlongToOtherThreads() throws InterruptedException {
        AtomicReference<Optional<String>> seen = new AtomicReference<>(Optional.empty());
        within(browser.authorizedBy("Bearer t-1"), () -> {
            Thread thread = new Thread(RequestGrant.carry(() -> seen.set(token())));
            thread.start();
            thread.join();
        });
        assertEquals(Optional.of("t-1"), seen.get());
    }

    @Test
    void endsWithAnAsynchronousRequestWhenThatCompletes() {
        List<Runnable> tasks = new ArrayList<>();
        AtomicReference<Optional<String>> seen = new AtomicReference<>(Optional.empty());
        AtomicReference<String> id = new AtomicReference<>();
        browser.authorizedBy("Bearer t-1").startingAsyncOn(tasks::add);
        try {
            new RequestGrantFilter().doFilter(browser.request(), null, (request, response) -> {
                id.set(IncomingToken.current().orElseThrow());
                request.startAsync().start(() -> seen.set(token()));
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        tasks.forEach(Runnable::run);
        assertEquals(Optional.of("t-1"), seen.get());

        assertTrue(IncomingToken.of(id.get()).isPresent());
        browser.complete();
        assertEquals(Optional.empty(), IncomingToken.of(id.get()));
    }
}
