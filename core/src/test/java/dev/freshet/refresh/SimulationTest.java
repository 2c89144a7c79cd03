package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The refresh machine in clusters where everything fails that can. {@code -Dfreshet.seeds=100000} runs so many seeds,
 * {@code -Dfreshet.base-seed=N} others than usual, and {@code -Dfreshet.seed=N} runs just that one.
 */
class SimulationTest {

    private static final long BASE_SEED = 20_261_125;
    private static final Duration BUDGET = Duration.ofSeconds(8);

    // Kept, since a logger that nobody holds is forgotten with its level.
    private static final Logger LOG = Logger.getLogger("dev.freshet");
    private static Level usual = Level.INFO;

    @BeforeAll
    static void silence() {
        usual = LOG.getLevel();
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        LOG.setLevel(usual);
    }

    @Test
    @Timeout(60)
    void sameSeedRunsTheSameWay() {
        for (long seed = 1; seed <= 20; seed++) {
            Simulation.Figures once = new Simulation.Figures();
            Simulation.Figures twice = new Simulation.Figures();
            assertEquals(Simulation.run(seed, once), Simulation.run(seed, twice), "seed " + seed);
            assertEquals(once.toString(), twice.toString());
        }
    }

    @Test
    void invariantsHold() {
        Long one = Long.getLong("freshet.seed");
        Simulation.Figures figures = new Simulation.Figures();
        if (one != null) {
            Simulation.run(one, figures);
            return;
        }
        long base = Long.getLong("freshet.base-seed", BASE_SEED);
        long most = Long.getLong("freshet.seeds", Long.MAX_VALUE);
        long begun = System.nanoTime();
        long others = ThreadLocalRandom.current().nextLong();
        SplittableRandom usual = new SplittableRandom(base);
        SplittableRandom random = new SplittableRandom(others);
        for (long i = 0; i < most && (most < Long.MAX_VALUE || System.nanoTime() - begun < BUDGET.toNanos()); i++) {
            Simulation.run(i % 2 == 0 ? usual.nextLong() : random.nextLong(), figures);
        }
        System.out.println("Simulated with the base seeds " + base + " and " + others + ": " + figures);
        assertTrue(figures.refreshed > 0 && figures.adopted > 0, figures.toString());
    }
}
