package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.freshet.it.server.ApplicationServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RestartsIT {

    private static final Duration LIFESPAN = Duration.ofSeconds(2);
    private static final int THREADS = 8;
    private static final int RESTARTS = Integer.getInteger("it.restarts");

    private Partner partner;
    private Path war;

    @BeforeEach
    void buildApplication() throws IOException {
        partner = Partner.withAccessTokensOf(LIFESPAN);
        Path store = Files.createTempDirectory("freshet-store");
        war = TestWar.exported(TestWar.configuredWith(partner.configuration(store)));
    }

    @AfterEach
    void closePartner() {
        partner.close();
    }

    @Test
    void restartsAndARedeploymentUnderLoadUseEachRefreshTokenOnce() {
        for (int start = 0; start <= RESTARTS; start++) {
            try (ApplicationServer server = ApplicationServer.start(Map.of())) {
                server.deploy("app", war);
                if (start == RESTARTS) {
                    underLoad(server, () -> server.deploy("app", war));
                }
                underLoad(server, server::close);
                LogCheck.assertNoneOf(partner.secrets(), server.log());
            }
        }
        assertEquals(partner.tokenEndpoint().requests(), Rotations.assertOneUnbrokenChain(partner.realm()));
        assertEquals(1, partner.tokenEndpoint().mostConcurrent());
    }

    /** Calls across an expiry without a problem, then does what users may notice while they go on calling. */
    private void underLoad(ApplicationServer server, Runnable interruption) {
        DeployedApp app = new DeployedApp(server.uriOf("app"));
        try (Load load = Load.of(THREADS, number -> problem(app, number))) {
            int before = partner.tokenEndpoint().requests();
            Eventually.until(
                    "the next token request",
                    LIFESPAN.multipliedBy(15),
                    () -> partner.tokenEndpoint().requests() > before
                            || !load.problems().isEmpty());
            assertEquals(List.of(), load.problems());
            interruption.run();
        }
    }

    private static Optional<String> problem(DeployedApp app, int number) {
        Way way = number % 2 == 0 ? Way.REST_CLIENT : Way.TARGET;
        return app.problemWith(way, "", "alice");
    }
}
