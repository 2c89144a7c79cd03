package dev.freshet.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The request line and the header fields (RFC 9112, sections 3 and 5), with the bytes they were read from. */
record RequestHead(
        String method, String target, String version, List<Map.Entry<String, String>> headers, byte[] bytes) {

    private static final int LARGEST = 256 * 1024;

    /** Reads up to the empty line; null if the client has closed the connection between two requests. */
    static @Nullable RequestHead read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String requestLine = line(in, bytes);
        if (requestLine == null) {
            return null;
        }
        String[] words = requestLine.split(" ");
        if (words.length != 3) {
            throw new IOException("malformed request line");
        }
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (String line = line(in, bytes); line != null && !line.isEmpty(); line = line(in, bytes)) {
            String[] halves = line.split(":", 2);
            if (halves.length != 2) {
                throw new IOException("malformed header line");
            }
            headers.add(Map.entry(halves[0], halves[1].strip()));
        }
        return new RequestHead(words[0], words[1], words[2], List.copyOf(headers), bytes.toByteArray());
    }

    /** Reads a line, keeping its bytes, and returns it without the line end; null at the end of the stream. */
    static @Nullable String line(InputStream in, ByteArrayOutputStream bytes) throws IOException {
        int start = bytes.size();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            bytes.write(next);
            if (bytes.size() > LARGEST) {
                throw new IOException("line or head too long");
            }
            next = in.read();
        }
        if (next < 0) {
            return null;
        }
        bytes.write(next);
        byte[] all = bytes.toByteArray();
        return new String(all, start, all.length - start, StandardCharsets.ISO_8859_1).stripTrailing();
    }

    List<String> values(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    boolean has(String name, String value) {
        return values(name).stream()
                .flatMap(list -> List.of(list.split(",")).stream())
                .anyMatch(item -> item.strip().equalsIgnoreCase(value));
    }

    boolean lastOnConnection() {
        return has("Connection", "close") || version.equals("HTTP/1.0");
    }

    @Override
    public String toString() {
        return method + " (" + headers.size() + " headers)";
    }
}
