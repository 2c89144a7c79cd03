package dev.freshet.jakarta.servlet;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a thread is bound to while it works for a request. Never inherited by another thread, and always undone by the
 * frame that did it: pooled threads keep nothing.
 */
final class GrantBinding {

    private static final ThreadLocal<@Nullable Supplier<Optional<String>>> BOUND = new ThreadLocal<>();

    private GrantBinding() {}

    static Optional<String> current() {
        Supplier<Optional<String>> bound = BOUND.get();
        return bound == null ? Optional.empty() : bound.get();
    }

    /** Binds this thread until that is undone. */
    static Bound bind(Supplier<Optional<String>> grant) {
        Supplier<Optional<String>> before = BOUND.get();
        BOUND.set(grant);
        return () -> {
            if (before == null) {
                BOUND.remove();
            } else {
                BOUND.set(before);
            }
        };
    }

    /** Carries the grant of this thread over to another one: asked for now, while the request is surely alive. */
    static Runnable carry(Runnable task) {
        Optional<String> grant = current();
        return () -> {
            Bound bound = bind(() -> grant);
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
