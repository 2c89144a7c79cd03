package dev.freshet.it.soak;

import dev.freshet.http.OAuth2HttpClient;
import dev.freshet.it.rest.Part;
import dev.freshet.it.rest.PartsApi;
import dev.freshet.jakarta.rest.OAuth2Feature;
import dev.freshet.refresh.TokenSources;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.EntityPart;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.rest.client.RestClientBuilder;

/** Every way to call, over one client of each kind. Safe for use by many threads. */
final class Shapes implements AutoCloseable {

    private static final int LIMIT_SECONDS = 60;

    private final Client client;
    private final Client patching;
    private final PartsApi proxy;
    private final HttpClient http;
    private final URI address;
    private final WebTarget parts;

    /**
     * @param patching a builder of the runtime whose clients know the method {@code PATCH}
     * @param threads for the asynchronous calls of all clients
     */
    Shapes(TokenSources sources, URI api, ClientBuilder patching, ExecutorService threads) {
        OAuth2Feature feature = OAuth2Feature.builder(sources, PartnerProcess.CLIENT)
                .allowedOrigin(api)
                .build();
        this.address = api.resolve("/parts");
        this.client = ClientBuilder.newBuilder()
                .executorService(threads)
                .register(feature)
                .build();
        this.patching = patching.executorService(threads).register(feature).build();
        this.proxy = RestClientBuilder.newBuilder()
                .baseUri(api)
                .executorService(threads)
                .register(feature)
                .build(PartsApi.class);
        HttpClient plain = HttpClient.newBuilder().executor(threads).build();
        this.http = OAuth2HttpClient.builder(plain, sources, PartnerProcess.CLIENT)
                .allowedOrigin(api)
                .build();
        this.parts = client.target(address);
    }

    List<Shape.Named> all() {
        return List.of(
                new Shape.Named("GET typed", number -> parts.request().get(String.class), Shapes::anyGet),
                new Shape.Named("GET Response", this::response, Shapes::anyGet),
                new Shape.Named(
                        "POST JSON", number -> parts.request().post(part(number), String.class), Shapes::partInEcho),
                new Shape.Named("POST InputStream", this::stream, Shapes::text),
                new Shape.Named(
                        "PATCH",
                        number -> patching.target(address)
                                .request()
                                .method("PATCH", Entity.text(line(number)), String.class),
                        Shapes::lineInEcho),
                new Shape.Named("multipart EntityPart", this::multipart, Shapes::text),
                new Shape.Named(
                        "async() GET", number -> awaited(parts.request().async().get(String.class)), Shapes::anyGet),
                new Shape.Named(
                        "async() POST",
                        number -> awaited(parts.request().async().post(part(number), String.class)),
                        Shapes::partInEcho),
                new Shape.Named("rx() GET", number -> later(parts.request().rx().get(String.class)), Shapes::anyGet),
                new Shape.Named(
                        "rx() POST",
                        number -> later(parts.request().rx().post(part(number), String.class)),
                        Shapes::partInEcho),
                new Shape.Named("MicroProfile GET", number -> proxy.get(), Shapes::anyGet),
                new Shape.Named(
                        "MicroProfile POST", number -> proxy.post(new Part("4711", number)), Shapes::partInEcho),
                new Shape.Named("MicroProfile GET later", number -> later(proxy.getLater()), Shapes::anyGet),
                new Shape.Named(
                        "MicroProfile POST later",
                        number -> later(proxy.postLater(new Part("4711", number))),
                        Shapes::partInEcho),
                new Shape.Named("java.net.http send", this::send, Shapes::lineInEcho),
                new Shape.Named("java.net.http sendAsync", this::sendLater, Shapes::anyGet));
    }

    @SuppressWarnings("unused") // a GET sends no number
    private static String anyGet(int number) {
        return "\"method\":\"GET\"";
    }

    private static String partInEcho(int number) {
        return "{\\\"amount\\\":" + number + ",\\\"sku\\\":\\\"4711\\\"}";
    }

    private static String line(int number) {
        return "part " + number;
    }

    private static String lineInEcho(int number) {
        return "\"body\":\"" + line(number) + "\"";
    }

    private static Entity<Part> part(int number) {
        return Entity.json(new Part("4711", number));
    }

    /** Up to 24,000 characters, so that bodies of one and of several packets go out. */
    private static String text(int number) {
        return (line(number) + ". ").repeat(1 + number % 2_000);
    }

    private static InputStream bytes(int number) {
        return new ByteArrayInputStream(text(number).getBytes(StandardCharsets.UTF_8));
    }

    private static <T> T awaited(Future<T> answer) throws Exception {
        return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private static <T> T later(CompletionStage<T> answer) throws Exception {
        return awaited(answer.toCompletableFuture());
    }

    private String response(int number) {
        try (Response answer = parts.request().get()) {
            return answer.getStatus() + " " + answer.readEntity(String.class);
        }
    }

    private String stream(int number) {
        return parts.request()
                .post(Entity.entity(bytes(number), MediaType.APPLICATION_OCTET_STREAM_TYPE), String.class);
    }

    private String multipart(int number) throws IOException {
        EntityPart field =
                EntityPart.withName("number").content(String.valueOf(number)).build();
        EntityPart file = EntityPart.withName("file")
                .fileName("parts.txt")
                .content(bytes(number))
                .mediaType(MediaType.APPLICATION_OCTET_STREAM_TYPE)
                .build();
        return parts.request()
                .post(
                        Entity.entity(
                                new GenericEntity<List<EntityPart>>(List.of(field, file)) {},
                                MediaType.MULTIPART_FORM_DATA_TYPE),
                        String.class);
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(address);
    }

    private String send(int number) throws IOException, InterruptedException {
        HttpRequest request =
                request().POST(BodyPublishers.ofString(line(number))).build();
        return served(http.send(request, BodyHandlers.ofString()));
    }

    private String sendLater(int number) throws Exception {
        return served(awaited(http.sendAsync(request().build(), BodyHandlers.ofString())));
    }

    private static String served(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new AssertionError("status " + answer.statusCode());
        }
        return answer.body();
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        patching.close();
        client.close();
    }
}
