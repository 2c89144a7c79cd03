package dev.freshet.it;

import java.util.function.UnaryOperator;

/** A way in which the application calls the partner, and the body that the partner gets for a text. */
enum Way {
    REST_CLIENT("rest-client", text -> ""),
    REST_CLIENT_STAGE("rest-client-stage", text -> ""),
    REST_CLIENT_JSON("rest-client-json", Way::json),
    REST_CLIENT_JSON_STAGE("rest-client-json-stage", Way::json),
    REST_CLIENT_FORM("rest-client-form", text -> "text=" + text),
    REST_CLIENT_STREAM("rest-client-stream", text -> text),
    CLIENT("client", text -> ""),
    TARGET("target", text -> ""),
    TARGET_RX("target-rx", text -> ""),
    TARGET_JSON("target-json", Way::json),
    TARGET_FORM("target-form", text -> "text=" + text),
    TARGET_STREAM("target-stream", text -> text),
    TARGET_STREAM_RX("target-stream-rx", text -> text);

    private final String path;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final UnaryOperator<String> body;

    Way(String path, UnaryOperator<String> body) {
        this.path = path;
        this.body = body;
    }

    /** The name by which the application knows this way. */
    String path() {
        return path;
    }

    /** What the partner receives. */
    String bodyFor(String text) {
        return body.apply(text);
    }

    /** All ways in turn. */
    static Way turn(int number) {
        return values()[Math.floorMod(number, values().length)];
    }

    private static String json(String text) {
        return "{\"text\":\"" + text + "\"}";
    }
}
