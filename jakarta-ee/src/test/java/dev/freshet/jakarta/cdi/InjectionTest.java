package dev.freshet.jakarta.cdi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.jakarta.servlet.RequestGrantFilter;
import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.Connections;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenSources;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.AuthorizationServerExtension;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.WebTarget;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(AuthorizationServerExtension.class)
class InjectionTest {

    @Dependent
    static class Desk {

        @Inject
        @OAuth2Client("parts")
        TokenSource tokens;

        @Inject
        TokenSources sources;

        @Inject
        @OAuth2Client("parts")
        Client client;

        @Inject
        @OAuth2Client("parts")
        WebTarget target;
    }

    @Dependent
    static class Contexts {

        @Produces
        @Dependent
        @OAuth2Client("parts")
        SSLContext ofParts = context();

        @Produces
        @Dependent
        @OAuth2Client("orders")
        SSLContext ofOrders = context();

        private static SSLContext context() {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, null, null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void tlsContextOfTheApplicationIsThatOfItsClient(AuthorizationServer server) {
        Map<String, String> properties = new LinkedHashMap<>(Application.parts(server));
        properties.put("freshet.clients", "others");
        properties.put("freshet.parts.proxy", "none");
        for (String name : List.of("orders", "others")) {
            properties.put("freshet." + name + ".token-endpoint", "https://identity.example/token");
            properties.put("freshet." + name + ".client-id", name);
            properties.put("freshet." + name + ".grant", "authorization-code");
        }
        try (Application application = Application.start(properties, Desk.class, Contexts.class)) {
            Desk desk = application.get(Desk.class);
            Connections parts = desk.sources.registration("parts").connections();
            Connections orders = desk.sources.registration("orders").connections();

            assertSame(parts.tls().get(), desk.client.getSslContext());
            assertNotSame(parts.tls().get(), orders.tls().get());
            assertEquals(HttpClient.Builder.NO_PROXY, parts.proxy());
            assertEquals(
                    Connections.DEFAULT, desk.sources.registration("others").connections());
        }
    }

    @Test
    void tokenSourceGivesTokensOfItsClient(AuthorizationServer server) {
        try (Application application = Application.start(Application.parts(server), Desk.class)) {
            Desk desk = application.get(Desk.class);

            AccessToken token = desk.tokens.accessToken();

            assertEquals(token, desk.sources.of("parts").accessToken());
            assertEquals(1, server.tokenEndpoint().requests().size());
        }
    }

    @Test
    void tokenSourceReplacesARefusedToken(AuthorizationServer server) {
        try (Application application = Application.start(Application.parts(server), Desk.class)) {
            Desk desk = application.get(Desk.class);
            AccessToken first = desk.tokens.accessToken();

            AccessToken second = desk.tokens.replacementFor(first);

            assertNotEquals(first, second);
            assertEquals(second, desk.tokens.accessToken());
        }
    }

    @Test
    void allInjectionPointsShareOneClient(AuthorizationServer server) {
        try (Application application = Application.start(Application.parts(server), Desk.class)) {
            assertSame(application.get(Desk.class).client, application.get(Desk.class).client);
        }
    }

    @Test
    void targetBeginsAtTheBaseUri(AuthorizationServer server) {
        try (Application application = Application.start(Application.parts(server), Desk.class)) {
            assertEquals(
                    URI.create("https://api.example/v1"),
                    application.get(Desk.class).target.getUri());
        }
    }

    @Test
    void literalSelectsAClient(AuthorizationServer server) {
        try (Application application = Application.start(Application.parts(server), Desk.class)) {
            TokenSource tokens = application.get(TokenSource.class, new OAuth2Client.Literal("parts"));

            assertEquals(application.get(Desk.class).tokens.accessToken(), tokens.accessToken());
        }
    }

    @Test
    void unknownClientIsRefusedWithItsCure(AuthorizationServer server) {
        try (Application application = Application.start(Application.parts(server), Desk.class)) {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class,
                    () -> application.get(TokenSource.class, new OAuth2Client.Literal("orders")));

            assertTrue(e.getMessage().startsWith("FRESHET-0182: the client 'orders' was not known"), e::getMessage);
            assertTrue(e.getMessage().endsWith("Add it to freshet.clients"), e::getMessage);
        }
    }

    @Test
    void switchedOffClientHasNoTokens() {
        try (Application application = Application.start(
                Map.of("freshet.parts.enabled", "false", "freshet.parts.base-uri", "https://api.example"),
                Desk.class)) {
            Desk desk = application.get(Desk.class);

            IllegalStateException e = assertThrows(IllegalStateException.class, desk.tokens::accessToken);

            assertTrue(e.getMessage().startsWith("FRESHET-0184: "), e::getMessage);
        }
    }

    @Test
    void tokenSourceOfUsersGivesEachUsersOwnTokens(AuthorizationServer server) throws Exception {
        try (Application application = Application.start(perUser(server), Desk.class)) {
            Desk desk = application.get(Desk.class);
            desk.sources.authorize("parts", "alice", TokenResponse.of("of-alice", Duration.ofHours(1), null));
            desk.sources.authorize("parts", "bob", TokenResponse.of("of-bob", Duration.ofHours(1), null));

            within(
                    requestOf("alice"),
                    () -> assertEquals("of-alice", desk.tokens.accessToken().value()));
            within(
                    requestOf("bob"),
                    () -> assertEquals("of-bob", desk.tokens.accessToken().value()));
        }
    }

    @Test
    void tokenSourceOfUsersIsRefusedOutsideOfARequest(AuthorizationServer server) {
        try (Application application = Application.start(perUser(server), Desk.class)) {
            Desk desk = application.get(Desk.class);
            desk.sources.authorize("parts", "alice", TokenResponse.of("of-alice", Duration.ofHours(1), null));

            IllegalStateException e = assertThrows(IllegalStateException.class, desk.tokens::accessToken);

            assertTrue(e.getMessage().startsWith("FRESHET-0185: "), e::getMessage);
        }
    }

    private static Map<String, String> perUser(AuthorizationServer server) {
        Map<String, String> properties = new LinkedHashMap<>(Application.parts(server));
        properties.remove("freshet.parts.refresh-token");
        properties.put("freshet.parts.grant", "authorization-code");
        return properties;
    }

    private static void within(HttpServletRequest request, Runnable work) throws Exception {
        new RequestGrantFilter().doFilter(request, null, (filtered, response) -> work.run());
    }

    private static HttpServletRequest requestOf(String user) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                InjectionTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getUserPrincipal" -> (Principal) () -> user;
                    case "isAsyncSupported" -> false;
                    default -> null;
                });
    }
}
