package dev.freshet.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One writer at a time: among the threads of this store by a lock, among processes by a lock of the operating system.
 * Two applications on one server have two copies of this class in one process; there the operating system's lock is
 * refused at once and tried again for a while.
 */
final class DirectoryLock {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Path file;
    private final ReentrantLock threads = new ReentrantLock();

    DirectoryLock(Path file) {
        this.file = file;
    }

    /** What is done while the lock is held. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    <T> T whileHeld(Work<T> work) throws IOException {
        if (!lockThreads()) {
            throw new IOException("another thread has held the store for " + PATIENCE.toSeconds() + " s");
        }
        try (FileChannel channel = OwnerOnly.openOrCreate(file);
                FileLock held = lockProcesses(channel)) {
            if (!held.isValid()) {
                throw new IOException("the lock of the store was lost");
            }
            return work.run();
        } finally {
            threads.unlock();
        }
    }

    private boolean lockThreads() throws IOException {
        try {
            return threads.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the store", e);
        }
    }

    private static FileLock lockProcesses(FileChannel channel) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("another process has held the store for " + PATIENCE.toSeconds() + " s");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByAnotherCopyOfThisClass) {
            return null;
        }
    }
}
