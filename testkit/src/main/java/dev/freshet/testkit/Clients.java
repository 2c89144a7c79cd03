package dev.freshet.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The registered clients, and who of them sent a request (RFC 6749, section 2.3). Thread-safe. */
final class Clients {

    /** An empty secret is that of a public client. */
    private final Map<String, String> secrets = new ConcurrentHashMap<>();

    void add(String id, String secret) {
        secrets.put(id, secret);
    }

    Collection<String> secrets() {
        return secrets.values();
    }

    boolean isKnown(String id) {
        return secrets.containsKey(id);
    }

    boolean isPublic(String id) {
        return secrets.getOrDefault(id, "").isEmpty();
    }

    /** The id of the client that sent this request. */
    String authenticated(RecordedRequest request, Form form) {
        Optional<String> header = request.header("Authorization");
        if (header.isPresent() && form.has("client_secret")) {
            throw Refusal.of("invalid_request", "The client used two ways of authentication.");
        }
        return header.isPresent()
                ? fromHeader(header.get(), form)
                : known(form.get("client_id"), form.get("client_secret"));
    }

    private String fromHeader(String authorization, Form form) {
        String[] halves = decoded(authorization).split(":", 2);
        if (halves.length != 2) {
            throw refused();
        }
        String id = known(Form.decode(halves[0]), Form.decode(halves[1]));
        if (isPublic(id) || form.has("client_id") && !form.get("client_id").equals(id)) {
            throw refused();
        }
        return id;
    }

    private static String decoded(String authorization) {
        if (!authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return "";
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(authorization.substring(6).strip());
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    private String known(String id, String secret) {
        if (!secret.equals(secrets.get(id))) {
            throw refused();
        }
        return id;
    }

    private static Refusal refused() {
        return new Refusal(401, "invalid_client", "The client is unknown or its authentication failed.");
    }
}
