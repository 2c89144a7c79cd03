package dev.freshet.jakarta.rest;

import jakarta.ws.rs.core.Response;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The body of the second answer. Closing it closes what both attempts hold. */
final class RepeatedAnswer extends FilterInputStream {

    private final Response answer;
    private final InputStream refused;
    // Runtimes hold clients and invocations weakly, and end an answer whose client was collected.
    @SuppressWarnings("unused")
    private List<Object> needed;

    private boolean closed;

    RepeatedAnswer(Response answer, InputStream refused, List<Object> needed) {
        super(new SteadyStream(answer.readEntity(InputStream.class)));
        this.answer = answer;
        this.refused = refused;
        this.needed = needed;
    }

    /** Only now the refused body: on one runtime that closes the answer that the caller reads, and so this once more. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        needed = List.of();
        try (refused) {
            answer.close(); // and with it its body
        }
    }
}
