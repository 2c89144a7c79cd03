package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.freshet.it.app.RestApplication;
import dev.freshet.it.server.ApplicationServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is deployed again and again leaves nothing of its earlier lives behind: no class loader, thread or connection. */
class RedeploymentIT {

    private static final int TIMES = Integer.getInteger("it.redeployments");
    /** Without JSON: the JSON binding of Payara keeps what it has seen of an application, whoever calls. */
    private static final List<Way> WAYS =
            List.of(Way.REST_CLIENT, Way.TARGET, Way.CLIENT, Way.TARGET_RX, Way.TARGET_STREAM);

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Test
    void leavesNothingOfItsEarlierLivesBehind() throws IOException {
        try (ScriptedPartner partner = ScriptedPartner.start();
                ApplicationServer server = ApplicationServer.start(Map.of())) {
            Predecessor.cameAndWent(server, partner, WAYS);
            Neighbour neighbour = Neighbour.deployedTo(server);
            for (int life = 0; life <= TIMES; life++) {
                server.deploy("app", application(partner));
                Predecessor.callAcrossRevocations(partner, new DeployedApp(server.uriOf("app")), WAYS);
            }
            assertFalse(threads(server).isEmpty());
            assertNotEquals(0, connections(partner));
            Eventually.until(
                    "one of " + (TIMES + 1) + " lives is in memory", LIMIT, () -> lives(server, neighbour) == 1);

            server.undeploy("app");
            Eventually.until("none is", LIMIT, () -> lives(server, neighbour) == 0);
            Eventually.until("no thread is left", LIMIT, () -> threads(server).isEmpty());
            Eventually.until("no connection is left", LIMIT, () -> connections(partner) == 0);
        }
    }

    /** With a refresh token of its own: it keeps in memory what takes its place. */
    private static Path application(ScriptedPartner partner) {
        String refreshToken = partner.server().grant(ScriptedPartner.CLIENT_ID).refreshToken();
        return TestWar.exported(TestWar.configuredWith(partner.configuration(refreshToken)));
    }

    private static int connections(ScriptedPartner partner) {
        return partner.server().openConnections() + partner.api().openConnections();
    }

    private static long lives(ApplicationServer server, Neighbour neighbour) {
        neighbour.serve();
        return server.liveInstancesOf(RestApplication.WITNESS);
    }

    /** Those of Freshet, and those of HTTP clients of the JDK, of which the server itself has none. */
    private static List<String> threads(ApplicationServer server) {
        return server.threads().stream()
                .filter(thread -> thread.contains("at dev.freshet.jakarta.") || thread.startsWith("\"HttpClient-"))
                .toList();
    }
}
