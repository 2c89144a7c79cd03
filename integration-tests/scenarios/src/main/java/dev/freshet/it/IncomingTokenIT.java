package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.it.app.users.UsersResource;
import dev.freshet.it.server.ApplicationServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each call goes out with the access token that came with its own request, or not at all. */
class IncomingTokenIT {

    private static final int THREADS = 8;
    private static final int CALLS = 600;

    private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();

    private static ScriptedPartner partner;
    private static ApplicationServer server;
    private static DeployedApp app;

    @BeforeAll
    static void deploy() {
        partner = ScriptedPartner.start();
        server = ApplicationServer.start(Map.of());
        server.deploy(
                "app",
                TestWar.exported(TestWar.configuredWith(Callers.configuration(partner, "user-tokens", "incoming-token"))
                        .addPackage(UsersResource.class.getPackage())));
        app = new DeployedApp(server.uriOf("app"));
        for (String user : List.of("alice", "bob")) {
            TOKENS.put(
                    user,
                    partner.server().grant(ScriptedPartner.CLIENT_ID, user, "").accessToken());
        }
    }

    @AfterAll
    static void stop() {
        server.close();
        partner.close();
    }

    @Test
    void eachCallHasTheTokenOfItsOwnRequestOrIsRefused() {
        try (Load load = Load.of(THREADS, IncomingTokenIT::problem)) {
            Eventually.until("enough calls", Duration.ofSeconds(60), () -> load.calls() > CALLS);
            assertEquals(List.of(), load.problems());
        }
        assertEquals(0, partner.server().tokenEndpoint().count());
        LogCheck.assertNoneOf(TOKENS.values(), server.log());
    }

    /** Only the caller can bring another: its refusal is handed on. */
    @Test
    void aRefusedTokenIsNotReplaced() throws IOException {
        HttpResponse<String> answer = app.bearing("at-of-nobody").get("users/rest-client");
        assertEquals(409, answer.statusCode());
        assertTrue(answer.body().contains("401"), answer.body());
        assertEquals(0, partner.server().tokenEndpoint().count());
    }

    private static Optional<String> problem(int number) {
        return Callers.problem(
                number, user -> TOKENS.containsKey(user) ? app.as(user).bearing(TOKENS.get(user)) : app.as(user));
    }
}
