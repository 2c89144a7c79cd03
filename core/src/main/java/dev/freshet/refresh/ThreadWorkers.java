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
final class ThreadWorkers implements Workers {

    /** Each waits for a token endpoint nearly all of its time. */
    static final int MOST_THREADS = 16;

    private static final Duration IDLE_THREAD = Duration.ofSeconds(30);

    /** Before asking again for a thread that was not to be had. */
    private static final Duration NO_THREAD = Duration.ofSeconds(1);

    private final ThreadPoolExecutor pool;
    private final ScheduledThreadPoolExecutor timer;
    private final Duration grace;

    /** @param grace how long work that has begun is given when this is closed */
    ThreadWorkers(ThreadFactory threads, Duration grace) {
        this.pool = new ThreadPoolExecutor(
                MOST_THREADS,
                MOST_THREADS,
                IDLE_THREAD.toSeconds(),
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> threadOf(threads, work));
        pool.allowCoreThreadTimeOut(true);
        this.timer = new ScheduledThreadPoolExecutor(1, threads);
        timer.setKeepAliveTime(IDLE_THREAD.toSeconds(), TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.grace = grace;
    }

    /** A factory may answer null; a pool would then keep the work until there is a thread, and tell nobody. */
    private static Thread threadOf(ThreadFactory threads, Runnable work) {
        Thread thread = threads.newThread(work);
        if (thread == null) {
            throw new RejectedExecutionException("the thread factory gave none");
        }
        return thread;
    }

    @Override
    public void execute(Runnable work) {
        pool.execute(work);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
    public void later(Duration delay, Runnable work) {
        try {
            timer.schedule(() -> hand(work), Moment.nanosOf(delay), TimeUnit.NANOSECONDS);
        } catch (RuntimeException | Error e) { // a thread factory of a server may throw anything
            // Either the application ends, and what would have been done later with it; or there is no thread at the
            // moment, and it is done when there is one. Whoever asks for later has done its own work already.
        }
    }

    /** The one timer thread does no work itself: what talks to a store would hold up everything else that is for later. */
    private void hand(Runnable work) {
        try {
            pool.execute(work);
        } catch (RuntimeException | Error e) {
            if (!pool.isShutdown()) {
                later(NO_THREAD, work);
            }
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

    @Override
    public boolean isClosing() {
        return pool.isShutdown();
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
