package dev.freshet.it.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.it.conformance.Contracts.Contract;
import dev.freshet.it.conformance.Result.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConformanceDocumentTest {

    private static final List<Contract> TWO = List.of(
            new Contract("AContract", "What A is about", List.of("holds", "is hard")),
            new Contract("BContract", "What B is about", List.of("holds as well")));

    private static Result result(String contract, String scenario, Outcome outcome, String reason) {
        return new Result(contract, scenario, "T#t", outcome, reason);
    }

    private static Run run(String runtime, Result... results) {
        return new Run(runtime, runtime + " 1.0", List.of(results));
    }

    private static String text(Run... runs) {
        return new ConformanceDocument(TWO, List.of(runs)).text();
    }

    private static String refused(Run... runs) {
        return String.valueOf(
                assertThrows(IllegalStateException.class, () -> text(runs)).getMessage());
    }

    @Test
    void hasARowForEachScenarioAndAColumnForEachRuntime() {
        String text = text(
                run(
                        "Y",
                        result("AContract", "holds", Outcome.PASSED, ""),
                        result("AContract", "is hard", Outcome.DEVIATION, "Y cannot."),
                        result("YTest", "is of Y alone", Outcome.PASSED, "")),
                run(
                        "X",
                        result("AContract", "holds", Outcome.NOT_APPLICABLE, "X throws dice."),
                        result("AContract", "is hard", Outcome.DEVIATION, "Y cannot."),
                        result("BContract", "holds as well", Outcome.PASSED, "")));
        assertTrue(text.contains("| X | X 1.0 |\n| Y | Y 1.0 |\n"), text);
        assertTrue(
                text.contains("## What A is about\n\n|  | X | Y |\n|---|:---:|:---:|\n| holds | n/a [1] | ✓ |\n"),
                text);
        assertTrue(text.contains("| is hard | *deviates* [2] | *deviates* [2] |\n"), text);
        assertTrue(text.contains("| holds as well | ✓ | not run |\n"), text);
        assertTrue(text.contains("## Of Y alone\n\n* is of Y alone: ✓\n"), text);
        assertTrue(text.endsWith("1. X throws dice.\n2. Y cannot.\n"), text);
    }

    @Test
    void isNotMadeOfRunsThatFailed() {
        String message = refused(run("X", result("BContract", "holds as well", Outcome.FAILED, "boom")));
        assertTrue(message.contains("X: T#t failed: boom"), message);
    }

    @Test
    void isNotMadeOfRunsThatWereNotWhole() {
        String message = refused(run("X", result("AContract", "holds", Outcome.PASSED, "")));
        assertTrue(message.contains("X: was not run: AContract: is hard"), message);
    }

    @Test
    void isNotMadeOfRunsOfAnotherContract() {
        String message = refused(run(
                "X",
                result("BContract", "holds as well", Outcome.PASSED, ""),
                result("BContract", "held", Outcome.PASSED, "")));
        assertTrue(message.contains("X: is no scenario any more: BContract: held"), message);
        assertTrue(refused().contains("there are no results"));
    }

    @Test
    void seesTheContracts() {
        List<Contract> contracts = Contracts.all();
        assertTrue(contracts.size() > 10, contracts.toString());
        for (Contract contract : contracts) {
            assertNotEquals(List.of(), contract.scenarios(), contract.name());
            assertNotEquals(contract.name(), contract.title(), "a @DisplayName says what it is about");
        }
    }

    /** mvn -q verify -Pconformance -DskipTests -pl integration-tests/rest-contract -am makes it anew. */
    @Test
    void namesInTheRepositoryExactlyTheScenariosThatThereAre() throws IOException {
        List<String> document = Files.readAllLines(Path.of("../../docs/conformance.md"));
        List<String> named = document.stream()
                .filter(line -> line.startsWith("## ") || line.startsWith("| "))
                .map(line -> line.startsWith("## ") ? line : line.split(" \\| ")[0].substring(2))
                .dropWhile(line -> !line.startsWith("## "))
                .takeWhile(line -> !line.startsWith("## Of ") && !line.equals("## Notes"))
                .filter(line -> !line.isBlank())
                .toList();
        List<String> there = Contracts.all().stream()
                .flatMap(contract -> Stream.concat(Stream.of("## " + contract.title()), contract.scenarios().stream()))
                .toList();
        assertEquals(String.join("\n", there), String.join("\n", named));
    }
}
