package dev.freshet.it.conformance;

import dev.freshet.it.conformance.Result.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes, at the end of a run, what became of each scenario. Found by each launcher of the JUnit Platform as a service, and
 * does nothing unless configuration parameters of the run, or system properties, say for which runtime it is:
 *
 * <ul>
 *   <li>{@value #RUNTIME}: its name, short enough to head a column; the file is named so, too;
 *   <li>{@value #ABOUT}: what it is in full, with versions;
 *   <li>{@value #DIRECTORY}: where the file goes, {@code target/conformance} by default;
 *   <li>{@value ApplicableCondition#INSIDE_SERVER}: {@code true} to leave out what is {@link InProcess}.
 * </ul>
 *
 * <p>A launcher that executes several plans writes one file, with the results of all of them. Thread-safe.
 */
public final class ConformanceListener implements TestExecutionListener {

    /** The parameter that names the runtime. */
    public static final String RUNTIME = "freshet.conformance.runtime";

    /** The parameter that says what it is. */
    public static final String ABOUT = "freshet.conformance.about";

    /** The parameter that says where the file goes. */
    public static final String DIRECTORY = "freshet.conformance.directory";

    /** The parameter that says whether the run is inside of a server. */
    public static final String INSIDE_SERVER = ApplicableCondition.INSIDE_SERVER;

    private final Map<String, Result> results = new ConcurrentHashMap<>();
    private volatile @Nullable TestPlan running;

    /** For JUnit. */
    public ConformanceListener() {}

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        running = plan;
    }

    @Override
    public void executionSkipped(TestIdentifier skipped, String reason) {
        below(skipped).forEach(test -> add(test, Outcome.NOT_APPLICABLE, reason));
    }

    @Override
    public void executionFinished(TestIdentifier finished, TestExecutionResult result) {
        if (result.getStatus() != Status.SUCCESSFUL) {
            String failure = result.getThrowable().map(Throwable::toString).orElse("aborted");
            below(finished).forEach(test -> add(test, Outcome.FAILED, failure));
        } else if (finished.isTest()) {
            add(finished, Outcome.PASSED, "");
        }
    }

    /** A test, or all tests of a container. */
    private Stream<TestIdentifier> below(TestIdentifier identifier) {
        TestPlan plan = running;
        return Stream.concat(
                Stream.of(identifier), plan == null ? Stream.of() : plan.getDescendants(identifier).stream());
    }

    private void add(TestIdentifier test, Outcome outcome, String reason) {
        test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .ifPresent(source -> add(source.getJavaClass(), source.getJavaMethod(), outcome, reason));
    }

    private void add(Class<?> type, Method method, Outcome outcome, String reason) {
        Scenario scenario = Scenario.of(type, method);
        Deviation deviation = method.getAnnotation(Deviation.class);
        boolean deviates = deviation != null && outcome == Outcome.PASSED;
        Result result = new Result(
                scenario.contract().getSimpleName(),
                scenario.sentence(),
                type.getName() + "#" + method.getName(),
                deviates ? Outcome.DEVIATION : outcome,
                deviates ? deviation.value() : reason);
        results.merge(result.test(), result, Result::worse);
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        ConfigurationParameters parameters = plan.getConfigurationParameters();
        parameters.get(RUNTIME).ifPresent(runtime -> {
            Path directory = Path.of(parameters.get(DIRECTORY).orElse("target/conformance"));
            try {
                new Run(runtime, parameters.get(ABOUT).orElse(""), List.copyOf(results.values())).write(directory);
            } catch (IOException e) {
                throw new UncheckedIOException("the results for " + runtime + " cannot be written", e);
            }
        });
    }
}
