package dev.freshet.jakarta.rest;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of request bodies are kept at the same time, all calls together. Safe for use by many threads.
 *
 * <p>A call that ends without an answer tells nobody: what it kept is given back when the garbage collector finds it.
 */
final class ReplayBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final Set<Share> shares = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Recording> gone = new ReferenceQueue<>();

    ReplayBudget(long limit) {
        this.limit = limit;
    }

    /** The share of one recording, empty at first. */
    Share shareOf(Recording owner) {
        Share share = new Share(owner);
        shares.add(share);
        return share;
    }

    long used() {
        return used.get();
    }

    private boolean take(int bytes) {
        if (used.addAndGet(bytes) <= limit) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    private void releaseAbandoned() {
        for (Reference<?> share = gone.poll(); share != null; share = gone.poll()) {
            ((Share) share).release();
        }
    }

    /** What one recording has taken. To be used by one thread at a time. */
    final class Share extends PhantomReference<Recording> {

        private long bytes;

        private Share(Recording owner) {
            super(owner, gone);
        }

        /** Takes more of the budget; false, and nothing taken, if that is too much. */
        boolean grow(int more) {
            if (!take(more)) {
                releaseAbandoned();
                if (!take(more)) {
                    return false;
                }
            }
            bytes += more;
            return true;
        }

        /** Gives everything back. May be called twice. */
        void release() {
            if (shares.remove(this)) {
                used.addAndGet(-bytes);
            }
        }
    }
}
