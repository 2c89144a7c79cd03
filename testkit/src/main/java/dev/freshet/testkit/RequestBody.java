package dev.freshet.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of a request: as it came over the wire, and with its chunking undone (RFC 9112, sections 6 and 7.1). */
record RequestBody(byte[] wire, byte[] content) {

    private static final int LARGEST = 256 * 1024 * 1024;

    static RequestBody read(RequestHead head, InputStream in) throws IOException {
        if (head.has("Transfer-Encoding", "chunked")) {
            return chunked(in);
        }
        byte[] body = exactly(
                in,
                head.values("Content-Length").stream()
                        .mapToLong(Long::parseLong)
                        .findFirst()
                        .orElse(0));
        return new RequestBody(body, body);
    }

    private static RequestBody chunked(InputStream in) throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (long size = chunkSize(in, wire); size > 0; size = chunkSize(in, wire)) {
            byte[] chunk = exactly(in, size);
            wire.writeBytes(chunk);
            content.writeBytes(chunk);
            line(in, wire);
        }
        while (!line(in, wire).isEmpty()) {
            // A trailer field: kept among the bytes, of no other interest.
            continue;
        }
        return new RequestBody(wire.toByteArray(), content.toByteArray());
    }

    private static long chunkSize(InputStream in, ByteArrayOutputStream wire) throws IOException {
        return Long.parseLong(line(in, wire).split(";")[0].strip(), 16);
    }

    private static String line(InputStream in, ByteArrayOutputStream wire) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String line = RequestHead.line(in, bytes);
        if (line == null) {
            throw new EOFException("the body ended early");
        }
        wire.writeBytes(bytes.toByteArray());
        return line;
    }

    private static byte[] exactly(InputStream in, long size) throws IOException {
        if (size < 0 || size > LARGEST) {
            throw new IOException("body too large");
        }
        byte[] bytes = in.readNBytes((int) size);
        if (bytes.length < size) {
            throw new EOFException("the body ended early");
        }
        return bytes;
    }

    @Override
    public String toString() {
        return "RequestBody[" + content.length + " bytes]";
    }
}
