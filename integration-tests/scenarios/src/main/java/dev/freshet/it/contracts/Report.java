package dev.freshet.it.contracts;

import dev.freshet.it.conformance.Sentences;
import dev.freshet.it.contracts.Verdict.Result;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Writes a line for each test as it ends, and for whatever else did not succeed. */
final class Report implements TestExecutionListener {

    private final PrintWriter out;

    Report(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void executionFinished(TestIdentifier finished, TestExecutionResult result) {
        String problem = result.getThrowable().map(Report::printed).orElse("");
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (finished.isTest()) {
                    write(finished, Result.PASSED, problem);
                }
            }
            case ABORTED -> write(finished, Result.SKIPPED, problem);
            case FAILED -> write(finished, Result.FAILED, problem);
        }
    }

    @Override
    public void executionSkipped(TestIdentifier skipped, String reason) {
        write(skipped, Result.SKIPPED, reason);
    }

    private void write(TestIdentifier test, Result result, String detail) {
        TestSource source = test.getSource().orElse(null);
        Verdict verdict;
        if (source instanceof MethodSource method) {
            verdict = new Verdict(contractOf(method.getJavaClass()), nameOf(test, method), result, detail);
        } else if (source instanceof ClassSource type) {
            verdict = new Verdict(contractOf(type.getJavaClass()), "as a whole", result, detail);
        } else {
            verdict = new Verdict("", test.getDisplayName(), result, detail);
        }
        out.println(verdict.line());
        out.flush();
    }

    private static String contractOf(Class<?> type) {
        return type.getSuperclass().getSimpleName();
    }

    /** The sentence, and for one of several runs of a test what JUnit calls that run. */
    private static String nameOf(TestIdentifier test, MethodSource method) {
        String sentence = Sentences.of(method.getJavaMethod());
        return test.getDisplayName().equals(sentence) ? sentence : sentence + " " + test.getDisplayName();
    }

    private static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
