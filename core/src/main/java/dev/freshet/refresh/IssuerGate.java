package dev.freshet.refresh;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands before a token endpoint and closes when one request after another fails, whichever grants they were for: a million
 * grants are not to be a million probes of a dead server. From then on one request at a time is let through, each after a
 * longer wait, until one is answered. Safe for use by many threads.
 */
final class IssuerGate {

    /** So many failures without an answer between them are not those of single requests any more. */
    private static final int FAILURES_TO_CLOSE = 3;
    /** A probe that did not report by then never will. */
    private static final Duration LONGEST_PROBE = Duration.ofMinutes(1);
    /** While somebody else is probing: about how long that takes. */
    private static final Duration PROBED = Duration.ofMillis(250);

    private static final State OPEN = new State(0, 0, 0, false, 0, "");

    private final AtomicReference<State> state = new AtomicReference<>(OPEN);

    /**
     * @param since the first failure
     * @param until closed to all
     * @param probing whether one request was let through and has not reported
     * @param probedSince when it was
     */
    private record State(int failures, long since, long until, boolean probing, long probedSince, String cause) {

        boolean isClosed() {
            return failures >= FAILURES_TO_CLOSE;
        }

        Optional<Closed> closed(Moment now) {
            if (!isClosed()) {
                return Optional.empty();
            }
            if (now.isBefore(until)) {
                return Optional.of(new Closed(now.until(until), cause));
            }
            return probing && now.isBefore(probedSince + LONGEST_PROBE.toNanos())
                    ? Optional.of(new Closed(PROBED, cause))
                    : Optional.empty();
        }
    }

    /** The gate is closed for so long, because of that. */
    record Closed(Duration retryAfter, String cause) {}

    /** Whether a request would be let through now: empty if it would. */
    Optional<Closed> closed(Moment now) {
        return state.get().closed(now);
    }

    /** Asks for passage: empty if it is given. Whoever passes reports what came of it. */
    Optional<Closed> enter(Moment now) {
        while (true) {
            State seen = state.get();
            Optional<Closed> closed = seen.closed(now);
            if (closed.isPresent() || !seen.isClosed()) {
                return closed;
            }
            State probed = new State(seen.failures(), seen.since(), seen.until(), true, now.nanos(), seen.cause());
            if (state.compareAndSet(seen, probed)) {
                return Optional.empty();
            }
        }
    }

    /** A request was answered, one way or another. */
    void answered() {
        if (state.get() != OPEN) {
            state.set(OPEN);
        }
    }

    /** A request failed. */
    void failed(Moment now, Duration asked, String cause, double random) {
        state.updateAndGet(seen -> {
            long since = seen.failures() == 0 ? now.nanos() : seen.since();
            Duration wait = RefreshPolicy.backOff(seen.failures(), Duration.ofNanos(now.nanos() - since), random);
            Duration longer = asked.compareTo(wait) > 0 ? asked : wait;
            return new State(RefreshPolicy.oneMore(seen.failures()), since, now.after(longer), false, 0, cause);
        });
    }

    /** Closes at once and for so long, after an answer that concerns everybody. */
    void close(Moment now, Duration wait, String cause) {
        state.set(new State(FAILURES_TO_CLOSE, now.nanos(), now.after(wait), false, 0, cause));
    }
}
