package dev.freshet.jakarta.cdi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.TokenException;
import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenUnavailableException;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.AuthorizationServerExtension;
import dev.freshet.testkit.Fault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotAuthorizedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(AuthorizationServerExtension.class)
class RetryOnUnauthorizedTest {

    /** Fails as often as it is told to, and remembers the token of each run. */
    @ApplicationScoped
    static class Desk {

        @Inject
        @OAuth2Client("parts")
        TokenSource tokens;

        final List<AccessToken> runs = new CopyOnWriteArrayList<>();
        volatile RuntimeException failure;
        volatile int failures;

        @RetryOnUnauthorized("parts")
        String sync() {
            return run(tokens.accessToken());
        }

        @RetryOnUnauthorized("parts")
        String withoutToken() {
            return run(null);
        }

        String run(AccessToken token) {
            runs.add(token);
            if (runs.size() <= failures) {
                throw failure;
            }
            return "done";
        }

        void failing(int times, RuntimeException with) {
            failures = times;
            failure = with;
        }

        List<AccessToken> runs() {
            return List.copyOf(runs);
        }

        int count() {
            return runs.size();
        }
    }

    @ApplicationScoped
    @RetryOnUnauthorized("parts")
    static class AnnotatedDesk extends Desk {

        String whole() {
            return run(tokens.accessToken());
        }
    }

    @Test
    void runsOnceMoreWithANewToken(AuthorizationServer server) {
        try (Application application = start(server)) {
            Desk desk = application.get(Desk.class);
            desk.failing(1, new NotAuthorizedException("Bearer"));

            assertEquals("done", desk.sync());

            assertEquals(2, desk.count());
            assertNotEquals(desk.runs().get(0), desk.runs().get(1));
            assertEquals(2, server.tokenEndpoint().requests().size());
        }
    }

    @Test
    void findsThe401AmongTheCauses(AuthorizationServer server) {
        try (Application application = start(server)) {
            Desk desk = application.get(Desk.class);
            desk.failing(1, new IllegalStateException(new NotAuthorizedException("Bearer")));

            assertEquals("done", desk.sync());
        }
    }

    @Test
    void secondRefusalIsHandedOn(AuthorizationServer server) {
        try (Application application = start(server)) {
            Desk desk = application.get(Desk.class);
            NotAuthorizedException refused = new NotAuthorizedException("Bearer");
            desk.failing(Integer.MAX_VALUE, refused);

            assertSame(refused, assertThrows(NotAuthorizedException.class, desk::sync));

            assertEquals(2, desk.count());
        }
    }

    @Test
    void callsAfterASecondRefusalAreNotRepeatedForAWhile(AuthorizationServer server) {
        try (Application application = start(server)) {
            Desk desk = application.get(Desk.class);
            desk.failing(Integer.MAX_VALUE, new NotAuthorizedException("Bearer"));
            assertThrows(NotAuthorizedException.class, desk::sync);

            assertThrows(NotAuthorizedException.class, desk::sync);

            assertEquals(3, desk.count());
            assertEquals(2, server.tokenEndpoint().requests().size());
        }
    }

    @Test
    void otherFailuresAreNotRepeated(AuthorizationServer server) {
        try (Application application = start(server)) {
            Desk desk = application.get(Desk.class);
            desk.failing(1, new ForbiddenException());

            assertThrows(ForbiddenException.class, desk::sync);

            assertEquals(1, desk.count());
        }
    }

    @Test
    void refreshThatFailsLeavesTheFirstFailure(AuthorizationServer server) {
        try (Application application = start(server)) {
            Desk desk = application.get(Desk.class);
            NotAuthorizedException refused = new NotAuthorizedException("Bearer");
            desk.failing(1, refused);
            application
                    .get(TokenSource.class, new OAuth2Client.Literal("parts"))
                    .accessToken();
            server.tokenEndpoint().always(Fault.status(503));

            assertSame(refused, assertThrows(NotAuthorizedException.class, desk::sync));

            assertEquals(1, desk.count());
            assertInstanceOf(TokenUnavailableException.class, refused.getSuppressed()[0]);
        }
    }

    @Test
    void runsAlsoWhereNoTokenIsToBeHad(AuthorizationServer server) {
        server.tokenEndpoint().always(Fault.status(503));
        try (Application application = start(server)) {
            Desk desk = application.get(Desk.class);

            assertEquals("done", desk.withoutToken());
            assertThrows(TokenException.class, desk::sync);
        }
    }

    @Test
    void bindingOnAClassCounts(AuthorizationServer server) {
        try (Application application = Application.start(Application.parts(server), AnnotatedDesk.class)) {
            AnnotatedDesk desk = application.get(AnnotatedDesk.class);
            desk.failing(1, new NotAuthorizedException("Bearer"));

            assertEquals("done", desk.whole());
            assertEquals(2, desk.count());
        }
    }

    @Test
    void retrySwitchedOffMeansOneRun(AuthorizationServer server) {
        Map<String, String> properties = new LinkedHashMap<>(Application.parts(server));
        properties.put("freshet.parts.retry", "false");
        try (Application application = Application.start(properties, Desk.class)) {
            Desk desk = application.get(Desk.class);
            desk.failing(1, new NotAuthorizedException("Bearer"));

            assertThrows(NotAuthorizedException.class, desk::sync);

            assertEquals(1, desk.count());
        }
    }

    private static Application start(AuthorizationServer server) {
        return Application.start(Application.parts(server), Desk.class);
    }
}
