package dev.freshet.it.jersey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.freshet.it.rest.TransportContract;
import dev.freshet.testkit.Answer;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.ProtectedResource;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.jersey.apache5.connector.Apache5ConnectorProvider;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.ClientProperties;
import org.glassfish.jersey.client.spi.ConnectorProvider;
import org.junit.jupiter.api.Test;

class JerseyTransportTest extends TransportContract {

    private Client apache() {
        ClientConfig config = new ClientConfig().connectorProvider(new Apache5ConnectorProvider());
        return client(
                ClientBuilder.newBuilder().withConfig(config).register(feature().build()));
    }

    @Test
    void keepsTheReadTimeoutOfTheTarget() {
        timesOut(client(feature().build()).target(api.uri("/parts")).property(ClientProperties.READ_TIMEOUT, 500));
    }

    @Test
    void repeatsWithAnotherConnector() {
        WebTarget parts = apache().target(api.uri("/parts"));
        for (int call = 0; call < 3; call++) {
            holdRevokedToken();
            parts.request().get(String.class);
        }
        assertEquals(3, api.served());
    }

    @Test
    void takesTheConnectorOfTheClientForAllSecondAttempts() {
        AtomicInteger connectors = new AtomicInteger();
        ConnectorProvider counted = (client, configuration) -> {
            connectors.incrementAndGet();
            return new Apache5ConnectorProvider().getConnector(client, configuration);
        };
        ClientConfig config = new ClientConfig().connectorProvider(counted);
        WebTarget parts = client(ClientBuilder.newBuilder()
                        .withConfig(config)
                        .register(feature().build()))
                .target(api.uri("/parts"));
        for (int call = 0; call < 3; call++) {
            holdRevokedToken();
            parts.request().get(String.class);
        }
        assertEquals(2, connectors.get()); // that of the client, and that of its twin
    }

    @Test
    void keepsNoConnectionOfALongRefusal() {
        WebTarget parts = apache().target(api.uri("/parts"));
        Fault page = Fault.answer(Answer.of(401, "text/html", new byte[1024 * 1024]));
        assertTimeoutPreemptively(LIMIT, () -> {
            for (int call = 0; call < 12; call++) {
                api.endpoint().next(page);
                try (Response answer = parts.request().get()) {
                    assertEquals(401, answer.getStatus());
                }
            }
        });
    }

    @Test
    void takesNoTokenAlongWithAConnectorThatWould() {
        try (ProtectedResource elsewhere = ProtectedResource.start(server)) {
            api.on("GET", "/moved", request -> Answer.of(302)
                    .header("Location", elsewhere.uri("/parts").toString()));
            WebTarget moved = apache().target(api.uri("/moved"));
            moved.request().get().close();
            server.revokeAccessTokens();
            try (Response answer = moved.request().get()) {
                assertEquals(302, answer.getStatus());
            }
            assertEquals(3, api.requests());
            assertEquals(0, elsewhere.requests());
        }
    }

    @Test
    void followsRedirectsWithinTheOrigin() {
        api.on("GET", "/moved", request -> Answer.of(302).header("Location", "/parts"));
        WebTarget moved = client(feature().build()).target(api.uri("/moved"));
        holdRevokedToken();
        moved.request().get(String.class);
        assertEquals(3, api.requests());
        assertEquals(2, api.served());
    }
}
