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
 *
 * <p>Two applications on one server have two copies of this class in one process, of which the operating system knows
 * nothing; and when one of them closes a file, it takes the locks on that file away from the whole process. So they take
 * turns by a lock on another file, at a place of their process: a lock that overlaps is refused by the JVM itself.
 */
final class DirectoryLock {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Path file;
    private final Path copies;
    private final Duration patience;
    private final ReentrantLock threads = new ReentrantLock();

    DirectoryLock(Path file) {
        this(file, PATIENCE);
    }

    /** @param patience how long to wait for others */
    DirectoryLock(Path file, Duration patience) {
        this.file = file;
        this.copies = file.resolveSibling(file.getFileName() + "-jvm");
        this.patience = patience;
    }

    /** What is done while the lock is held. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    <T> T whileHeld(Work<T> work) throws IOException {
        if (!lockThreads()) {
            throw new IOException("another thread has held the store for " + patience.toSeconds() + " s");
        }
        try (FileChannel ofThisJvm = OwnerOnly.openOrCreate(copies);
                FileLock turn = lock(ofThisJvm, ProcessHandle.current().pid(), 1);
                FileChannel channel = OwnerOnly.openOrCreate(file);
                FileLock held = lock(channel, 0, Long.MAX_VALUE)) {
            if (!turn.isValid() || !held.isValid()) {
                throw new IOException("the lock of the store was lost");
            }
            return work.run();
        } finally {
            threads.unlock();
        }
    }

    private boolean lockThreads() throws IOException {
        try {
            return threads.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the store", e);
        }
    }

    private FileLock lock(FileChannel channel, long position, long size) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            FileLock lock = tryLock(channel, position, size);
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("another application has held the store for " + patience.toSeconds() + " s");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel, long position, long size) throws IOException {
        try {
            return channel.tryLock(position, size, false);
        } catch (OverlappingFileLockException heldByAnotherCopyOfThisClass) {
            return null;
        }
    }
}
