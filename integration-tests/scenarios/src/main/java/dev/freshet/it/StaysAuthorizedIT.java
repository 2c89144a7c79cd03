package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
class StaysAuthorizedIT {

    private static final Duration LIFESPAN = Duration.ofSeconds(4);
    private static final int THREADS = 16;
    private static final String TEXT = "0123456789".repeat(100);

    private static Partner partner;

    @ArquillianResource
    URI uri;

    private DeployedApp app;

    @Deployment(testable = false)
    static WebArchive application() throws IOException {
        partner = Partner.withAccessTokensOf(LIFESPAN);
        return TestWar.configuredWith(partner.configuration(Files.createTempDirectory("freshet-store")));
    }

    @AfterAll
    static void closePartner() {
        partner.close();
    }

    @BeforeEach
    void findApplication() {
        app = new DeployedApp(uri);
    }

    @Test
    void noCallFailsWhileAccessTokensExpire() {
        int before = partner.tokenEndpoint().requests();
        Load load = load();
        try (load) {
            Eventually.until(
                    "six token requests",
                    LIFESPAN.multipliedBy(12),
                    () -> partner.tokenEndpoint().requests() >= before + 6
                            || !load.problems().isEmpty());
        }
        assertEquals(List.of(), load.problems());
        assertStrictRotation();
    }

    @Test
    void noCallerSeesThatAccessTokensAreRevoked() {
        int refusedBefore = partner.api().refused();
        Load load = load();
        try (load) {
            for (int i = 0; i < 5; i++) {
                revokeTheTokenInUse(load);
            }
        }
        assertEquals(List.of(), load.problems());
        assertTrue(partner.api().refused() > refusedBefore, "the API refused the revoked tokens");
        assertStrictRotation();
    }

    private Load load() {
        return Load.of(THREADS, number -> app.problemWith(Way.turn(number), TEXT, "alice"));
    }

    private static void revokeTheTokenInUse(Load load) {
        int calls = load.calls();
        Eventually.until("calls with the next token", Duration.ofSeconds(20), () -> load.calls() > calls + 4 * THREADS);
        String token = partner.api().latestToken().orElseThrow();
        partner.realm().revoke(token);
        Eventually.until(
                "a new token",
                Duration.ofSeconds(20),
                () -> !partner.api().latestToken().orElseThrow().equals(token));
    }

    private static void assertStrictRotation() {
        int used = Rotations.assertOneUnbrokenChain(partner.realm());
        assertEquals(partner.tokenEndpoint().requests(), used);
        assertEquals(1, partner.tokenEndpoint().mostConcurrent());
    }
}
