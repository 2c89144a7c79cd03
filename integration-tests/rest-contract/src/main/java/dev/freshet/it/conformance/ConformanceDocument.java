package dev.freshet.it.conformance;

import dev.freshet.it.conformance.Contracts.Contract;
import dev.freshet.it.conformance.Result.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of all scenarios and all runtimes, made from the files of their runs.
 *
 * <p>Nothing is made of runs in which something failed, or which did not come to all scenarios of a contract that they began.
 */
public final class ConformanceDocument {

    private static final String HEAD = """
            # Conformance

            What holds on which client runtime: each line is a test of the contract in
            [`integration-tests/rest-contract`](../integration-tests/rest-contract), and its name. Made from the results of
            `mvn verify` by `mvn -q verify -Pconformance -DskipTests -pl integration-tests/rest-contract -am`.

            """;

    private final List<Contract> contracts;
    private final List<Run> runs;
    private final List<String> notes = new ArrayList<>();

    ConformanceDocument(List<Contract> contracts, List<Run> runs) {
        this.contracts = contracts;
        this.runs = runs.stream().sorted(Comparator.comparing(Run::runtime)).toList();
    }

    /**
     * Writes the document.
     *
     * @param arguments the file to write, and the directory below which the results of all runs are
     */
    public static void main(String[] arguments) throws IOException {
        Path document = Path.of(arguments[0]);
        try (Stream<Path> files = Files.find(Path.of(arguments[1]), 4, (file, attributes) -> file.toString()
                .replace('\\', '/')
                .matches(".*/target/conformance/[^/]+[.]tsv"))) {
            List<Run> runs = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                runs.add(Run.read(file));
            }
            Files.writeString(document, new ConformanceDocument(Contracts.all(), runs).text());
        }
    }

    /** @throws IllegalStateException if a run failed somewhere, or is not of these contracts */
    String text() {
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            throw new IllegalStateException("no document is made of this:\n" + String.join("\n", problems));
        }
        StringBuilder text = new StringBuilder(HEAD);
        text.append("| column | is |\n|---|---|\n");
        runs.forEach(run -> text.append(row(List.of(run.runtime(), run.about()))));
        text.append(
                "\n✓ holds. *deviates*: the runtime makes it impossible; the test asserts what happens instead, and the "
                        + "note has the reason. n/a: not run\nthere, for the reason in the note.\n");
        contracts.forEach(contract -> text.append(table(contract)));
        text.append(own());
        text.append("\n## Notes\n\n");
        for (int note = 1; note <= notes.size(); note++) {
            text.append(note).append(". ").append(notes.get(note - 1)).append('\n');
        }
        return text.toString();
    }

    private List<String> problems() {
        if (runs.isEmpty()) {
            return List.of("there are no results");
        }
        return runs.stream().flatMap(this::problems).toList();
    }

    private Stream<String> problems(Run run) {
        Stream<String> failed = run.results().stream()
                .filter(result -> result.outcome() == Outcome.FAILED)
                .map(result -> run.runtime() + ": " + result.test() + " failed: " + result.reason());
        Stream<String> missing = contracts.stream()
                .filter(contract -> !of(run, contract).isEmpty())
                .flatMap(contract -> contract.scenarios().stream()
                        .filter(scenario -> !of(run, contract).containsKey(scenario))
                        .map(scenario -> run.runtime() + ": was not run: " + contract.name() + ": " + scenario));
        Stream<String> unknown = contracts.stream().flatMap(contract -> of(run, contract).keySet().stream()
                .filter(scenario -> !contract.scenarios().contains(scenario))
                .map(scenario -> run.runtime() + ": is no scenario any more: " + contract.name() + ": " + scenario));
        return Stream.of(failed, missing, unknown).flatMap(Function.identity());
    }

    private static Map<String, Result> of(Run run, Contract contract) {
        return run.results().stream()
                .filter(result -> result.contract().equals(contract.name()))
                .collect(Collectors.toMap(Result::scenario, Function.identity()));
    }

    private String table(Contract contract) {
        StringBuilder table = new StringBuilder("\n## " + contract.title() + "\n\n");
        table.append(row(
                Stream.concat(Stream.of(""), runs.stream().map(Run::runtime)).toList()));
        table.append("|---|").append(":---:|".repeat(runs.size())).append('\n');
        for (String scenario : contract.scenarios()) {
            List<String> cells = new ArrayList<>(List.of(scenario));
            runs.forEach(run -> cells.add(cell(of(run, contract).get(scenario))));
            table.append(row(cells));
        }
        return table.toString();
    }

    private String cell(@Nullable Result result) {
        if (result == null) {
            return "not run";
        }
        return switch (result.outcome()) {
            case PASSED -> "✓";
            case DEVIATION -> "*deviates* " + note(result);
            case NOT_APPLICABLE -> "n/a " + note(result);
            case FAILED -> throw new IllegalStateException(result.toString());
        };
    }

    private String note(Result result) {
        if (!notes.contains(result.reason())) {
            notes.add(result.reason());
        }
        return "[" + (notes.indexOf(result.reason()) + 1) + "]";
    }

    /** What is tested of one runtime beyond the contracts. */
    private String own() {
        List<String> names = contracts.stream().map(Contract::name).toList();
        StringBuilder text = new StringBuilder();
        for (Run run : runs) {
            List<Result> own = run.results().stream()
                    .filter(result -> !names.contains(result.contract()))
                    .toList();
            if (!own.isEmpty()) {
                text.append("\n## Of ").append(run.runtime()).append(" alone\n\n");
                own.forEach(result -> text.append("* ")
                        .append(result.scenario())
                        .append(": ")
                        .append(cell(result))
                        .append('\n'));
            }
        }
        return text.toString();
    }

    private static String row(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
