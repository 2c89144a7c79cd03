package dev.freshet.oauth;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A secret in a file that somebody else writes, such as a mounted one. It is read whenever it is asked for, so that a new
 * one counts at once. Safe for use by many threads.
 */
public final class SecretFile implements Supplier<String> {

    private static final int LONGEST = 64 * 1024;

    private final Path file;

    /** @param file need not be there yet */
    public SecretFile(Path file) {
        this.file = file;
    }

    /**
     * What the file has now, without blanks around it. A secret: do not log it.
     *
     * @throws UncheckedIOException if it cannot be read, is empty or has more than 64 KiB
     */
    @Override
    public String get() {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(LONGEST + 1);
            String text = new String(bytes, StandardCharsets.UTF_8).strip();
            if (text.isEmpty() || bytes.length > LONGEST) {
                throw new IOException(text.isEmpty() ? "is empty" : "has more than 64 KiB");
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException("FRESHET-0016: the secret in " + file + " cannot be read: " + e, e);
        }
    }

    @Override
    public String toString() {
        return "file:" + file;
    }
}
