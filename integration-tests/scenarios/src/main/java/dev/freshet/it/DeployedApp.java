package dev.freshet.it;

import dev.freshet.it.app.users.HeaderAuthentication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The deployed application as its users see it. Thread-safe. */
final class DeployedApp {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** One for all: every test ends with its JVM. */
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final String NOBODY = "nobody";

    private final URI uri;
    private final Map<String, String> headers;

    /** The address ends with a slash. */
    DeployedApp(URI uri) {
        this(uri, Map.of());
    }

    private DeployedApp(URI uri, Map<String, String> headers) {
        this.uri = uri;
        this.headers = headers;
    }

    /** The same application, seen by a signed-in user; {@code nobody} for one who is not. */
    DeployedApp as(String name) {
        return name.equals(NOBODY) ? this : with(HeaderAuthentication.HEADER, name);
    }

    /** The same application, called with an access token. */
    DeployedApp bearing(String accessToken) {
        return with("Authorization", "Bearer " + accessToken);
    }

    /** The same application, with the cookies of somebody's browser, as the header has them. */
    DeployedApp withCookies(String cookies) {
        return with("Cookie", cookies);
    }

    private DeployedApp with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new DeployedApp(uri, more);
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
        headers.forEach(request::header);
        return request;
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
