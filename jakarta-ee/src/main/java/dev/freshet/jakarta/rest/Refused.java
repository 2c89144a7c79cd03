package dev.freshet.jakarta.rest;

import dev.freshet.http.InvalidTokenRule;
import jakarta.ws.rs.client.ClientResponseContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A refusal as a rule sees it. Whatever is read of its body is put back. */
final class Refused implements InvalidTokenRule.Refusal {

    private static final int LONGEST_BEGINNING = 64 * 1024;

    private final String client;
    private final ClientResponseContext response;

    Refused(String client, ClientResponseContext response) {
        this.client = client;
        this.response = response;
    }

    @Override
    public String client() {
        return client;
    }

    @Override
    public int status() {
        return response.getStatus();
    }

    @Override
    public List<String> headers(String name) {
        return response.getHeaders().entrySet().stream()
                .filter(header -> header.getKey() != null && header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .toList();
    }

    @Override
    public String body() {
        try {
            return new String(read(response, LONGEST_BEGINNING), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads no more than this many bytes of the body, and puts them back. */
    static byte[] read(ClientResponseContext response, int most) throws IOException {
        if (!response.hasEntity()) {
            return new byte[0];
        }
        InputStream body = new SteadyStream(response.getEntityStream());
        byte[] read = body.readNBytes(most);
        if (read.length > 0) {
            // Not a SequenceInputStream: that closes a stream at its end, and with it, on one runtime, the whole
            // answer.
            PushbackInputStream whole = new PushbackInputStream(body, read.length);
            whole.unread(read);
            response.setEntityStream(whole);
        }
        return read;
    }
}
