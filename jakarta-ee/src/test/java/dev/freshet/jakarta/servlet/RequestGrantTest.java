package dev.freshet.jakarta.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.enterprise.concurrent.spi.ThreadContextProvider;
import jakarta.enterprise.concurrent.spi.ThreadContextRestorer;
import jakarta.enterprise.concurrent.spi.ThreadContextSnapshot;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGrantTest {

    private final Browser browser = new Browser();

    interface Work {

        void run(HttpServletRequest request) throws Exception;
    }

    @AfterEach
    void threadKeepsNothing() {
        assertEquals(Optional.empty(), RequestGrant.current());
    }

    @Test
    void requestThatAsksForNothingCostsNothing() {
        within(browser.loggedInAs("alice"), request -> {});

        assertEquals(0, browser.looks());
        assertFalse(browser.hasSession());
    }

    @Test
    void askingCreatesNoSession() {
        within(browser, request -> assertEquals(Optional.empty(), RequestGrant.current()));

        assertFalse(browser.hasSession());
    }

    @Test
    void withoutALoginOfItsOwnTheCallersNameIsTheGrant() {
        within(browser.loggedInAs("alice"), request -> assertEquals(Optional.of("alice"), RequestGrant.current()));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"anonymous", "", "application"})
    void nobodyHasNoGrant(String user) {
        within(browser.loggedInAs(user), request -> assertEquals(Optional.empty(), RequestGrant.current()));
    }

    @Test
    void loginBeginsAGrantAtOnceAndForLaterRequests() {
        AtomicReference<String> begun = new AtomicReference<>();

        within(browser.loggedInAs("alice"), request -> {
            begun.set(RequestGrant.begin(request));
            assertEquals(Optional.of(begun.get()), RequestGrant.current());
        });

        within(browser, request -> assertEquals(Optional.of(begun.get()), RequestGrant.current()));
    }

    @Test
    void sameUserInTwoBrowsersHasTwoGrants() {
        Browser other = new Browser().loggedInAs("alice");

        within(browser.loggedInAs("alice"), request -> RequestGrant.begin(request));
        within(other, request -> RequestGrant.begin(request));

        within(browser, request -> {
            Optional<String> first = RequestGrant.current();
            within(other, otherRequest -> assertNotEquals(first, RequestGrant.current()));
            assertEquals(first, RequestGrant.current());
        });
    }

    @Test
    void sessionsGrantIsNotForTheNextUser() {
        within(browser.loggedInAs("alice"), request -> RequestGrant.begin(request));

        within(browser.loggedInAs("bob"), request -> assertEquals(Optional.empty(), RequestGrant.current()));
        within(browser.loggedInAs(null), request -> assertEquals(Optional.empty(), RequestGrant.current()));
    }

    @Test
    void loginMayBeginBeforeTheContainerKnowsTheUser() {
        within(browser, request -> RequestGrant.begin(request));

        within(
                browser.loggedInAs("alice"),
                request -> assertTrue(RequestGrant.current().isPresent()));
    }

    @Test
    void loginThatKnowsTheUserItselfKeepsItsGrant() {
        within(browser, request -> {
            RequestGrant.keep(request, "of-a-login");
            assertEquals(Optional.of("of-a-login"), RequestGrant.keptBy(request.getSession()));
        });
        within(browser.loggedInAs("alice"), request -> assertEquals(Optional.of("of-a-login"), RequestGrant.current()));

        within(browser, request -> {
            RequestGrant.drop(request.getSession());
            assertEquals(Optional.of("alice"), RequestGrant.current());
        });
    }

    @Test
    void failureUnbindsTheThread() {
        assertThrows(ServletException.class, () -> new RequestGrantFilter()
                .doFilter(browser.loggedInAs("alice").request(), null, (one, two) -> {
                    throw new ServletException("the application fails");
                }));

        assertEquals(Optional.empty(), RequestGrant.current());
    }

    @Test
    void requestIsNotWrappedWhereThereIsNoAsync() throws Exception {
        HttpServletRequest request = browser.request();
        AtomicReference<ServletRequest> filtered = new AtomicReference<>();

        new RequestGrantFilter().doFilter(request, null, (seen, response) -> filtered.set(seen));

        assertSame(request, filtered.get());
    }

    @Nested
    class OnOtherThreads {

        private final ExecutorService pool = Executors.newSingleThreadExecutor();
        private final AtomicReference<Optional<String>> seen = new AtomicReference<>();

        @AfterEach
        void stop() throws InterruptedException {
            pool.shutdown();
            assertTrue(pool.awaitTermination(10, TimeUnit.SECONDS));
        }

        @Test
        void asyncThreadIsBoundWhileItWorks() throws Exception {
            browser.loggedInAs("alice").startingAsyncOn(pool);
            within(browser, request -> request.startAsync().start(this::look));

            assertEquals(Optional.of("alice"), seen());
            assertEquals(Optional.empty(), seenByTheSameThreadLater());
        }

        @Test
        void asyncContextThatIsAskedForAgainBindsToo() throws Exception {
            within(browser.loggedInAs("alice").startingAsyncOn(pool), request -> {
                request.startAsync(request, null);
                request.getAsyncContext().start(this::look);
            });

            assertEquals(Optional.of("alice"), seen());
        }

        @Test
        void asyncThreadThatFailsKeepsNothing() throws Exception {
            browser.loggedInAs("alice").startingAsyncOn(pool::submit);
            within(browser, request -> request.startAsync().start(() -> {
                throw new IllegalStateException("the task fails");
            }));

            assertEquals(Optional.empty(), seenByTheSameThreadLater());
        }

        @Test
        void asyncContextHandsDispatchesOn() {
            within(browser.startingAsyncOn(pool), request -> {
                request.startAsync().dispatch();
                request.startAsync().dispatch("/other");
                assertEquals(30_000, request.startAsync().getTimeout());
            });

            assertEquals(List.of("", "/other"), browser.dispatches());
        }

        @Test
        void poolOfTheApplicationsOwnInheritsNothing() throws Exception {
            within(browser.loggedInAs("alice"), request -> pool.execute(this::look));

            assertEquals(Optional.empty(), seen());
        }

        @Test
        void managedExecutorCarriesTheGrantOfTheSubmittingThread() throws Exception {
            ThreadContextProvider provider =
                    ServiceLoader.load(ThreadContextProvider.class).findFirst().orElseThrow();
            AtomicReference<ThreadContextSnapshot> snapshot = new AtomicReference<>();
            within(browser.loggedInAs("alice"), request -> snapshot.set(provider.currentContext(Map.of())));
            browser.loggedInAs("bob"); // the request is over, its object may be somebody else's by now

            pool.execute(() -> {
                ThreadContextRestorer restorer = snapshot.get().begin();
                look();
                restorer.endContext();
            });

            assertEquals(Optional.of("alice"), seen());
            assertEquals(Optional.empty(), seenByTheSameThreadLater());
        }

        @Test
        void clearedContextHidesTheGrant() {
            within(browser.loggedInAs("alice"), request -> {
                ThreadContextRestorer restorer =
                        new GrantContextProvider().clearedContext(Map.of()).begin();
                assertEquals(Optional.empty(), RequestGrant.current());
                restorer.endContext();
                assertEquals(Optional.of("alice"), RequestGrant.current());
            });
        }

        private void look() {
            seen.set(RequestGrant.current());
        }

        /** What was seen, after all tasks so far. */
        private Optional<String> seen() throws Exception {
            pool.submit(() -> {}).get(10, TimeUnit.SECONDS);
            return seen.get();
        }

        private Optional<String> seenByTheSameThreadLater() throws Exception {
            return pool.submit(RequestGrant::current).get(10, TimeUnit.SECONDS);
        }
    }

    private static void within(Browser browser, Work work) {
        try {
            new RequestGrantFilter().doFilter(browser.request(), null, (request, response) -> {
                try {
                    work.run((HttpServletRequest) request);
                } catch (Exception e) {
                    throw new ServletException(e);
                }
            });
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
