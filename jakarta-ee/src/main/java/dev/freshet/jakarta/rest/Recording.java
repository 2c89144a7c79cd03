package dev.freshet.jakarta.rest;

import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request body on, and remembers it as long as it is no longer than a limit and there is room for it among those of
 * all calls; else it forgets it. Not safe for use by several threads.
 */
final class Recording extends FilterOutputStream {

    private final int limit;
    private final ReplayBudget.Share share;
    private final @Nullable MediaType writtenAs;
    private @Nullable ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean complete;

    Recording(OutputStream next, int limit, ReplayBudget budget, @Nullable MediaType writtenAs) {
        super(next);
        this.limit = limit;
        this.writtenAs = writtenAs;
        this.share = budget.shareOf(this);
    }

    @Override
    public void write(int oneByte) throws IOException {
        out.write(oneByte);
        ByteArrayOutputStream room = roomFor(1);
        if (room != null) {
            room.write(oneByte);
        }
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        out.write(from, offset, length);
        ByteArrayOutputStream room = roomFor(length);
        if (room != null) {
            room.write(from, offset, length);
        }
    }

    /** Where so many more bytes are remembered; null if they are not. */
    private @Nullable ByteArrayOutputStream roomFor(int more) {
        if (bytes != null && (bytes.size() > limit - more || !share.grow(more))) {
            forget();
        }
        return bytes;
    }

    /** Lets go of the body. */
    void forget() {
        bytes = null;
        share.release();
    }

    /** Nothing more is to come. Some runtimes say so by closing, and read the answer before the writing method returns. */
    void complete() {
        complete = true;
    }

    @Override
    public void close() throws IOException {
        complete();
        super.close();
    }

    /**
     * The whole body; empty if it was too long, was not written to its end, or did not all pass here.
     *
     * @param sentAs the type in the header of the request that was sent
     */
    Optional<byte[]> body(@Nullable MediaType sentAs) {
        if (bytes == null || !complete) {
            return Optional.empty();
        }
        byte[] body = bytes.toByteArray();
        return isWhole(sentAs, body) ? Optional.of(body) : Optional.empty();
    }

    // There is a runtime that lets only the first part of a multipart body pass the interceptors, and whose headers say
    // nothing any more of what it was.
    private boolean isWhole(@Nullable MediaType sentAs, byte[] body) {
        if (!isMultipart(writtenAs) && !isMultipart(sentAs)) {
            return true;
        }
        String boundary = sentAs == null ? null : sentAs.getParameters().get("boundary");
        return boundary != null && new String(body, StandardCharsets.ISO_8859_1).contains("--" + boundary + "--");
    }

    private static boolean isMultipart(@Nullable MediaType type) {
        return type != null && type.getType().equalsIgnoreCase("multipart");
    }
}
