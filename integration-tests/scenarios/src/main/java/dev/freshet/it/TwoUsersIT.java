package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.freshet.it.app.users.UsersResource;
import dev.freshet.it.server.ApplicationServer;
import dev.freshet.testkit.IssuedGrant;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TwoUsersIT {

    private static final List<String> USERS = List.of("alice", "bob", "nobody");
    /** Within the thread of the request, or captured there by the Rest Client: no reason to refuse. */
    private static final Set<String> CERTAIN = Set.of("rest-client", "rest-client-stage", "target");

    private static final List<String> WAYS = List.of(
            "rest-client", "rest-client-stage", "target", "target-rx", "rest-client-in-pool", "target-rx-in-pool");
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
                TestWar.exported(TestWar.configuredWith(configuration()).addPackage(UsersResource.class.getPackage())));
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
        String user = USERS.get(number % USERS.size());
        String way = WAYS.get(number / USERS.size() % WAYS.size());
        try {
            HttpResponse<String> answer = app.as(user).get("users/" + way);
            return isRight(user, way, answer)
                    ? Optional.empty()
                    : Optional.of(user + " " + way + " " + answer.statusCode() + " " + answer.body());
        } catch (IOException e) {
            return Optional.of(user + " " + way + " " + e);
        }
    }

    private static boolean isRight(String user, String way, HttpResponse<String> answer) {
        boolean refused = answer.statusCode() == 409 && answer.body().contains("FRESHET-");
        boolean own = answer.statusCode() == 200 && answer.body().contains("\"subject\":\"" + user + "\"");
        if (user.equals("nobody")) {
            return refused;
        }
        return own || refused && !CERTAIN.contains(way);
    }

    private static Map<String, String> configuration() {
        Map<String, String> configuration = new HashMap<>(partner.configuration(
                partner.server().grant(ScriptedPartner.CLIENT_ID).refreshToken()));
        partner.configuration()
                .forEach((key, value) -> configuration.put(
                        key.replace("parts-api", "personal-api").replace("freshet.parts", "freshet.personal"), value));
        configuration.put("freshet.personal.grant", "authorization-code");
        return configuration;
    }
}
