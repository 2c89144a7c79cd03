package dev.freshet.it.contracts;

import java.util.List;

/**
 * What came of one test inside a server, as a line of text on its way out.
 *
 * @param contract the simple name of the contract
 * @param test the test as JUnit displays it
 * @param result what came of it
 * @param detail why it failed or was not run; empty if it passed
 */
public record Verdict(String contract, String test, Result result, String detail) {

    /** What came of a test. */
    public enum Result {
        /** All that it expects holds. */
        PASSED,
        /** Something that it expects does not hold. */
        FAILED,
        /** It was not run, or broken off, for a reason that it names. */
        SKIPPED
    }

    private static final String SEPARATOR = "\t";

    /** Reads a line. */
    public static Verdict of(String line) {
        List<String> fields = List.of(line.split(SEPARATOR, -1));
        return new Verdict(
                unescaped(fields.get(0)),
                unescaped(fields.get(1)),
                Result.valueOf(fields.get(2)),
                unescaped(fields.get(3)));
    }

    /** This as a line, without its end. */
    public String line() {
        return String.join(SEPARATOR, escaped(contract), escaped(test), result.name(), escaped(detail));
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\r", "").replace("\n", "\\n");
    }

    private static String unescaped(String text) {
        return text.translateEscapes();
    }
}
