package dev.freshet.it.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A person who opens the address of an authorization request and fills the form of Keycloak in. */
final class Login {

    private static final Pattern ACTION = Pattern.compile("<form[^>]*\\baction=\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    // By hand: the ones of Keycloak are for https, and for this machine.
    private final Map<String, String> cookies = new LinkedHashMap<>();

    /** Where Keycloak sends the browser, with the code, and the page that is shown there. */
    record Arrival(URI address, String page) {}

    /** Signs in; name and password are the same. */
    static Arrival as(String user, URI authorization) {
        return new Login().signIn(user, authorization);
    }

    private Arrival signIn(String user, URI authorization) {
        HttpResponse<String> form = send(HttpRequest.newBuilder(authorization).GET());
        Matcher action = ACTION.matcher(form.body());
        if (!action.find()) {
            throw new IllegalStateException("no form of Keycloak at its authorization endpoint: " + form.statusCode());
        }
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(URI.create(action.group(1).replace("&amp;", "&")))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("username=" + user + "&password=" + user + "&credentialId=")));
        URI address = URI.create(answer.headers()
                .firstValue("Location")
                .orElseThrow(() -> new IllegalStateException("Keycloak did not let " + user + " in")));
        return new Arrival(address, send(HttpRequest.newBuilder(address).GET()).body());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        try {
            HttpResponse<String> answer =
                    http.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
            answer.headers().allValues("Set-Cookie").forEach(this::keep);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("no answer to the browser", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while signing in", e);
        }
    }

    private void keep(String cookie) {
        String pair = cookie.split(";", 2)[0];
        cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
}
