package dev.freshet.example.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.example.launcher.Options;
import dev.freshet.example.launcher.StatusPage.Status;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The example, in which the node that refreshes is killed. */
class ClusterIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Path FOLDER = Path.of(System.getProperty("folder"));

    @Test
    void noCallFailsWhenANodeIsKilledAndComesBack() throws Exception {
        try (Surroundings surroundings = Surroundings.start()) {
            Path war = surroundings.application(Path.of(System.getProperty("cluster.war")), FOLDER);
            try (ClusterNode wildfly = start("wildfly", "wildfly.home", war, surroundings)) {
                wildfly.awaitPage();
                try (ClusterNode payara = start("payara-micro", "payara.jar", war, surroundings)) {
                    payara.awaitPage();
                    killWhoRefreshes(wildfly, payara);
                }
            }
            assertEquals(1, surroundings.mostPresented());
        }
    }

    /** The victim has just refreshed, and the other one has adopted that: no answer is on its way. */
    private static void killWhoRefreshes(ClusterNode one, ClusterNode two) throws InterruptedException {
        two.await("it has a token", status -> status.adopted() > 0, LIMIT);
        assertTrue(one.look().isPresent());
        long adoptedByOne = one.status().adopted();
        long adoptedByTwo = two.status().adopted();
        long refreshedByTwo = two.status().refreshes();
        two.await(
                "one of them refreshes",
                status -> status.adopted() > adoptedByTwo || status.refreshes() > refreshedByTwo,
                LIMIT);
        if (two.status().adopted() > adoptedByTwo) {
            killAndRevive(one, two);
        } else {
            one.await("it adopts what the other has renewed", status -> status.adopted() > adoptedByOne, LIMIT);
            killAndRevive(two, one);
        }
    }

    private static void killAndRevive(ClusterNode victim, ClusterNode other) throws InterruptedException {
        long refreshes = other.status().refreshes();
        assertTrue(victim.look().isPresent());
        ProcessHandle process = ProcessHandle.of(victim.pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
        other.await("it refreshes", status -> status.refreshes() >= refreshes + 2, LIMIT);

        victim.reviveBy(Runnable::run, System.out);
        victim.await("it calls and has adopted or refreshed", ClusterIT::lives, LIMIT);
        assertTrue(other.look().isPresent());
        assertEquals(0, victim.failed());
        assertEquals(0, other.failed());
        assertEquals(2, victim.starts());
    }

    private static boolean lives(Status status) {
        return status.calls() > 50 && status.adopted() + status.refreshes() > 2;
    }

    private static ClusterNode start(String server, String home, Path war, Surroundings surroundings) throws Exception {
        Options options = Options.of(
                "--server",
                server,
                "--home",
                System.getProperty(home),
                "--war",
                war.toString(),
                "--folder",
                FOLDER.resolve(server).toString());
        return ClusterNode.start(options, surroundings.environment());
    }
}
