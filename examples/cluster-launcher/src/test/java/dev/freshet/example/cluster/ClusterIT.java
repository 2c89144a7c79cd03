package dev.freshet.example.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
            try (ClusterNode wildfly = start("wildfly", "wildfly.home", war, surroundings);
                    ClusterNode payara = start("payara-micro", "payara.jar", war, surroundings)) {
                payara.await("it has adopted a token", status -> status.adopted() > 0, LIMIT);
                ProcessHandle victim = ProcessHandle.of(wildfly.pid()).orElseThrow();
                victim.destroyForcibly();
                victim.onExit().join();
                long before = payara.status().refreshes();
                payara.await("it refreshes", status -> status.refreshes() >= before + 2, LIMIT);

                wildfly.reviveBy(Runnable::run, System.out);
                wildfly.await("it calls and has adopted or refreshed", ClusterIT::lives, LIMIT);
                assertEquals(0, wildfly.failed());
                assertEquals(0, payara.failed());
                assertEquals(2, wildfly.starts());
                assertEquals(1, surroundings.mostPresented());
            }
        }
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
