package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.it.app.users.UsersResource;
import dev.freshet.it.server.ApplicationServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each call goes out with the access token that came with its own request, or not at all. */
class IncomingTokenIT {

    private static final List<String> USERS = List.of("alice", "bob", "nobody");
    /** Within the thread of the request, or captured there by the Rest Client: no reason to refuse. */
    private static final Set<String> CERTAIN = Set.of("rest-client", "rest-client-stage", "target");

    private static final List<String> WAYS = List.of(
            "rest-client", "rest-client-stage", "target", "target-rx", "rest-client-in-pool", "target-rx-in-pool");
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
                TestWar.exported(TestWar.configuredWith(configuration()).addPackage(UsersResource.class.getPackage())));
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
        String user = USERS.get(number % USERS.size());
        String way = WAYS.get(number / USERS.size() % WAYS.size());
        try {
            DeployedApp caller = TOKENS.containsKey(user) ? app.as(user).bearing(TOKENS.get(user)) : app.as(user);
            HttpResponse<String> answer = caller.get("users/" + way);
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
        configuration.put("freshet.personal.user-tokens", "incoming-token");
        return configuration;
    }
}
