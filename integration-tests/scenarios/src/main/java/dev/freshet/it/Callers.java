package dev.freshet.it;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Users who call the partner through the application in turns, in each way: two who may, and one who is nobody. */
final class Callers {

    private static final List<String> USERS = List.of("alice", "bob", "nobody");
    /** Within the thread of the request, or captured there by the Rest Client: no reason to refuse. */
    private static final Set<String> CERTAIN = Set.of("rest-client", "rest-client-stage", "target");

    private static final List<String> WAYS = List.of(
            "rest-client", "rest-client-stage", "target", "target-rx", "rest-client-in-pool", "target-rx-in-pool");

    private Callers() {}

    /** What is wrong with the answer to a call of the next user in the next way; empty if it has the user's own token. */
    static Optional<String> problem(int number, Function<String, DeployedApp> appOf) {
        String user = USERS.get(number % USERS.size());
        String way = WAYS.get(number / USERS.size() % WAYS.size());
        try {
            HttpResponse<String> answer = appOf.apply(user).get("users/" + way);
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

    /** The configuration of the application, with one more property of the client that calls for its users. */
    static Map<String, String> configuration(ScriptedPartner partner, String key, String value) {
        Map<String, String> configuration = new HashMap<>(partner.configuration(
                partner.server().grant(ScriptedPartner.CLIENT_ID).refreshToken()));
        partner.configuration()
                .forEach((name, text) -> configuration.put(
                        name.replace("parts-api", "personal-api").replace("freshet.parts", "freshet.personal"), text));
        configuration.put("freshet.personal." + key, value);
        return configuration;
    }
}
