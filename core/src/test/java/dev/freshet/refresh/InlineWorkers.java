package dev.freshet.refresh;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Does all work at once on the thread of the caller, and waits by moving the clock. */
final class InlineWorkers implements Workers {

    private final TestTime time;

    InlineWorkers(TestTime time) {
        this.time = time;
    }

    @Override
    public void execute(Runnable work) {
        work.run();
    }

    @Override
    public void later(Duration delay, Runnable work) {
        throw new UnsupportedOperationException("nothing is done later here");
    }

    @Override
    public void pause(Duration pause) {
        time.advance(pause);
    }

    @Override
    public <T> T await(CompletableFuture<T> awaited, Duration limit) {
        return awaited.join();
    }

    @Override
    public void close() {
        // Nothing is under way.
    }
}
