package dev.freshet.oauth;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A secret in a file that somebody else writes, such as a mounted one. It is read whenever it is asked for, so that a new
 * one counts at once. Safe for use by many threads.
 */
public final class SecretFile implements Supplier<String> {

    private static final int LONGEST = 64 * 1024;

    private final Path file;
    private final int longest;

    /** @param file need not be there yet */
    public SecretFile(Path file) {
        this(file, LONGEST);
    }

    /** @param longest how many bytes it may have at most, in whole KiB */
    SecretFile(Path file, int longest) {
        this.file = file;
        this.longest = longest;
    }

    /**
     * What the file has now, without blanks around it. A secret: do not log it.
     *
     * @throws UncheckedIOException if it cannot be read, is empty or has more than 64 KiB
     */
    @Override
    public String get() {
        return text(bytes());
    }

    /** What these bytes of such a file say. */
    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).strip();
    }

    /**
     * What is made of the file's bytes: something new only if they have changed. The file is read each time.
     *
     * @param make may throw {@link IllegalArgumentException}, with a message that follows the name of the file
     */
    public <T> Supplier<T> as(Function<byte[], T> make) {
        AtomicReference<@Nullable Made<T>> last = new AtomicReference<>();
        return () -> {
            byte[] bytes = bytes();
            Made<T> known = last.get();
            if (known == null || !Arrays.equals(known.bytes(), bytes)) {
                known = new Made<>(bytes, made(bytes, make));
                last.set(known);
            }
            return known.value();
        };
    }

    private record Made<T>(byte[] bytes, T value) {}

    private <T> T made(byte[] bytes, Function<byte[], T> make) {
        try {
            return make.apply(bytes);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("FRESHET-0016: " + file + " " + e.getMessage(), e);
        }
    }

    private byte[] bytes() {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(longest + 1);
            if (text(bytes).isEmpty() || bytes.length > longest) {
                throw new IOException(
                        bytes.length > longest ? "it has more than " + longest / 1024 + " KiB" : "it is empty");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("FRESHET-0016: the secret in " + file + " cannot be read: " + e, e);
        }
    }

    @Override
    public String toString() {
        return "file:" + file;
    }
}
