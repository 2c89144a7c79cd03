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

    private Answer(
            int status, List<Map.Entry<String, String>> headers, byte[] body, @Nullable Map<String, String> members) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("FRESHET-0201: an answer needs a status of 200 to 599, not " + status
                    + "; use Fault.raw for anything else");
        }
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.members = members;
    }

    /** An answer without a body. */
    public static Answer of(int status) {
        return new Answer(status, List.of(), new byte[0], null);
    }

    /** An answer with a JSON text in UTF-8. */
    public static Answer json(int status, String json) {
        return of(status, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** An answer with any body. */
    public static Answer of(int status, String contentType, byte[] body) {
        return new Answer(status, List.of(Map.entry("Content-Type", contentType)), body.clone(), null);
    }

    static Answer object(int status, Map<String, String> members) {
        Answer answer = json(status, Json.object(members));
        return new Answer(status, answer.headers, answer.body, new LinkedHashMap<>(members));
    }

    /** This answer with one more header field. */
    public Answer header(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return new Answer(status, List.copyOf(more), body, members);
    }

    /** This answer with other members, if it is a JSON object of the kit and a success. */
    Answer edited(UnaryOperator<Map<String, String>> edit) {
        if (members == null || status >= 300) {
            return this;
        }
        Map<String, String> changed = edit.apply(new LinkedHashMap<>(members));
        return new Answer(status, headers, Json.object(changed).getBytes(StandardCharsets.UTF_8), changed);
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

    @Override
    public String toString() {
        return "Answer[" + status + ", " + body.length + " bytes]";
    }
}
