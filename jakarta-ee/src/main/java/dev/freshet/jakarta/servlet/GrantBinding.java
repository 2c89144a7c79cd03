package dev.freshet.jakarta.servlet;

import org.jspecify.annotations.Nullable;

/**
 * What a thread is bound to while it works for a request. Never inherited by another thread, and always undone by the
 * frame that did it: pooled threads keep nothing.
 */
final class GrantBinding {

    private static final ThreadLocal<@Nullable RequestIds> BOUND = new ThreadLocal<>();

    private GrantBinding() {}

    static RequestIds current() {
        RequestIds bound = BOUND.get();
        return bound == null ? CapturedIds.NONE : bound;
    }

    /** As it is now, and stays. */
    static RequestIds captured() {
        return CapturedIds.of(current());
    }

    /** Binds this thread until that is undone. */
    static Bound bind(RequestIds ids) {
        RequestIds before = BOUND.get();
        BOUND.set(ids);
        return () -> {
            if (before == null) {
                BOUND.remove();
            } else {
                BOUND.set(before);
            }
        };
    }

    /** Carries what this thread is bound to over to another one: asked for now, while the request is surely alive. */
    static Runnable carry(Runnable task) {
        RequestIds ids = captured();
        return () -> {
            Bound bound = bind(ids);
            try {
                task.run();
            } finally {
                bound.undo();
            }
        };
    }

    /** A binding that is in force. */
    interface Bound {

        /** To be called by the thread that is bound. What it was bound to before is in force again. */
        void undo();
    }
}
