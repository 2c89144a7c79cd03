package dev.freshet.jakarta.rest;

import dev.freshet.jakarta.rest.Grants.Captured;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Brings the grant that is at hand where a task is submitted along to where it runs. */
final class PropagatingExecutor extends AbstractExecutorService {

    private final ExecutorService threads;
    private final Grants grants;

    PropagatingExecutor(ExecutorService threads, Grants grants) {
        this.threads = threads;
        this.grants = grants;
    }

    @Override
    public void execute(Runnable task) {
        Captured captured = grants.capture();
        threads.execute(() -> {
            grants.apply(captured);
            try {
                task.run();
            } finally {
                grants.remove();
            }
        });
    }

    @Override
    public void shutdown() {
        threads.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return threads.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return threads.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return threads.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(timeout, unit);
    }
}
