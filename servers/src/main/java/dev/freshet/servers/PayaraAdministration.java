package dev.freshet.servers;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The administration of a running Payara Server, by its REST interface. */
final class PayaraAdministration {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI applications;

    PayaraAdministration(int port) {
        this.applications = URI.create("http://127.0.0.1:" + port + "/management/domain/applications/application/");
    }

    /** Deploys an application; what the server said, if it refused it. */
    Optional<String> deploy(String name, Path archive) throws IOException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(applications)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        form(Map.of("id", archive.toString(), "name", name, "contextroot", name, "force", "true")))));
        return answer.statusCode() == OK ? Optional.empty() : Optional.of(answer.body());
    }

    void undeploy(String name) throws IOException {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(applications.resolve(name)).DELETE());
        if (answer.statusCode() != OK) {
            throw new IOException("Payara Server did not undeploy " + name + ": " + answer.body());
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(
                    // Without it the server takes a request for one that a page of another site has made.
                    request.header("X-Requested-By", "freshet")
                            .header("Accept", "application/json")
                            .timeout(LIMIT)
                            .build(),
                    BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
