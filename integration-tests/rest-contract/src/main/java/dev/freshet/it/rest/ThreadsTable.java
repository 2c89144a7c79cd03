package dev.freshet.it.rest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The rows of {@code docs/threads.md}, which say what was measured: each is compared with the measurement of this run. */
final class ThreadsTable {

    private static final String CALLER = "the caller";

    private ThreadsTable() {}

    /** Fails if what was measured is not what is written; then says what to write. */
    static void assertHas(
            String runtime, String call, Thread caller, Thread attaching, Thread renewing, Thread answered) {
        String row = "| "
                + String.join(
                        " | ",
                        runtime,
                        call,
                        named(caller),
                        nameOf(attaching, caller),
                        nameOf(renewing, caller),
                        nameOf(answered, caller))
                + " |";
        assertTrue(written().lines().anyMatch(row::equals), () -> "docs/threads.md has no row " + row);
    }

    private static String nameOf(Thread thread, Thread caller) {
        return thread == caller ? CALLER : named(thread);
    }

    /** Threads of one kind differ by their numbers. */
    private static String named(Thread thread) {
        return "`" + thread.getName().replaceAll("[0-9]+", "n") + "`";
    }

    private static String written() {
        try (InputStream document = ThreadsTable.class.getResourceAsStream("threads.md")) {
            return new String(Objects.requireNonNull(document).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("threads.md cannot be read", e);
        }
    }
}
