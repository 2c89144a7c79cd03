package dev.freshet.refresh;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The two clocks of a machine. Implementations are safe for use by many threads.
 *
 * <p>Each is wrong in its own way: the wall clock may be set back, the monotonic one stands still while a machine is
 * suspended. A token counts as expired when either of them says so.
 */
public interface TimeSource extends InstantSource {

    /** Nanoseconds of a clock that is never set, from an arbitrary origin, as {@link System#nanoTime()}. */
    long nanoTime();

    /** The clocks of this machine. */
    static TimeSource system() {
        return new TimeSource() {
            @Override
            public Instant instant() {
                return Instant.now();
            }

            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public String toString() {
                return "system clocks";
            }
        };
    }
}
