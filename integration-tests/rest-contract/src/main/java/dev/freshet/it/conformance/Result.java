package dev.freshet.it.conformance;

import java.util.Comparator;

/**
 * What one scenario came to on one client runtime.
 *
 * @param contract the simple name of the contract, or of the runtime's own class if no contract has the scenario
 * @param scenario the sentence that says it
 * @param test class and method that ran, as {@code class#method}
 * @param outcome what it came to
 * @param reason why it deviates, does not apply or failed; empty if it passed
 */
record Result(String contract, String scenario, String test, Outcome outcome, String reason) {

    static final Comparator<Result> ORDER = Comparator.comparing(Result::contract)
            .thenComparing(Result::scenario)
            .thenComparing(Result::test);

    /** From good to bad: of several invocations of one test the worst counts. */
    enum Outcome {
        PASSED,
        DEVIATION,
        NOT_APPLICABLE,
        FAILED
    }

    Result worse(Result other) {
        return other.outcome.compareTo(outcome) > 0 ? other : this;
    }

    String line() {
        return String.join(
                "\t",
                contract,
                scenario,
                test,
                outcome.name(),
                reason.replaceAll("\\s+", " ").strip());
    }

    static Result of(String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != 5) {
            throw new IllegalArgumentException("not a result: " + line);
        }
        return new Result(cells[0], cells[1], cells[2], Outcome.valueOf(cells[3]), cells[4]);
    }
}
