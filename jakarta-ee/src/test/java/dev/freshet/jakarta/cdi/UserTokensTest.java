package dev.freshet.jakarta.cdi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.jakarta.servlet.RequestGrantFilter;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.ReauthorizationRequiredException;
import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenSources;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.AuthorizationServerExtension;
import dev.freshet.testkit.IssuedGrant;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.security.enterprise.authentication.mechanism.http.OpenIdAuthenticationMechanismDefinition;
import jakarta.security.enterprise.identitystore.openid.AccessToken;
import jakarta.security.enterprise.identitystore.openid.OpenIdContext;
import jakarta.security.enterprise.identitystore.openid.RefreshToken;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The tokens of users who did not sign in by Freshet. */
@ExtendWith(AuthorizationServerExtension.class)
class UserTokensTest {

    @Dependent
    static class Desk {

        @Inject
        @OAuth2Client("parts")
        TokenSource tokens;

        @Inject
        TokenSources sources;
    }

    /** What the container knows of the user of the request. */
    @ApplicationScoped
    static class Container {

        private static @Nullable IssuedGrant login;

        @Produces
        OpenIdContext context() {
            IssuedGrant grant = login;
            return proxy(OpenIdContext.class, (method, arguments) -> switch (method) {
                case "getAccessToken" -> grant == null ? null : accessToken(grant);
                case "getRefreshToken" -> Optional.ofNullable(grant).<RefreshToken>map(known -> known::refreshToken);
                case "getExpiresIn" -> Optional.of(3600L);
                default -> null;
            });
        }

        private static AccessToken accessToken(IssuedGrant grant) {
            return proxy(AccessToken.class, (method, arguments) -> switch (method) {
                case "getToken" -> grant.accessToken();
                case "isExpired" -> false;
                default -> null;
            });
        }
    }

    @OpenIdAuthenticationMechanismDefinition(tokenAutoRefresh = true)
    @ApplicationScoped
    static class SelfRefreshing {}

    @OpenIdAuthenticationMechanismDefinition
    @ApplicationScoped
    static class LeavingItToOthers {}

    private final Map<String, Object> session = new HashMap<>();
    private final Map<String, Object> context = new HashMap<>();

    @BeforeEach
    void logOut() {
        Container.login = null;
    }

    private static Map<String, String> parts(AuthorizationServer server, String userTokens) {
        Map<String, String> properties = new LinkedHashMap<>(Application.parts(server));
        properties.remove("freshet.parts.refresh-token");
        properties.put("freshet.parts.grant", "authorization-code");
        properties.put("freshet.parts.user-tokens", userTokens);
        return properties;
    }

    @Test
    void incomingTokenIsTheOneToSendOn(AuthorizationServer server) throws Exception {
        try (Application application = Application.start(parts(server, "incoming-token"), Desk.class)) {
            Desk desk = application.get(Desk.class);
            within("Bearer of-alice", () -> {
                assertEquals("of-alice", desk.tokens.accessToken().value());
                within(
                        "Bearer of-bob",
                        () -> assertEquals("of-bob", desk.tokens.accessToken().value()));
                assertEquals("of-alice", desk.tokens.accessToken().value());
            });
            assertEquals(0, server.tokenEndpoint().count());
        }
    }

    /** Neither the grant that has the user's name nor anybody else's. */
    @Test
    void withoutAnIncomingTokenThereIsNone(AuthorizationServer server) throws Exception {
        try (Application application = Application.start(parts(server, "incoming-token"), Desk.class)) {
            Desk desk = application.get(Desk.class);
            desk.sources.authorize("parts", "alice", TokenResponse.of("of-alice", Duration.ofHours(1), null));
            within(null, () -> {
                IllegalStateException e = assertThrows(IllegalStateException.class, desk.tokens::accessToken);
                assertTrue(e.getMessage().startsWith("FRESHET-0185: "), e::getMessage);
            });
        }
    }

    @Test
    void refusedIncomingTokenIsNotReplaced(AuthorizationServer server) throws Exception {
        try (Application application = Application.start(parts(server, "incoming-token"), Desk.class)) {
            Desk desk = application.get(Desk.class);
            within("Bearer of-alice", () -> {
                ReauthorizationRequiredException e = assertThrows(
                        ReauthorizationRequiredException.class,
                        () -> desk.tokens.replacementFor(desk.tokens.accessToken()));
                assertTrue(e.getMessage().startsWith("FRESHET-0012: "), e::getMessage);
                assertFalse(e.getMessage().contains("of-alice"), e::getMessage);
            });
        }
    }

    @Test
    void tokensOfTheContainersLoginAreRefreshedByFreshet(AuthorizationServer server) throws Exception {
        try (Application application = started(server)) {
            Desk desk = application.get(Desk.class);
            IssuedGrant login = server.grant("parts", "alice", "");
            Container.login = login;
            within(null, () -> {
                assertEquals(login.accessToken(), desk.tokens.accessToken().value());
                assertNotEquals(
                        login.accessToken(),
                        desk.tokens.replacementFor(desk.tokens.accessToken()).value());
            });
            // A later request of the session: the spent refresh token of the login is not brought in again.
            within(null, () -> {
                assertTrue(server.isActive(desk.tokens.accessToken().value()));
                assertNotEquals(login.accessToken(), desk.tokens.accessToken().value());
            });
            assertEquals(1, server.usesOf(login.refreshToken()));
            assertEquals(0, server.reuseEvents());
        }
    }

