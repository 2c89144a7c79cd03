package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.freshet.it.app.RestApplication;
import dev.freshet.it.server.ApplicationServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UndeploymentIT {

    @Test
    void classLoaderOfTheApplicationIsReleased() throws IOException {
        try (ScriptedPartner partner = ScriptedPartner.start();
                ApplicationServer server = ApplicationServer.start(Map.of())) {
            server.deploy("other", TestWar.exported(TestWar.page()));
            DeployedApp other = new DeployedApp(server.uriOf("other"));
            String refreshToken = partner.server().grant(ScriptedPartner.CLIENT_ID).refreshToken();
            server.deploy("app", TestWar.exported(TestWar.configuredWith(partner.configuration(refreshToken))));
            callAndRefresh(partner, new DeployedApp(server.uriOf("app")));
            assertEquals(1, server.liveInstancesOf(RestApplication.WITNESS), "the application is in memory");

            server.undeploy("app");
            Eventually.until("the application has left the memory", Duration.ofSeconds(60), () -> isGone(server, other));
        }
    }

    /** An idle thread of the server may hold its last request, and with it the application, until it has the next. */
    private static boolean isGone(ApplicationServer server, DeployedApp other) {
        try {
            assertEquals(200, other.get(TestWar.PAGE).statusCode());
        } catch (IOException e) {
            throw new UncheckedIOException("the other application does not answer", e);
        }
        return server.liveInstancesOf(RestApplication.WITNESS) == 0;
    }

    /** Without JSON: the JSON binding of Payara keeps what it has seen of an application, whoever calls. */
    private static void callAndRefresh(ScriptedPartner partner, DeployedApp app) throws IOException {
        for (Way way : new Way[] {Way.REST_CLIENT, Way.TARGET, Way.CLIENT, Way.TARGET_RX, Way.TARGET_STREAM}) {
            partner.server().revokeAccessTokens();
            assertEquals(200, app.call(way, "").statusCode(), way::toString);
        }
    }
}
