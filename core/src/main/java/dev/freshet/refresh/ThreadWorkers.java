package dev.freshet.refresh;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** A few threads, started when there is work and ended when there is none for a while. */
final class ThreadWorkers implements Workers, AutoCloseable {

    /** Each waits for a token endpoint nearly all of its time. */
    static final int MOST_THREADS = 16;

    private static final Duration IDLE_THREAD = Duration.ofSeconds(30);

    private final ThreadPoolExecutor pool;
    private final ScheduledThreadPoolExecutor timer;
    private final Duration grace;

    /** @param grace how long work that has begun is given when this is closed */
    ThreadWorkers(ThreadFactory threads, Duration grace) {
        this.pool = new ThreadPoolExecutor(
                MOST_THREADS, MOST_THREADS, IDLE_THREAD.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                threads);
        pool.allowCoreThreadTimeOut(true);
        this.timer = new ScheduledThreadPoolExecutor(1, threads);
        timer.setKeepAliveTime(IDLE_THREAD.toSeconds(), TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.grace = grace;
    }

    @Override
    public void execute(Runnable work) {
        pool.execute(work);
    }

    @Override
    public void later(Duration delay, Runnable work) {
        try {
            timer.schedule(work, Moment.nanosOf(delay), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            // The application ends, and what would have been done later with it.
        }
    }

    @Override
    public void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    @Override
    public <T> T await(CompletableFuture<T> awaited, Duration limit) throws InterruptedException, TimeoutException {
        try {
            return awaited.get(Moment.nanosOf(limit), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("What is awaited here never fails", e);
        }
    }

    /** Blocks until the work under way is done, at most for the grace time. May be called twice. */
    @Override
    public void close() {
        timer.shutdown();
        pool.shutdown();
        try {
            if (!pool.awaitTermination(Moment.nanosOf(grace), TimeUnit.NANOSECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
