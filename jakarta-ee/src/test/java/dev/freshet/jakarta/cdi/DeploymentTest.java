package dev.freshet.jakarta.cdi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenUnavailableException;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.client.Client;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeploymentTest {

    private static final Map<String, String> DOWN = Map.of(
            "freshet.default.token-endpoint", "http://127.0.0.1:1/token",
            "freshet.default.client-id", "desk",
            "freshet.default.client-secret", "secret",
            "freshet.default.grant", "client-credentials");

    @Dependent
    static class Desk {

        @Inject
        @OAuth2Client
        TokenSource tokens;
    }

    @Dependent
    static class Asking {

        @Inject
        @OAuth2Client("of-instance")
        Instance<Client> client;

        @Inject
        void parameter(@OAuth2Client("of-parameter") TokenSource unused) {}

        @RetryOnUnauthorized("of-interceptor")
        void retried() {}
    }

    @OAuth2Client("of-interface")
    interface PartsApi {}

    @Test
    void oneMessageNamesAllThatIsMissing() {
        RuntimeException e =
                assertThrows(RuntimeException.class, () -> Application.start(Map.of(), Asking.class, PartsApi.class)
                        .close());

        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("FRESHET-0151: "), message);
        for (String client : new String[] {"of-instance", "of-parameter", "of-interceptor", "of-interface"}) {
            assertTrue(message.contains("\n  - freshet." + client + ".token-endpoint is missing"), message);
        }
        assertTrue(message.contains("freshet.of-instance.base-uri is missing"), message);
        assertEquals(message.indexOf("FRESHET-0151"), message.lastIndexOf("FRESHET-0151"), message);
    }

    @Test
    void authorizationServerThatIsDownStopsNothing() {
        try (Application application = Application.start(DOWN, Desk.class)) {
            Desk desk = application.get(Desk.class);

            assertThrows(TokenUnavailableException.class, desk.tokens::accessToken);
        }
    }

    @Test
    void applicationWithoutClientsNeedsNoConfiguration() {
        try (Application application = Application.start(Map.of())) {
            assertEquals(
                    Map.of(),
                    application.get(OAuth2ClientExtension.class).settings().clients());
        }
    }

    @Test
    void clientsPropertyNamesMore() {
        Map<String, String> properties = new HashMap<>(DOWN);
        properties.put("freshet.clients", "default");

        try (Application application = Application.start(properties)) {
            assertEquals(
                    1,
                    application
                            .get(OAuth2ClientExtension.class)
                            .settings()
                            .clients()
                            .size());
        }
    }
}
