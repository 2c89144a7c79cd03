package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ThreadWorkersTest {

    private final AtomicBoolean gives = new AtomicBoolean();
    private final ThreadWorkers workers = new ThreadWorkers(this::threadOrFailure, Duration.ofSeconds(10));

    private Thread threadOrFailure(Runnable work) {
        if (gives.get()) {
            return new Thread(work);
        }
        throw new IllegalStateException("the application is not there");
    }

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void refusesWorkWithoutAThread() {
        assertThrows(IllegalStateException.class, () -> workers.execute(() -> {}));
    }

    @Test
    void doesLaterWhatItHadNoThreadForAndFailsNobody() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(2);
        assertDoesNotThrow(() -> workers.later(Duration.ZERO, done::countDown));
        gives.set(true);
        workers.later(Duration.ZERO, done::countDown);
        assertTrue(done.await(10, TimeUnit.SECONDS));
    }

    @Test
    void oneWorkForLaterDoesNotHoldUpAnother() throws InterruptedException {
        gives.set(true);
        CyclicBarrier together = new CyclicBarrier(2);
        CountDownLatch done = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            workers.later(Duration.ZERO, () -> {
                try {
                    together.await(10, TimeUnit.SECONDS);
                    done.countDown();
                } catch (Exception e) {
                    throw new IllegalStateException("alone", e);
                }
            });
        }
        assertTrue(done.await(20, TimeUnit.SECONDS));
    }

    @Test
    void takesNoWorkOnceItIsClosed() {
        gives.set(true);
        assertFalse(workers.isClosing());
        workers.close();
        assertTrue(workers.isClosing());
        assertThrows(RejectedExecutionException.class, () -> workers.execute(() -> {}));
        assertDoesNotThrow(() -> workers.later(Duration.ZERO, () -> {}));
    }
}
