package dev.freshet.it.conformance;

import dev.freshet.it.conformance.Verdict.Result;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Writes a line for each test as it ends, and for each class that could not even begin. */
final class Report implements TestExecutionListener {

    private final PrintWriter out;

    Report(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
        if (test.isTest() || !passed) {
            write(test, passed ? Result.PASSED : notPassed(result), result.getThrowable().map(Report::printed).orElse(""));
        }
    }

    private static Result notPassed(TestExecutionResult result) {
        return result.getStatus() == TestExecutionResult.Status.ABORTED ? Result.SKIPPED : Result.FAILED;
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        write(test, Result.SKIPPED, reason);
    }

    private void write(TestIdentifier test, Result result, String detail) {
        out.println(new Verdict(contractOf(test), nameOf(test), result, detail).line());
        out.flush();
    }

    private static String contractOf(TestIdentifier test) {
        return test.getSource()
                .map(source -> source instanceof MethodSource method
                        ? method.getJavaClass()
                        : source instanceof ClassSource type ? type.getJavaClass() : Report.class)
                .map(type -> type.getSuperclass().getSimpleName())
                .orElse("");
    }

    /** The method's name, and for one of several runs of it what JUnit calls that run. */
    private static String nameOf(TestIdentifier test) {
        String name = test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getMethodName())
                .orElse("");
        return test.getDisplayName().startsWith(name) ? test.getDisplayName() : name + " " + test.getDisplayName();
    }

    private static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
