package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.freshet.it.app.users.UsersResource;
import dev.freshet.it.server.ApplicationServer;
import dev.freshet.testkit.IssuedGrant;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TwoUsersIT {

    private static final int THREADS = 12;
    private static final int CALLS = 1_200;

    private static ScriptedPartner partner;
    private static ApplicationServer server;
    private static DeployedApp app;

    @BeforeAll
    static void signBothIn() throws IOException {
        partner = ScriptedPartner.start();
        server = ApplicationServer.start(Map.of());
        server.deploy(
                "app",
                TestWar.exported(TestWar.configuredWith(Callers.configuration(partner, "grant", "authorization-code"))
                        .addPackage(UsersResource.class.getPackage())));
        app = new DeployedApp(server.uriOf("app"));
        for (String user : List.of("alice", "bob")) {
            IssuedGrant grant = partner.server().grant(ScriptedPartner.CLIENT_ID, user, "");
            assertEquals(
                    204,
                    app.as(user)
                            .post("users/tokens", grant.accessToken() + " " + grant.refreshToken())
                            .statusCode());
        }
    }

    @AfterAll
    static void stop() {
        server.close();
        partner.close();
    }

    @Test
    void eachCallHasTheTokenOfItsOwnUserOrIsRefused() {
        Load load = Load.of(THREADS, TwoUsersIT::problem);
        try (load) {
            Eventually.until("enough calls", Duration.ofSeconds(60), () -> load.calls() > CALLS / 2);
            partner.server().revokeAccessTokens();
            Eventually.until("enough calls", Duration.ofSeconds(60), () -> load.calls() > CALLS);
        }
        assertEquals(List.of(), load.problems());
        assertEquals(1, partner.server().mostUsesOfARefreshToken());
        LogCheck.assertNoneOf(partner.server().secrets(), server.log());
    }

    private static Optional<String> problem(int number) {
        return Callers.problem(number, app::as);
    }
}
