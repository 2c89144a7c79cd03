package dev.freshet.jakarta.config;

import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.Grant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The clients whose tokens others exchange. */
final class SubjectClients {

    private SubjectClients() {}

    /** Those that these clients name: they are known by that. */
    static List<String> named(Collection<String> clients, Values values) {
        return clients.stream()
                .map(client -> values.text(Key.SUBJECT_CLIENT.of(client)))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Reports those that have no tokens of users. One that has problems of its own is not reported twice. */
    static void check(Map<String, ClientSettings> clients, Set<String> problems) {
        boolean complete = problems.isEmpty();
        clients.values().forEach(client -> {
            String name = subjectOf(client);
            if (name != null && complete && !hasTokensOfUsers(clients.get(name))) {
                problems.add(Key.SUBJECT_CLIENT.of(client.name()) + " is " + name
                        + ", which keeps no tokens of users: name a client with grant=authorization-code and "
                        + "without user-tokens=incoming-token");
            }
        });
    }

    /** Null unless this client exchanges the tokens of another one. */
    static @Nullable String subjectOf(ClientSettings client) {
        ClientRegistration registration = client.registration();
        return registration != null && registration.grant() instanceof Grant.TokenExchange exchange
                ? exchange.subjectClient()
                : null;
    }

    private static boolean hasTokensOfUsers(@Nullable ClientSettings client) {
        ClientRegistration registration = client == null ? null : client.registration();
        return client != null
                && registration != null
                && registration.grant() instanceof Grant.PerUser
                && client.userTokens() != UserTokens.INCOMING_TOKEN;
    }
}
