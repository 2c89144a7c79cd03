package dev.freshet.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Translates times between the clock of the caller and that of the database, by which rows are written. Each row that is
 * read brings the database's time along, which was taken between the request and its answer: the two clocks are taken to
 * agree unless that shows that they do not. So times come back as they were written where both clocks are one, and are
 * right within the time that an answer takes where they are not.
 */
final class DatabaseClock {

    /** By so much the local clock may run faster or slower than time itself before what was learned is in doubt. */
    private static final long TOLERANCE_MILLIS = 500;

    private final InstantSource local;
    private final LongSupplier nanoTime;
    private final AtomicLong aheadMillis = new AtomicLong();
    private volatile @Nullable Learned learned;

    /** Both clocks of the caller, when this was learned. */
    private record Learned(long millis, long nanos) {}

    DatabaseClock(InstantSource local) {
        this(local, System::nanoTime);
    }

    /** @param nanoTime runs evenly, and is never set */
    DatabaseClock(InstantSource local, LongSupplier nanoTime) {
        this.local = local;
        this.nanoTime = nanoTime;
    }

    /** Whether the local clock was set since the database told its time, so that it should be asked again. */
    boolean isDoubtful() {
        Learned last = learned;
        if (last == null) {
            return false;
        }
        long expected = last.millis() + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - last.nanos());
        return Math.abs(localNow().toEpochMilli() - expected) > TOLERANCE_MILLIS;
    }

    Instant localNow() {
        return local.instant();
    }

    /**
     * Learns from an answer. All three times are rounded down to a millisecond.
     *
     * @param sentAt when the database was asked, by the local clock
     * @param databaseMillis its time
     */
    void learn(Instant sentAt, long databaseMillis) {
        long least = databaseMillis - localNow().toEpochMilli() - 1;
        long most = databaseMillis - sentAt.toEpochMilli() + 1;
        if (least <= most) { // else the local clock was set back meanwhile
            aheadMillis.updateAndGet(before -> Math.max(least, Math.min(most, before)));
            learned = new Learned(localNow().toEpochMilli(), nanoTime.getAsLong());
        }
    }

    /** A time of the caller, in milliseconds of the database. What is too far away for that is as far as it can be. */
    long toDatabase(Instant time) {
        if (time.getEpochSecond() > Long.MAX_VALUE / 2_000) {
            return Long.MAX_VALUE;
        }
        return time.getEpochSecond() < Long.MIN_VALUE / 2_000
                ? Long.MIN_VALUE
                : time.toEpochMilli() + aheadMillis.get();
    }

    Instant toLocal(long databaseMillis) {
        return Instant.ofEpochMilli(databaseMillis).minusMillis(aheadMillis.get());
    }
}
