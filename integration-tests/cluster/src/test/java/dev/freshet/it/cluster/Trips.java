package dev.freshet.it.cluster;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How often refreshes asked the store.
 *
 * @param counts how many refreshes there were for each number of round trips
 */
record Trips(TreeMap<Integer, Long> counts) {

    /** Of what nodes said about each. */
    static Trips of(List<List<String>> refreshes) {
        return new Trips(refreshes.stream()
                .map(words -> Integer.valueOf(words.get(1)))
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting())));
    }

    /** The number of round trips that was seen most. */
    int usual() {
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    @Override
    public String toString() {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + entry.getValue() + " times)")
                .collect(Collectors.joining(", "));
    }
}
