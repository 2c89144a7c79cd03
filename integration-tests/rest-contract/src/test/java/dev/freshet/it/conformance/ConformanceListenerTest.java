package dev.freshet.it.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.freshet.it.conformance.Result.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class ConformanceListenerTest {

    @TempDir
    Path directory;

    /** A contract of scenarios that turn out in every way. */
    abstract static class SampleContract {

        @Test
        void passes() {}

        @Test
        void fails() {
            fail("on\tpurpose");
        }

        @Test
        protected void cannotBeHadEverywhere() {
            fail("not to be run");
        }

        @Test
        protected void hasNoOutcomeSomewhere() {}

        @Test
        @InProcess("A server has its own.")
        void wantsAJvmOfItsOwn() {}

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void failsForTwo(int number) {
            assertFalse(number == 2);
        }
    }

    static class Sample extends SampleContract {

        @Test
        @Override
        @Deviation("This runtime cannot.")
        protected void cannotBeHadEverywhere() {}

        @Test
        @Override
        @NotApplicable("This runtime throws dice.")
        protected void hasNoOutcomeSomewhere() {}

        @Test
        void isOfThisRuntimeAlone() {}
    }

    static class Broken extends SampleContract {

        @BeforeAll
        static void breakDown() {
            fail("before all");
        }
    }

    /** As it would be in a servlet: no service is looked up, and no system property is set. */
    private Map<String, Result> run(boolean insideServer, Class<?>... types) throws IOException {
        Launcher launcher = LauncherFactory.create(LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .addTestExecutionListeners(new ConformanceListener())
                .build());
        for (Class<?> type : types) {
            launcher.execute(LauncherDiscoveryRequestBuilder.request()
                    .selectors(selectClass(type))
                    .configurationParameter(ConformanceListener.RUNTIME, "Some Server (9)")
                    .configurationParameter(ConformanceListener.ABOUT, "Some Server 9.1")
                    .configurationParameter(ConformanceListener.DIRECTORY, directory.toString())
                    .configurationParameter("freshet.conformance.inside-server", String.valueOf(insideServer))
                    .build());
        }
        Run run = Run.read(directory.resolve("some-server-9.tsv"));
        assertEquals("Some Server (9)", run.runtime());
        assertEquals("Some Server 9.1", run.about());
        return run.results().stream().collect(Collectors.toMap(Result::scenario, Function.identity()));
    }

    @Test
    void writesWhatBecameOfEachScenario() throws IOException {
        Map<String, Result> results = run(false, Sample.class);
        assertEquals(7, results.size());
        assertEquals(
                new Result("SampleContract", "passes", Sample.class.getName() + "#passes", Outcome.PASSED, ""),
                results.get("passes"));
        assertEquals(
                "org.opentest4j.AssertionFailedError: on purpose",
                results.get("fails").reason());
        assertEquals(Outcome.FAILED, results.get("fails").outcome());
        assertEquals(Outcome.DEVIATION, results.get("cannot be had everywhere").outcome());
        assertEquals(
                "This runtime cannot.", results.get("cannot be had everywhere").reason());
        assertEquals("SampleContract", results.get("cannot be had everywhere").contract());
        assertEquals(
                Outcome.NOT_APPLICABLE, results.get("has no outcome somewhere").outcome());
        assertEquals(
                "This runtime throws dice.",
                results.get("has no outcome somewhere").reason());
        assertEquals(Outcome.PASSED, results.get("wants a jvm of its own").outcome());
        assertEquals(Outcome.FAILED, results.get("fails for two").outcome());
        assertEquals("Sample", results.get("is of this runtime alone").contract());
    }

    @Test
    void leavesOutInAServerWhatNeedsAVirtualMachineOfItsOwn() throws IOException {
        Result left = run(true, Sample.class).get("wants a jvm of its own");
        assertEquals(Outcome.NOT_APPLICABLE, left.outcome());
        assertEquals("A server has its own.", left.reason());
    }

    @Test
    void countsEachScenarioOfAClassThatCouldNotBegin() throws IOException {
        Map<String, Result> results = run(false, Broken.class);
        assertEquals(6, results.size());
        assertEquals(
                List.of(Outcome.FAILED),
                results.values().stream().map(Result::outcome).distinct().toList());
    }

    @Test
    void keepsTheResultsOfSeveralPlansTogether() throws IOException {
        assertEquals(8, run(false, Sample.class, Other.class).size());
    }

    @Test
    void writesNothingUnlessToldForWhichRuntime() throws IOException {
        LauncherFactory.create(LauncherConfig.builder()
                        .addTestExecutionListeners(new ConformanceListener())
                        .build())
                .execute(LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(Other.class))
                        .configurationParameter(ConformanceListener.DIRECTORY, directory.toString())
                        .build());
        assertArrayEquals(new String[0], directory.toFile().list());
    }

    static class Other {

        @Test
        void holdsElsewhere() {}
    }
}
