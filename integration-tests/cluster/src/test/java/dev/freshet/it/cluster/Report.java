package dev.freshet.it.cluster;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a node says on its standard output, one line for each thing: a word for what it is, then the grant, then what else
 * there is to know. Never a token. Thread-safe.
 */
final class Report {

    static final String READY = "ready";
    static final String AT = "at";
    static final String REFRESHED = "refreshed";
    static final String ADOPTED = "adopted";
    static final String REFRESH_FAILED = "refresh-failed";
    static final String OVER = "over";
    static final String CALL_FAILED = "call-failed";
    static final String CALLS = "calls";

    private static final String MARK = "node: ";

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    /** Says something. */
    void say(String what, Object... more) {
        List<String> words = new ArrayList<>(List.of(what));
        Stream.of(more)
                .map(String::valueOf)
                .map(word -> word.replaceAll("\\s+", "_"))
                .forEach(words::add);
        out.println(MARK + String.join(" ", words)); // one call: lines of several threads do not mix
    }

    /** The lines of this kind in an output: their words after the first. */
    static List<List<String>> read(String output, String what) {
        return output.lines()
                .filter(line -> (line + " ").startsWith(MARK + what + " "))
                .map(line -> List.of(line.substring(MARK.length()).split(" ")))
                .map(words -> words.subList(1, words.size()))
                .toList();
    }
}
