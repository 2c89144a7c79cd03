package dev.freshet.example.launcher;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** What the page of the application knows, for those without a browser. Thread-safe. */
public final class StatusPage {

    /** The counts of the page, and the state in which the client is. */
    public record Status(
            long calls,
            long failed,
            long postponed,
            long refreshes,
            long adopted,
            long rotations,
            long absorbed,
            long handedOn,
            String state,
            Duration left) {

        /** That of an application which has not begun. */
        public static final Status NONE = new Status(0, 0, 0, 0, 0, 0, 0, 0, "starting", Duration.ZERO);

        /** One line for a terminal. */
        String line() {
            return "%,d calls, %,d failed | %,d refreshes, %,d rotations, %,d 401s absorbed | %s, token good for %d s"
                    .formatted(calls, failed, refreshes, rotations, absorbed, state, left.toSeconds());
        }
    }

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();
    private final URI uri;

    /** The page of the application at this address. */
    public StatusPage(URI application) {
        this.uri = application.resolve("api/status");
    }

    /** The status now; empty if the application does not answer. */
    public Optional<Status> read() {
        return text().map(StatusPage::parsed);
    }

    /** The same as it came, in JSON. */
    Optional<String> text() {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(LIMIT).build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            return Optional.of(answer)
                    .filter(found -> found.statusCode() == 200)
                    .map(HttpResponse::body);
        } catch (IOException notYetThere) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Status parsed(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            JsonObject status = reader.readObject();
            JsonObject total = status.getJsonObject("total");
            return new Status(
                    count(total, "calls"),
                    count(total, "failed"),
                    count(total, "postponed"),
                    count(total, "refreshes"),
                    count(total, "adopted"),
                    count(total, "rotations"),
                    count(total, "absorbed"),
                    count(total, "handedOn"),
                    status.getString("state"),
                    Duration.ofMillis(count(status, "expiresInMillis")));
        }
    }

    private static long count(JsonObject object, String name) {
        return object.getJsonNumber(name).longValue();
    }
}
