package dev.freshet.testkit;

import java.util.LinkedHashMap;
import java.util.Map;

/** A request that the authorization server refuses (RFC 6749, section 5.2). */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String error;

    Refusal(int status, String error, String description) {
        super(description, null, false, false);
        this.status = status;
        this.error = error;
    }

    static Refusal of(String error, String description) {
        return new Refusal(400, error, description);
    }

    String error() {
        return error;
    }

    Answer answer() {
        return answer(status, error, String.valueOf(getMessage()));
    }

    static Answer answer(int status, String error, String description) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("error", Json.string(error));
        members.put("error_description", Json.string(description));
        return Answer.object(status, members).header("Cache-Control", "no-store");
    }
}
