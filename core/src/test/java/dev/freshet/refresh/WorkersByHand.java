package dev.freshet.refresh;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Workers without a thread: work is done when the test says so, or when it waits for what is to come of it. Nobody
 * sleeps: whoever pauses moves the clocks. For use by one thread.
 */
final class WorkersByHand implements Workers {

    boolean rejects;
    boolean closing;
    /** While this is set, what is to be done is not: as by a thread that hangs before its first step. */
    boolean hangs;

    final List<Runnable> hung = new ArrayList<>();

    private final TestTime time;
    private final Queue<Runnable> work = new ArrayDeque<>();
    private final List<Timer> timers = new ArrayList<>();

    private record Timer(long nanos, Runnable work) {}

    WorkersByHand(TestTime time) {
        this.time = time;
    }

    @Override
    public void execute(Runnable task) {
        if (rejects) {
            throw new RejectedExecutionException("full");
        }
        if (hangs) {
            hung.add(task);
        } else {
            work.add(task);
        }
    }

    @Override
    public void later(Duration delay, Runnable task) {
        timers.add(new Timer(time.nanoTime() + delay.toNanos(), task));
    }

    @Override
    public void pause(Duration pause) {
        time.advance(pause);
    }

    /** Does what there is to do; what is not there then will not come within the limit either. */
    @Override
    public <T> T await(CompletableFuture<T> awaited, Duration limit) throws TimeoutException {
        while (!awaited.isDone() && !work.isEmpty()) {
            work.remove().run();
        }
        if (!awaited.isDone()) {
            time.advance(limit);
            throw new TimeoutException();
        }
        return awaited.join();
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    @Override
    public void close() {
        work.clear();
        timers.clear();
    }

    /** Does all work there is, also what it brings up. */
    void run() {
        while (!work.isEmpty()) {
            work.remove().run();
        }
    }

    /** Lets time pass from one timer to the next, and does what falls due. */
    void pass(Duration duration) {
        long end = time.nanoTime() + duration.toNanos();
        run();
        for (Optional<Timer> next = nextUntil(end); next.isPresent(); next = nextUntil(end)) {
            time.advance(Duration.ofNanos(Math.max(0, next.get().nanos() - time.nanoTime())));
            timers.remove(next.get());
            next.get().work().run();
            run();
        }
        time.advance(Duration.ofNanos(Math.max(0, end - time.nanoTime())));
    }

    private Optional<Timer> nextUntil(long end) {
        return timers.stream().min(Comparator.comparingLong(Timer::nanos)).filter(timer -> timer.nanos() <= end);
    }

    int timers() {
        return timers.size();
    }
}
