package dev.freshet.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP response that a server of this kit sends. Immutable. {@code Content-Length} is added when it is sent.
 * The text form shows the status only, since headers and body may hold tokens.
 */
public final class Answer {

    private final int status;
    private final List<Map.Entry<String, String>> headers;
    private final byte[] body;
    /** The members of a JSON object, as JSON texts, where the kit made the body itself and faults may change them. */
    private final @Nullable Map<String, String> members;

    private final @Nullable Pause pause;

    /** Where in its body an answer is held. */
    record Pause(int after, Gate gate) {}

    private Answer(
            int status,
            List<Map.Entry<String, String>> headers,
            byte[] body,
            @Nullable Map<String, String> members,
            @Nullable Pause pause) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("FRESHET-0201: an answer needs a status of 200 to 599, not " + status
                    + "; use Fault.raw for anything else");
        }
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.members = members;
        this.pause = pause;
    }

    /** An answer without a body. */
    public static Answer of(int status) {
        return new Answer(status, List.of(), new byte[0], null, null);
    }

    /** An answer with a JSON text in UTF-8. */
    public static Answer json(int status, String json) {
        return of(status, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** An answer with any body. */
    public static Answer of(int status, String contentType, byte[] body) {
        return new Answer(status, List.of(Map.entry("Content-Type", contentType)), body.clone(), null, null);
    }

    static Answer object(int status, Map<String, String> members) {
        Answer answer = json(status, Json.object(members));
        return new Answer(status, answer.headers, answer.body, new LinkedHashMap<>(members), null);
    }

    /** This answer with one more header field. */
    public Answer header(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return new Answer(status, List.copyOf(more), body, members, pause);
    }

    /**
     * This answer, held at a gate once so many bytes of its body are on their way: for streams of which a client should not
     * await the end.
     *
     * @throws IllegalArgumentException if the body is not that long
     */
    public Answer pausedAfter(int bytes, Gate gate) {
        if (bytes < 0 || bytes > body.length) {
            throw new IllegalArgumentException("FRESHET-0213: an answer of " + body.length
                    + " bytes cannot pause after " + bytes + "; take a number between");
        }
        return new Answer(status, headers, body, members, new Pause(bytes, gate));
    }

    /** This answer with other members, if it is a JSON object of the kit and a success. */
    Answer edited(UnaryOperator<Map<String, String>> edit) {
        if (members == null || status >= 300) {
            return this;
        }
        Map<String, String> changed = edit.apply(new LinkedHashMap<>(members));
        return new Answer(status, headers, Json.object(changed).getBytes(StandardCharsets.UTF_8), changed, pause);
    }

    /** The status code. */
    public int status() {
        return status;
    }

    List<Map.Entry<String, String>> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    /** Where it is held; null if it is sent at once. */
    @Nullable
    Pause pause() {
        return pause;
    }

    @Override
    public String toString() {
        return "Answer[" + status + ", " + body.length + " bytes]";
    }
}
