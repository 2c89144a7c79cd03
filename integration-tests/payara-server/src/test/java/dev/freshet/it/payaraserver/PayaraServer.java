package dev.freshet.it.payaraserver;

import dev.freshet.it.process.ChildProcess;
import dev.freshet.it.server.ChildServer;
import dev.freshet.it.server.DeploymentFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.stream.Collectors;

/** A running Payara Server whose applications are deployed over its administration's REST interface. */
final class PayaraServer extends ChildServer {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI applications;

    PayaraServer(ChildProcess process, int httpPort, int adminPort) {
        super(process, httpPort);
        this.applications =
                URI.create("http://127.0.0.1:" + adminPort + "/management/domain/applications/application/");
    }

    @Override
    public void deploy(String name, Path war) {
        String form = form(Map.of("id", war.toString(), "name", name, "contextroot", name, "force", "true"));
        HttpResponse<String> answer = send(HttpRequest.newBuilder(applications)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
        if (answer.statusCode() != 200) {
            throw new DeploymentFailedException(answer.body());
        }
    }

    @Override
    public void undeploy(String name) {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(applications.resolve(name)).DELETE());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("cannot undeploy " + name + ": " + answer.body());
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(
                    // The server refuses what comes from a page of another site: a page cannot send this header.
                    request.header("X-Requested-By", "a test")
                            .header("Accept", "application/json")
                            .timeout(LIMIT)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("Payara Server does not listen to commands", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
