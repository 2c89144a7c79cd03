package dev.freshet.it.cluster;

import dev.freshet.it.keycloak.Realm;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What survivors have lost in some rounds. For use by one thread. */
final class Losses {

    private final List<List<String>> failedCalls = new ArrayList<>();
    private final Map<CrashPoint, Integer> ended = new EnumMap<>(CrashPoint.class);
    private final Map<String, Integer> reasons = new TreeMap<>();
    private int reuses;
    private int calls;
    private int slowestMillis;
    private int mostPresented;

    void add(KillRound round, Realm realm) {
        failedCalls.addAll(round.failedCalls());
        for (CrashPoint point : CrashPoint.values()) {
            round.end(point).forEach(words -> {
                ended.merge(point, 1, Integer::sum);
                reasons.merge(words.get(1), 1, Integer::sum);
            });
        }
        reuses += realm.events("REFRESH_TOKEN_ERROR").size();
        calls += Integer.parseInt(round.calls().get(0));
        slowestMillis = Math.max(slowestMillis, Integer.parseInt(round.calls().get(2)));
        mostPresented = Math.max(mostPresented, round.mostPresented());
    }

    /** The calls that failed though their grant was not over. */
    List<List<String>> failedCalls() {
        return failedCalls;
    }

    /** How many grants ended whose refresh was interrupted at each point. */
    Map<CrashPoint, Integer> ended() {
        return ended;
    }

    /** Why they ended. */
    Map<String, Integer> reasons() {
        return reasons;
    }

    /** What the server took for theft. */
    int reuses() {
        return reuses;
    }

    @Override
    public String toString() {
        return "%d calls of the survivors, %d failed, slowest %d ms; grants over: %s, reasons %s; reuses: %d; refresh"
                        .formatted(calls, failedCalls.size(), slowestMillis, ended, reasons, reuses)
                + " tokens presented up to " + mostPresented + " time(s)";
    }
}
