package dev.freshet.it.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The results of one client runtime, and the file that they are kept in: lines of cells between tabulators, with the name
 * and the versions of the runtime in the first two.
 *
 * @param runtime its name, short enough to head a column
 * @param about its versions, as a sentence says them
 */
record Run(String runtime, String about, List<Result> results) {

    private static final String RUNTIME = "# runtime\t";
    private static final String ABOUT = "# about\t";

    Run {
        results = results.stream().sorted(Result.ORDER).toList();
    }

    /** Writes the file anew. */
    Path write(Path directory) throws IOException {
        Files.createDirectories(directory);
        List<String> lines = new ArrayList<>(List.of(RUNTIME + runtime, ABOUT + about));
        results.forEach(result -> lines.add(result.line()));
        String name =
                runtime.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return Files.write(directory.resolve(name + ".tsv"), lines);
    }

    static Run read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() < 2
                || !lines.get(0).startsWith(RUNTIME)
                || !lines.get(1).startsWith(ABOUT)) {
            throw new IOException("not a file of results: " + file);
        }
        return new Run(
                lines.get(0).substring(RUNTIME.length()),
                lines.get(1).substring(ABOUT.length()),
                lines.stream().skip(2).map(Result::of).toList());
    }
}
