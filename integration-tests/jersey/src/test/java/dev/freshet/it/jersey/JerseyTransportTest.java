package dev.freshet.it.jersey;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.it.rest.TransportContract;
import dev.freshet.jakarta.rest.CallRefusedException;
import dev.freshet.testkit.Answer;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.ProtectedResource;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.Response;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.jersey.apache5.connector.Apache5ConnectorProvider;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.ClientProperties;
import org.glassfish.jersey.client.spi.ConnectorProvider;
import org.glassfish.jersey.jnh.connector.JavaNetHttpConnectorProvider;
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

    private Client overTheHttpClientOfTheJdk(boolean told) {
        ClientConfig config = new ClientConfig().connectorProvider(new JavaNetHttpConnectorProvider());
        if (told) {
            config.property(ClientProperties.FOLLOW_REDIRECTS, false);
        }
        return client(
                ClientBuilder.newBuilder().withConfig(config).register(feature().build()));
    }

    private void repeatsTwoHundredCalls(WebTarget parts) {
        for (int call = 0; call < 200; call++) {
            holdRevokedToken();
            assertTrue(parts.request().post(Entity.text("again"), String.class).endsWith("}"));
        }
        assertEquals(200, api.served());
    }

    @Test
    void repeatsTwoHundredCallsOverTheClientOfApache() {
        repeatsTwoHundredCalls(apache().target(api.uri("/parts")));
    }

    @Test
    void repeatsTwoHundredCallsOverTheHttpClientOfTheJdk() {
        repeatsTwoHundredCalls(overTheHttpClientOfTheJdk(true).target(api.uri("/parts")));
    }

    @Test
    void refusesAConnectorOfWhichNobodyKnowsWhereItTakesTokens() {
        WebTarget parts = overTheHttpClientOfTheJdk(false).target(api.uri("/parts"));
        CallRefusedException refused =
                assertThrows(CallRefusedException.class, () -> parts.request().get(String.class));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("FRESHET-0105: "), refused.getMessage());
        assertEquals(0, api.requests());
    }

    /** Jersey's connector over it loses a byte if many are read after it was asked whether there are any. */
    @Test
    void losesNoByteOverTheHttpClientOfTheJdk() {
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        WebTarget parts = overTheHttpClientOfTheJdk(true).target(api.uri("/parts"));
        api.on("GET", "/parts", request -> Answer.of(200, "application/octet-stream", content));
        holdRevokedToken();
        assertArrayEquals(content, parts.request().get(byte[].class));

        api.endpoint().next(Fault.answer(Answer.of(401, "application/octet-stream", content)));
        try (Response answer = parts.request().get()) {
            assertArrayEquals(content, answer.readEntity(byte[].class));
        }
    }

    @Test
    void takesTheConnectorOfTheClientForAllSecondAttempts() {
        AtomicInteger connectors = new AtomicInteger();
        ConnectorProvider counted = (client, configuration) -> {
            connectors.incrementAndGet();
            return new Apache5ConnectorProvider().getConnector(client, configuration);
        };
        ClientConfig config =
                new ClientConfig().connectorProvider(counted).property(ClientProperties.FOLLOW_REDIRECTS, false);
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
    void keepsNoConnectionOfALongRefusalOverTheHttpClientOfTheJdk() {
        keepsNoConnectionOfALongRefusal(overTheHttpClientOfTheJdk(true).target(api.uri("/parts")));
    }

    @Test
    void keepsNoConnectionOfALongRefusalOverTheClientOfApache() {
        keepsNoConnectionOfALongRefusal(apache().target(api.uri("/parts")));
    }

    private void keepsNoConnectionOfALongRefusal(WebTarget parts) {
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
