package dev.freshet.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs {@link ReadBenchmark} with each of the given numbers of threads and prints how its reads compare with the floor:
 * {@code CachedReads 1 2 4 8}.
 */
public final class CachedReads {

    private static final String FLOOR = "floor";
    private static final Map<String, Double> MOST_TIMES_THE_FLOOR = targets();
    // The state is looked at anew once a second, which allocates; spread over all reads that is far less than a byte.
    private static final double NO_BYTE = 0.1;

    private record Cost(double nanos, double error, double bytes) {}

    private CachedReads() {}

    /** @param args numbers of threads */
    public static void main(String[] args) throws RunnerException {
        StringBuilder table = new StringBuilder();
        for (String threads : args) {
            table.append(rows(Integer.parseInt(threads), measured(Integer.parseInt(threads))));
        }
        System.out.println();
        System.out.println(Runtime.getRuntime().availableProcessors() + " processors, Java " + Runtime.version());
        System.out.println("threads  read               ns/op            x floor  at most  B/op");
        System.out.print(table);
    }

    private static Map<String, Double> targets() {
        Map<String, Double> targets = new LinkedHashMap<>();
        targets.put("byHandle", 1.5);
        targets.put("byClient", 4.0);
        targets.put("byClientAndGrant", 4.0);
        return targets;
    }

    private static Map<String, Cost> measured(int threads) throws RunnerException {
        Map<String, Cost> costs = new LinkedHashMap<>();
        for (RunResult result : new Runner(new OptionsBuilder()
                        .include(ReadBenchmark.class.getName())
                        .threads(threads)
                        .forks(2)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(1))
                        .addProfiler(GCProfiler.class)
                        .build())
                .run()) {
            Result<?> time = result.getPrimaryResult();
            Result<?> bytes =
                    Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"));
            costs.put(time.getLabel(), new Cost(time.getScore(), time.getScoreError(), bytes.getScore()));
        }
        return costs;
    }

    private static String rows(int threads, Map<String, Cost> costs) {
        Cost floor = Objects.requireNonNull(costs.get(FLOOR));
        StringBuilder rows = new StringBuilder(row(threads, FLOOR, floor, floor, ""));
        MOST_TIMES_THE_FLOOR.forEach((read, most) -> {
            Cost cost = Objects.requireNonNull(costs.get(read));
            boolean met = cost.nanos() <= most * floor.nanos() && cost.bytes() < NO_BYTE;
            rows.append(row(threads, read, cost, floor, most + (met ? "" : " MISSED")));
        });
        return rows.toString();
    }

    private static String row(int threads, String read, Cost cost, Cost floor, String target) {
        return String.format(
                Locale.ROOT,
                "%7d  %-17s %7.1f ± %-7.1f  %5.2f  %7s  %.3f%n",
                threads,
                read,
                cost.nanos(),
                cost.error(),
                cost.nanos() / floor.nanos(),
                target,
                cost.bytes());
    }
}
