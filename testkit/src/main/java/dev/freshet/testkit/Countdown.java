package dev.freshet.testkit;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/** Bounded waiting for a counter that only grows. */
final class Countdown {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final IntSupplier counter;

    Countdown(IntSupplier counter) {
        this.counter = counter;
    }

    /** To be called after each step of the counter. */
    void changed() {
        lock.lock();
        try {
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void await(int count, Duration limit, String what) {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (counter.getAsInt() < count) {
                if (left <= 0) {
                    throw new AssertionError("FRESHET-0202: expected " + count + " " + what + " within " + limit
                            + ", saw " + counter.getAsInt());
                }
                left = grown.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("FRESHET-0203: interrupted while waiting for " + what, e);
        } finally {
            lock.unlock();
        }
    }
}
