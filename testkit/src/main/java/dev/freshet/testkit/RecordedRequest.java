package dev.freshet.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A request as it came over the wire. Thread-safe. The text form holds no header, parameter or body, since these carry
 * tokens and secrets; the accessors give all of them.
 */
public final class RecordedRequest {

    private final RequestHead head;
    private final byte[] wireBody;
    private final byte[] body;
    private final Instant arrivedAt;
    private volatile int status;

    RecordedRequest(RequestHead head, byte[] wireBody, byte[] body, Instant arrivedAt) {
        this.head = head;
        this.wireBody = wireBody;
        this.body = body;
        this.arrivedAt = arrivedAt;
    }

    /** The request method, such as {@code POST}. */
    public String method() {
        return head.method();
    }

    /** The request target as sent: path and query, encoded. */
    public String target() {
        return head.target();
    }

    /** The path of the target, encoded. */
    public String path() {
        return target().split("\\?", 2)[0];
    }

    /** The query of the target, encoded and without the question mark. */
    public Optional<String> query() {
        int mark = target().indexOf('?');
        return mark < 0 ? Optional.empty() : Optional.of(target().substring(mark + 1));
    }

    /** All header fields in the order and spelling in which they came. */
    public List<Map.Entry<String, String>> headers() {
        return head.headers();
    }

    /** The values of a header field; its name in any case. */
    public List<String> headers(String name) {
        return head.values(name);
    }

    /** The first value of a header field; its name in any case. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** The token of an {@code Authorization: Bearer} header (RFC 6750, section 2.1). */
    public Optional<String> bearerToken() {
        return header("Authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip());
    }

    /** The body, with any chunking undone. */
    public byte[] body() {
        return body.clone();
    }

    /** The body read as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * The parameters of a form-encoded body, decoded, in their order; of a repeated one the first value. Empty for a
     * body of another media type.
     */
    public Map<String, String> form() {
        return Form.of(this).first();
    }

    /** Every byte of the request, from its first line to the end of its body, as it came over the wire. */
    public byte[] bytes() {
        byte[] all = new byte[size()];
        System.arraycopy(head.bytes(), 0, all, 0, head.bytes().length);
        System.arraycopy(wireBody, 0, all, head.bytes().length, wireBody.length);
        return all;
    }

    /** When the request had come in whole, by the time of the server. */
    public Instant arrivedAt() {
        return arrivedAt;
    }

    /** The status that was answered; empty while there is no answer, and if the connection was dropped instead. */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    void answered(Reaction reaction) {
        if (reaction instanceof Reaction.Send send) {
            status = send.answer().status();
        }
    }

    int size() {
        return head.bytes().length + wireBody.length;
    }

    @Override
    public String toString() {
        return method() + " " + path() + " (" + headers().size() + " headers, " + body.length + " bytes) -> "
                + (status == 0 ? "no answer" : String.valueOf(status));
    }
}
