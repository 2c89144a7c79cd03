package dev.freshet.it;

import dev.freshet.it.app.users.HeaderAuthentication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** The deployed application as its users see it. Thread-safe. */
final class DeployedApp {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** One for all: every test ends with its JVM. */
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final String NOBODY = "nobody";

    private final URI uri;
    private final String user;
    private final Optional<String> token;

    /** The address ends with a slash. */
    DeployedApp(URI uri) {
        this(uri, NOBODY, Optional.empty());
    }

    private DeployedApp(URI uri, String user, Optional<String> token) {
        this.uri = uri;
        this.user = user;
        this.token = token;
    }

    /** The same application, seen by a signed-in user; {@code nobody} for one who is not. */
    DeployedApp as(String name) {
        return new DeployedApp(uri, name, token);
    }

    /** The same application, called with an access token. */
    DeployedApp bearing(String accessToken) {
        return new DeployedApp(uri, user, Optional.of(accessToken));
    }

    /** Lets the application call the partner. */
    HttpResponse<String> call(Way way, String text) throws IOException {
        return post("calls/" + way.path(), text);
    }

    /** What is wrong with the answer to a call that should have succeeded as this user; empty if nothing is. */
    Optional<String> problemWith(Way way, String text, String user) {
        try {
            HttpResponse<String> answer = call(way, text);
            boolean right = answer.statusCode() == 200 && answer.body().equals(user + ":" + way.bodyFor(text));
            return right ? Optional.empty() : Optional.of(way + " " + answer.statusCode() + " " + start(answer.body()));
        } catch (IOException e) {
            return Optional.of(way + " " + e);
        }
    }

    HttpResponse<String> post(String path, String text) throws IOException {
        return send(request(path).header("Content-Type", "text/plain").POST(HttpRequest.BodyPublishers.ofString(text)));
    }

    HttpResponse<String> get(String path) throws IOException {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri.resolve(path)).timeout(LIMIT);
        token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        return user.equals(NOBODY) ? request : request.header(HeaderAuthentication.HEADER, user);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String start(String text) {
        return text.substring(0, Math.min(text.length(), 2_000));
    }
}
