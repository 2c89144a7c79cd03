package dev.freshet.example.partsdesk;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Counts since the start, and for each second of the last minute. Safe for use by many threads. */
@ApplicationScoped
public class Tally {

    private static final int MINUTE = 60;

    private final Deque<Counts> lastMinute = new ArrayDeque<>(List.of(Counts.NONE));
    private Counts total = Counts.NONE;
    private long second = Instant.now().getEpochSecond();

    /** Counts one thing more, as of now. */
    public synchronized void add(Counts one) {
        advance();
        total = total.plus(one);
        lastMinute.addLast(lastMinute.removeLast().plus(one));
    }

    /** All since the start. */
    public synchronized Counts total() {
        return total;
    }

    /** The seconds of the last minute, the current one last. */
    public synchronized List<Counts> lastMinute() {
        advance();
        return List.copyOf(lastMinute);
    }

    /** Begins the seconds that have passed since the last look. */
    private void advance() {
        long now = Instant.now().getEpochSecond();
        for (second = Math.max(second, now - MINUTE); second < now; second++) {
            lastMinute.addLast(Counts.NONE);
        }
        while (lastMinute.size() > MINUTE) {
            lastMinute.removeFirst();
        }
    }
}
