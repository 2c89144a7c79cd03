package dev.freshet.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Translates times between the clock of the caller and that of the database, by which rows are written. Each row that is
 * read brings the database's time along, which was taken between the request and its answer: the two clocks are taken to
 * agree unless that shows that they do not. So times come back as they were written where both clocks are one, and are
 * right within the time that an answer takes where they are not.
 */
final class DatabaseClock {

    private final InstantSource local;
    private final AtomicLong aheadMillis = new AtomicLong();

    DatabaseClock(InstantSource local) {
        this.local = local;
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
