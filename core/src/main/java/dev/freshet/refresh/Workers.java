package dev.freshet.refresh;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** Who does the work and how one waits: threads in earnest, a scheduler with time of its own in a simulation. */
interface Workers extends AutoCloseable {

    /** Does it soon, or throws whatever the makers of threads throw, and does not do it. */
    void execute(Runnable work);

    /** Does it after a while, as soon as there is a thread, unless the application ends before. */
    void later(Duration delay, Runnable work);

    /** Waits; returns early if the thread is interrupted. */
    void pause(Duration time);

    /**
     * Waits for what somebody else completes.
     *
     * @throws TimeoutException if that takes longer than the limit
     */
    <T> T await(CompletableFuture<T> awaited, Duration limit) throws InterruptedException, TimeoutException;

    /** Whether it was told to close, and what has begun should come to an end. */
    boolean isClosing();

    /** Begins nothing new, and gives what has begun its time. May be called twice. */
    @Override
    void close();
}