    @Test
    void containersLoginIsOfItsSessionAndEndsWithIt(AuthorizationServer server) throws Exception {
        try (Application application = started(server)) {
            Desk desk = application.get(Desk.class);
            Container.login = server.grant("parts", "alice", "");
            List<String> ids = new ArrayList<>();
            within(null, () -> {
                desk.tokens.accessToken();
                session.values().forEach(kept -> ids.add(((SessionGrant) kept).id()));
            });
            Container.login = server.grant("parts", "bob", "");
            Map<String, Object> ofAlice = new HashMap<>(session);
            session.clear();
            within(null, () -> {
                String subject =
                        server.subjectOf(desk.tokens.accessToken().value()).orElseThrow();
                assertEquals("bob", subject);
            });
            ofAlice.values().forEach(UserTokensTest::unbind);
            assertThrows(ReauthorizationRequiredException.class, desk.sources.of("parts", ids.get(0))::accessToken);
        }
    }

    /** The user is found where the other client finds it. */
    @Test
    void tokensOfTheContainersLoginAreExchanged(AuthorizationServer server) throws Exception {
        Map<String, String> properties = parts(server, "none");
        properties.put("freshet.parts.grant", "token-exchange");
        properties.put("freshet.parts.subject-client", "login");
        parts(server, "open-id-context")
                .forEach((name, value) -> properties.put(name.replace("freshet.parts.", "freshet.login."), value));
        try (Application application = Application.start(properties, Desk.class, Container.class)) {
            application.get(Wiring.class).begin(servletContext());
            Desk desk = application.get(Desk.class);
            for (String user : List.of("alice", "bob")) {
                session.clear();
                Container.login = server.grant("parts", user, "");
                within(null, () -> {
                    String token = desk.tokens.accessToken().value();
                    assertEquals(user, server.subjectOf(token).orElseThrow());
                    assertEquals(token, desk.tokens.accessToken().value());
                    assertNotEquals(Container.login.accessToken(), token);
                });
            }
            assertEquals(2, server.tokenRequests("urn:ietf:params:oauth:grant-type:token-exchange"));
            assertEquals(2, server.tokenEndpoint().count());
            session.values().forEach(UserTokensTest::unbind);
            session.clear();
            Container.login = null;
            within(null, () -> assertThrows(IllegalStateException.class, desk.tokens::accessToken));
        }
    }

    @Test
    void withoutALoginThereIsNone(AuthorizationServer server) throws Exception {
        try (Application application = started(server)) {
            Desk desk = application.get(Desk.class);
            within(null, () -> assertThrows(IllegalStateException.class, desk.tokens::accessToken));
        }
    }

    @Test
    void twoRefreshersAreWarnedOf(AuthorizationServer server) {
        List<String> messages = logged(() -> Application.start(
                        parts(server, "open-id-context"), Desk.class, SelfRefreshing.class, LeavingItToOthers.class)
                .close());
        List<String> warnings = messages.stream()
                .filter(message -> message.startsWith("FRESHET-0195: "))
                .toList();
        assertEquals(1, warnings.size(), messages.toString());
        assertTrue(warnings.get(0).contains(SelfRefreshing.class.getName()), warnings.toString());
        assertTrue(warnings.get(0).contains("Set tokenAutoRefresh=false"), warnings.toString());
    }

    @Test
    void oneRefresherIsNot(AuthorizationServer server) {
        List<String> messages = logged(() -> {
            Application.start(parts(server, "open-id-context"), Desk.class, LeavingItToOthers.class)
                    .close();
            Application.start(parts(server, "none"), Desk.class, SelfRefreshing.class)
                    .close();
        });
        assertTrue(messages.stream().noneMatch(message -> message.contains("FRESHET-0195")), messages.toString());
    }

    private Application started(AuthorizationServer server) {
        Application application = Application.start(parts(server, "open-id-context"), Desk.class, Container.class);
        application.get(Wiring.class).begin(servletContext());
        return application;
    }

    private static List<String> logged(Runnable work) {
        List<String> messages = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                messages.add(entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(UserTokensTest.class.getPackageName());
        logger.addHandler(handler);
        try {
            work.run();
        } finally {
            logger.removeHandler(handler);
        }
        return messages;
    }

    interface Work {

        void run() throws Exception;
    }

    private void within(@Nullable String authorization, Work work) throws Exception {
        HttpServletRequest request = proxy(HttpServletRequest.class, (method, arguments) -> switch (method) {
            case "getUserPrincipal" -> (Principal) () -> "alice";
            case "getHeader" -> authorization;
            case "getSession" -> session();
            case "getServletContext" -> servletContext();
            case "isAsyncSupported" -> false;
            default -> null;
        });
        new RequestGrantFilter().doFilter(request, null, (filtered, response) -> {
            try {
                work.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private HttpSession session() {
        return proxy(HttpSession.class, (method, arguments) -> switch (method) {
            case "getAttribute" -> session.get(arguments[0]);
            case "setAttribute" -> {
                unbind(session.put((String) arguments[0], arguments[1]));
                yield null;
            }
            default -> null;
        });
    }

    private static void unbind(@Nullable Object value) {
        if (value instanceof HttpSessionBindingListener listener) {
            HttpSession gone = proxy(HttpSession.class, (method, arguments) -> null);
            listener.valueUnbound(new HttpSessionBindingEvent(gone, "any"));
        }
    }

    private ServletContext servletContext() {
        return proxy(ServletContext.class, (method, arguments) -> switch (method) {
            case "getAttribute" -> context.get(arguments[0]);
            case "setAttribute" -> {
                context.put((String) arguments[0], arguments[1]);
                yield null;
            }
            default -> null;
        });
    }

    private static <T> T proxy(Class<T> type, BiFunction<String, Object[], @Nullable Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                UserTokensTest.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answers.apply(method.getName(), arguments)));
    }
}
