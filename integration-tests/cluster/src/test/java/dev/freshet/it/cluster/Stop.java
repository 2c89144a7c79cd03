package dev.freshet.it.cluster;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Lets a node stand still at one point of its first refresh, after it has said so, until it is killed. Thread-safe. */
final class Stop {

    private final @Nullable CrashPoint wanted;
    private final Report report;

    Stop(@Nullable CrashPoint wanted, Report report) {
        this.wanted = wanted;
        this.report = report;
    }

    /** Returns at once, unless this is the point. */
    void at(CrashPoint point) {
        if (point != wanted) {
            return;
        }
        report.say(Report.AT, point);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
