package dev.freshet.it.tck;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Says how the TCK ended without Freshet and with it, and fails if that is not the same. */
public final class Comparison {

    private final Run without;
    private final Run with;

    private Comparison(Run without, Run with) {
        this.without = without;
        this.with = with;
    }

    /**
     * @param folders the reports of the run without Freshet, and of the run with it
     */
    public static void main(String[] folders) throws Exception {
        Comparison comparison = new Comparison(Run.in(Path.of(folders[0])), Run.in(Path.of(folders[1])));
        System.out.println(comparison.table());
        List<String> objections = comparison.objections();
        if (!objections.isEmpty()) {
            throw new IllegalStateException(String.join("\n", objections));
        }
    }

    private String table() {
        return """

                MicroProfile Rest Client TCK   without Freshet   with Freshet
                archives                   %19d%15d
                  with Freshet at work     %19d%15d
                tests                      %19d%15d
                  passed                   %19d%15d
                  failed                   %19d%15d
                  skipped                  %19d%15d
                """.formatted(
                        without.archives(),
                        with.archives(),
                        without.lines(Witness.PRESENT),
                        with.lines(Witness.PRESENT),
                        without.outcomes().size(),
                        with.outcomes().size(),
                        without.tests("passed"),
                        with.tests("passed"),
                        without.tests("failure") + without.tests("error"),
                        with.tests("failure") + with.tests("error"),
                        without.tests("skipped"),
                        with.tests("skipped"));
    }

    private List<String> objections() {
        List<String> objections = new ArrayList<>();
        if (without.tests("passed") == 0) {
            objections.add("Nothing passed, so nothing was compared");
        }
        if (without.lines(Witness.ABSENT) != without.archives()) {
            objections.add("Freshet was in archives of the run without it");
        }
        if (with.lines(Witness.PRESENT) != with.archives()) {
            objections.add("Freshet was not in all archives of the run with it");
        }
        SortedSet<String> tests = new TreeSet<>(without.outcomes().keySet());
        tests.addAll(with.outcomes().keySet());
        for (String test : tests) {
            String before = without.outcomes().getOrDefault(test, "not run");
            String after = with.outcomes().getOrDefault(test, "not run");
            if (!before.equals(after)) {
                objections.add(test + ": " + before + " without Freshet, " + after + " with it");
            }
        }
        return objections;
    }
}
