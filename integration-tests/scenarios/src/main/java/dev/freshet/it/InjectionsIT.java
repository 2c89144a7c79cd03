package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.freshet.it.app.injections.InjectionsResource;
import dev.freshet.it.server.ApplicationServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** However often it is injected, a registration has one client, and a Rest Client that is no longer used leaves nothing. */
class InjectionsIT {

    private static final int INJECTIONS = 1_000;
    private static final int REST_CLIENTS = Integer.getInteger("it.rest-clients");
    /** So many in one request: a server takes its time to make one. */
    private static final int ROUND = 100;

    /** What Freshet adds to each client, and nobody else holds. */
    private static final String FEATURE = "dev.freshet.jakarta.rest.OAuth2Feature";

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void buildsOneClientForAThousandInjections() throws IOException {
        try (ScriptedPartner partner = ScriptedPartner.start();
                ApplicationServer server = ApplicationServer.start(Map.of())) {
            String refreshToken =
                    partner.server().grant(ScriptedPartner.CLIENT_ID).refreshToken();
            server.deploy(
                    "app",
                    TestWar.exported(TestWar.configuredWith(partner.configuration(refreshToken))
                            .addPackage(InjectionsResource.class.getPackage())));
            DeployedApp app = new DeployedApp(server.uriOf("app"));
            assertEquals("1", app.post("injections/client/" + INJECTIONS, "").body());
            assertEquals(1, server.liveInstancesOf(FEATURE));
            for (int left = REST_CLIENTS; left > 0; left -= ROUND) {
                int round = Math.min(left, ROUND);
                assertEquals(
                        "" + round,
                        app.post("injections/rest-client/" + round, "").body());
            }
            Eventually.until(
                    "Rest Clients have gone with the beans that had them",
                    LIMIT,
                    () -> server.liveInstancesOf(FEATURE) == 1);
            assertEquals(1, partner.server().tokenRequests("refresh_token"));
        }
    }
}
