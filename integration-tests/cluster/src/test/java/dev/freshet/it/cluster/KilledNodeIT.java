package dev.freshet.it.cluster;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.freshet.it.keycloak.Keycloak;
import dev.freshet.it.keycloak.Realm;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Nodes that are killed at each point of a refresh, and at those where an answer is lost once more where a refresh token may
 * be presented again. Both at the same time: most of the time goes by with waiting for leases of the dead.
 */
class KilledNodeIT {

    private static final int KILLS = Integer.getInteger("cluster.kills");
    private static final List<CrashPoint> ALL = List.of(CrashPoint.values());
    private static final List<CrashPoint> LOSING = CrashPoint.losingAnswers();
    private static final Duration LEEWAY = Duration.ofMinutes(1);

    private static final Losses WITHOUT_LEEWAY = new Losses();
    private static final Losses WITH_LEEWAY = new Losses();

    @BeforeAll
    static void killsNodes() throws IOException {
        for (int kill = 0; kill < KILLS; kill++) {
            Realm strict = Keycloak.shared().newRealm(KillRound.LIFETIME);
            Realm lenient = Keycloak.shared().newRealm(KillRound.LIFETIME);
            lenient.allowReuse(1);
            try (KillRound hard = new KillRound(strict, ALL, Duration.ZERO, Stores.POSTGRESQL.address());
                    KillRound soft = new KillRound(lenient, LOSING, LEEWAY, Stores.POSTGRESQL.address())) {
                hard.begin();
                soft.begin();
                hard.kill();
                soft.kill();
                hard.settle();
                soft.settle();
                WITHOUT_LEEWAY.add(hard, strict);
                WITH_LEEWAY.add(soft, lenient);
            }
        }
        System.out.printf("%nNodes killed at each point, grants in PostgreSQL: %d%n", KILLS);
        System.out.println("  without leeway: " + WITHOUT_LEEWAY);
        System.out.println("  with a leeway:  " + WITH_LEEWAY);
    }

    @Test
    void nothingIsLostButTheGrantsWhoseAnswersWereLost() {
        Map<CrashPoint, Integer> lost = LOSING.stream().collect(Collectors.toMap(point -> point, point -> KILLS));
        assertAll(
                () -> assertEquals(List.of(), WITHOUT_LEEWAY.failedCalls()),
                () -> assertEquals(lost, WITHOUT_LEEWAY.ended()),
                () -> assertEquals(Map.of("ANSWER_LOST", lost.size() * KILLS), WITHOUT_LEEWAY.reasons()),
                // One for each of them, and none for the others.
                () -> assertEquals(lost.size() * KILLS, WITHOUT_LEEWAY.reuses()));
    }

    @Test
    void nothingIsLostWithALeeway() {
        assertAll(
                () -> assertEquals(List.of(), WITH_LEEWAY.failedCalls()),
                () -> assertEquals(Map.of(), WITH_LEEWAY.ended()),
                () -> assertEquals(0, WITH_LEEWAY.reuses()));
    }
}
