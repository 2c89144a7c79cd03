package dev.freshet.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The requests that the tests send; one client, so that connections are kept and used again. */
final class Http {

    static final Duration SOON = Duration.ofSeconds(10);

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Http() {}

    static String basic(String id, String secret) {
        String pair = encode(id) + ":" + encode(secret);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    static HttpRequest form(Endpoint endpoint, String authorization, String body) {
        return form(endpoint.uri(), authorization, body);
    }

    static HttpRequest form(URI endpoint, String authorization, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .timeout(SOON)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
        return (authorization.isEmpty() ? request : request.header("Authorization", authorization)).build();
    }

    static HttpRequest refreshing(AuthorizationServer server, String refreshToken) {
        return form(
                server.tokenEndpoint(),
                basic("parts", "secret"),
                "grant_type=refresh_token&refresh_token=" + refreshToken);
    }

    static HttpResponse<String> refresh(AuthorizationServer server, String refreshToken) throws IOException {
        return send(refreshing(server, refreshToken));
    }

    static HttpResponse<String> call(URI uri, String accessToken) throws IOException {
        return send(HttpRequest.newBuilder(uri)
                .timeout(SOON)
                .header("Authorization", "Bearer " + accessToken)
                .build());
    }

    static HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static HttpResponse<InputStream> stream(HttpRequest request) throws IOException {
        try {
            return CLIENT.send(request, BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest request) {
        return CLIENT.sendAsync(request, BodyHandlers.ofString());
    }

    /** The JSON text of a member, without the quotes of a string; empty if there is no such member. */
    static String member(HttpResponse<String> response, String name) {
        Matcher member = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(response.body());
        return member.find() ? member.group(1) : "";
    }

    static String error(HttpResponse<String> response) {
        return response.statusCode() + " " + member(response, "error");
    }
}
