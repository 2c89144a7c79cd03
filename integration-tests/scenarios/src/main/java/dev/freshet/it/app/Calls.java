package dev.freshet.it.app;

import dev.freshet.jakarta.cdi.OAuth2Client;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.Form;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Every way in which an application can call the partner, by name. What a call sends is the text that it is given. */
@ApplicationScoped
public class Calls {

    private static final long LIMIT_SECONDS = 40;

    @Inject
    @RestClient
    PartsApi api;

    @Inject
    @OAuth2Client("parts")
    Client client;

    @Inject
    @OAuth2Client("parts")
    WebTarget target;

    private final Map<String, UnaryOperator<String>> ways = Map.ofEntries(
            Map.entry("rest-client", text -> api.find()),
            Map.entry("rest-client-stage", text -> await(api.findLater())),
            Map.entry("rest-client-json", text -> api.order(Order.of(text))),
            Map.entry("rest-client-json-stage", text -> await(api.orderLater(Order.of(text)))),
            Map.entry("rest-client-form", text -> api.form(text)),
            Map.entry("rest-client-stream", text -> api.upload(stream(text))),
            Map.entry("client", text -> client.target(target.getUri())
                    .path("parts")
                    .request()
                    .get(String.class)),
            Map.entry("target", text -> to("parts").get(String.class)),
            Map.entry("target-rx", text -> await(to("parts").rx().get(String.class))),
            Map.entry("target-json", text -> to("json").post(Entity.json(Order.of(text)), String.class)),
            Map.entry("target-form", text -> to("form").post(form(text), String.class)),
            Map.entry("target-stream", text -> to("stream").post(octets(text), String.class)),
            Map.entry("target-stream-rx", text -> await(to("stream").rx().post(octets(text), String.class))));

    /** Calls the partner and returns what it answered. */
    public String call(String way, String text) {
        return Objects.requireNonNull(ways.get(way), way).apply(text);
    }

    private Invocation.Builder to(String path) {
        return target.path(path).request();
    }

    private static Entity<Form> form(String text) {
        return Entity.form(new Form("text", text));
    }

    private static Entity<InputStream> octets(String text) {
        return Entity.entity(stream(text), MediaType.APPLICATION_OCTET_STREAM_TYPE);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String await(CompletionStage<String> answer) {
        try {
            return answer.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("no answer from the partner", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
