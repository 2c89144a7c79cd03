package dev.freshet.it.resteasy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.it.rest.TransportContract;
import dev.freshet.jakarta.rest.CallRefusedException;
import dev.freshet.testkit.Answer;
import dev.freshet.testkit.Fault;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.impl.nio.client.HttpAsyncClients;
import org.jboss.resteasy.client.jaxrs.ResteasyClient;
import org.jboss.resteasy.client.jaxrs.ResteasyClientBuilder;
import org.jboss.resteasy.client.jaxrs.engines.ApacheHttpAsyncClient4Engine;
import org.junit.jupiter.api.Test;

@SuppressWarnings("removal") // the asynchronous engine is the only one of its kind
class RestEasyTransportTest extends TransportContract {

    private ResteasyClientBuilder builder() {
        return (ResteasyClientBuilder) newBuilder();
    }

    private WebTarget withOneConnection() {
        ClientBuilder one = builder()
                .connectionPoolSize(1)
                .maxPooledPerRoute(1)
                .connectionCheckoutTimeout(5, TimeUnit.SECONDS)
                .register(feature().build());
        return client(one).target(api.uri("/parts"));
    }

    @Test
    void needsOneConnectionForBothAttempts() {
        WebTarget parts = withOneConnection();
        for (int call = 0; call < 3; call++) {
            holdRevokedToken();
            parts.request().get(String.class);
        }
        api.endpoint().next(Fault.status(401));
        parts.request().get(String.class);
        assertEquals(4, api.served());
    }

    @Test
    void handsALongRefusalOnInsteadOfWaitingForItsConnection() {
        WebTarget parts = withOneConnection();
        api.endpoint().next(Fault.answer(Answer.of(401, "text/html", new byte[1024 * 1024])));
        assertTimeoutPreemptively(LIMIT, () -> {
            try (Response answer = parts.request().get()) {
                assertEquals(401, answer.getStatus());
                assertEquals(1024 * 1024, answer.readEntity(byte[].class).length);
            }
        });
        parts.request().get(String.class);
        assertEquals(1, api.served());
    }

    @Test
    void givesConnectionsBackWhenAnswersAreClosedUnread() {
        WebTarget parts = withOneConnection();
        api.on("GET", "/parts", request -> Answer.of(200, "application/octet-stream", new byte[2_000_000]));
        for (int call = 0; call < 3; call++) {
            holdRevokedToken();
            parts.request().get().close();
        }
        assertEquals(3, api.served());
    }

    @Test
    void sharesTwoConnectionsAmongManyCalls() throws Exception {
        ClientBuilder two = builder()
                .connectionPoolSize(2)
                .maxPooledPerRoute(2)
                .register(feature().build());
        WebTarget parts = client(two).target(api.uri("/parts"));
        holdRevokedToken();
        List<Future<String>> calls = new ArrayList<>();
        for (int call = 0; call < 20; call++) {
            calls.add(parts.request().rx().get(String.class).toCompletableFuture());
        }
        for (Future<String> call : calls) {
            call.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        assertEquals(20, api.served());
        assertEquals(2, refreshes());
    }

    @Test
    void refusesAClientThatWouldTakeTokensAnywhere() {
        Client following = client(builder().register(feature().build()));
        ((ResteasyClient) following).httpEngine().setFollowRedirects(true);
        WebTarget parts = following.target(api.uri("/parts"));
        CallRefusedException refused =
                assertThrows(CallRefusedException.class, () -> parts.request().get(String.class));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("FRESHET-0105: "), refused.getMessage());
        assertEquals(0, api.requests());
    }

    private WebTarget over(ApacheHttpAsyncClient4Engine engine) {
        return client(builder().httpEngine(engine).register(feature().build())).target(api.uri("/parts"));
    }

    /** RESTEasy cannot tell what its asynchronous engine does, so that whoever makes one has to say it. */
    private static final class StayingEngine extends ApacheHttpAsyncClient4Engine {

        StayingEngine() {
            super(
                    HttpAsyncClients.custom()
                            .setDefaultRequestConfig(RequestConfig.custom()
                                    .setRedirectsEnabled(false)
                                    .build())
                            .setMaxConnPerRoute(20)
                            .build(),
                    true);
        }

        @Override
        public boolean isFollowRedirects() {
            return false;
        }
    }

    @Test
    void repeatsTwentyCallsOverAnAsynchronousEngine() throws Exception {
        WebTarget parts = over(new StayingEngine());
        holdRevokedToken();
        List<Future<String>> calls = new ArrayList<>();
        for (int call = 0; call < 20; call++) {
            calls.add(parts.request()
                    .rx()
                    .post(Entity.text("again"), String.class)
                    .toCompletableFuture());
        }
        for (Future<String> call : calls) {
            assertTrue(call.get(LIMIT.toSeconds(), TimeUnit.SECONDS).contains("again"));
        }
        assertEquals(20, api.served());
        assertEquals(2, refreshes());
    }

    @Test
    void refusesAnAsynchronousEngineOfWhichNobodyKnowsWhereItTakesTokens() {
        WebTarget parts = over(new ApacheHttpAsyncClient4Engine(HttpAsyncClients.createDefault(), true));
        CallRefusedException refused =
                assertThrows(CallRefusedException.class, () -> parts.request().get(String.class));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("FRESHET-0105: "), refused.getMessage());
        assertEquals(0, api.requests());
    }

    @Test
    void leavesTheEngineToItsOwner() {
        Client client = client(feature().build());
        holdRevokedToken();
        client.target(api.uri("/parts")).request().get(String.class);
        assertFalse(((ResteasyClient) client).isClosed());
        server.revokeAccessTokens();
        client.target(api.uri("/parts")).request().get(String.class);
        assertEquals(2, api.served());
    }
}
