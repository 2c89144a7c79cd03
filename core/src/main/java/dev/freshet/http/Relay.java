package dev.freshet.http;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Gives a body on to a subscriber that came late: first what was kept, then what is still to come, each when it is asked
 * for. The subscriber may ask on any thread; it is told things one at a time.
 */
final class Relay implements Subscription {

    private final BodySubscriber<?> target;
    private final @Nullable Subscription rest;
    private final Queue<List<ByteBuffer>> kept = new ConcurrentLinkedQueue<>();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger working = new AtomicInteger();
    private volatile boolean complete;
    private volatile @Nullable Throwable failure;
    private volatile boolean asked;
    private volatile boolean over;

    /** @param rest where more comes from, or null if nothing does */
    Relay(BodySubscriber<?> target, List<List<ByteBuffer>> kept, @Nullable Subscription rest) {
        this.target = target;
        this.rest = rest;
        this.kept.addAll(kept);
        this.complete = rest == null;
    }

    void begin() {
        target.onSubscribe(this);
        work(); // an empty body ends without being asked for
    }

    void next(List<ByteBuffer> buffers) {
        asked = false;
        kept.add(buffers);
        work();
    }

    void complete() {
        complete = true;
        work();
    }

    void fail(Throwable cause) {
        failure = cause;
        work();
    }

    @Override
    public void request(long more) {
        if (more <= 0) {
            fail(new IllegalArgumentException("asked for " + more + " items"));
            return;
        }
        demand.accumulateAndGet(more, (have, add) -> have + add < 0 ? Long.MAX_VALUE : have + add);
        work();
    }

    @Override
    public void cancel() {
        over = true;
        kept.clear();
        if (rest != null) {
            rest.cancel();
        }
    }

    /** Whoever comes while another is at work leaves it to that one. */
    private void work() {
        if (working.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        while (missed != 0) {
            workOnce();
            missed = working.addAndGet(-missed);
        }
    }

    private void workOnce() {
        while (!over && demand.get() > 0 && !kept.isEmpty()) {
            demand.decrementAndGet();
            target.onNext(kept.remove());
        }
        if (over || !kept.isEmpty()) {
            return;
        }
        Throwable cause = failure;
        if (cause != null) {
            over = true;
            target.onError(cause);
        } else if (complete) {
            over = true;
            target.onComplete();
        } else if (rest != null && demand.get() > 0 && !asked) {
            asked = true;
            rest.request(1);
        }
    }
}
