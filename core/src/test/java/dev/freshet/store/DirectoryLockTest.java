package dev.freshet.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {

    private static final Path LOCKS_OF_LINUX = Path.of("/proc/locks");

    @TempDir
    Path directory;

    private DirectoryLock lock() {
        return new DirectoryLock(directory.resolve(".lock"), Duration.ZERO);
    }

    /** As two applications on one server are, and as two stores of one application. */
    @Test
    void excludesAnotherOneOfTheSameProcess() throws IOException {
        assertEquals("done", lock().whileHeld(() -> {
            assertThrows(IOException.class, () -> lock().whileHeld(() -> "twice"));
            return "done";
        }));
        assertEquals("again", lock().whileHeld(() -> "again"));
    }

    @Test
    void keepsOtherProcessesOutAlsoWhenAnotherOneOfTheSameProcessHasGivenUp() throws IOException {
        Assumptions.assumeTrue(Files.exists(LOCKS_OF_LINUX));
        lock().whileHeld(() -> {
            assertTrue(isLocked());
            assertThrows(IOException.class, () -> lock().whileHeld(() -> "twice"));
            assertTrue(isLocked(), "still");
            return null;
        });
        assertFalse(isLocked());
    }

    /** What the operating system says. */
    private boolean isLocked() throws IOException {
        String inode = String.valueOf(Files.getAttribute(directory.resolve(".lock"), "unix:ino"));
        return Files.readAllLines(LOCKS_OF_LINUX).stream()
                .anyMatch(line ->
                        line.contains(" " + ProcessHandle.current().pid() + " ") && line.contains(":" + inode + " "));
    }
}
