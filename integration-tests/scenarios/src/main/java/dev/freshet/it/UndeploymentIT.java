package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.freshet.it.app.RestApplication;
import dev.freshet.it.server.ApplicationServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UndeploymentIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CALLERS = 16;

    @Test
    void classLoaderOfTheApplicationIsReleased() throws IOException {
        try (ScriptedPartner partner = ScriptedPartner.start();
                ApplicationServer server = ApplicationServer.start(Map.of())) {
            server.deploy("other", TestWar.exported(TestWar.page()));
            DeployedApp other = new DeployedApp(server.uriOf("other"));
            // Before the application: a request thread of WildFly holds the request it was started for as long as it
            // lives.
            serve(other);
            String refreshToken =
                    partner.server().grant(ScriptedPartner.CLIENT_ID).refreshToken();
            server.deploy("app", TestWar.exported(TestWar.configuredWith(partner.configuration(refreshToken))));
            callAndRefresh(partner, new DeployedApp(server.uriOf("app")));
            assertEquals(1, server.liveInstancesOf(RestApplication.WITNESS), "the application is in memory");

            server.undeploy("app");
            Eventually.until("the application has left the memory", LIMIT, () -> isGone(server, other));
        }
    }

    /** A request thread may hold its last request, and with it the application, until it has the next. */
    private static boolean isGone(ApplicationServer server, DeployedApp other) {
        serve(other);
        return server.liveInstancesOf(RestApplication.WITNESS) == 0;
    }

    /** Sees to it that more request threads had a request than the application's calls need. */
    private static void serve(DeployedApp other) {
        try (Load load = Load.of(CALLERS, number -> problemWith(other))) {
            Eventually.until("the server serves", LIMIT, () -> load.calls() > CALLERS * 20);
            assertEquals(List.of(), load.problems());
        }
    }

    private static Optional<String> problemWith(DeployedApp other) {
        try {
            int status = other.get(TestWar.PAGE).statusCode();
            return status == 200 ? Optional.empty() : Optional.of("status " + status);
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }

    /** Without JSON: the JSON binding of Payara keeps what it has seen of an application, whoever calls. */
    private static void callAndRefresh(ScriptedPartner partner, DeployedApp app) throws IOException {
        for (Way way : new Way[] {Way.REST_CLIENT, Way.TARGET, Way.CLIENT, Way.TARGET_RX, Way.TARGET_STREAM}) {
            partner.server().revokeAccessTokens();
            assertEquals(200, app.call(way, "").statusCode(), way::toString);
        }
    }
}
