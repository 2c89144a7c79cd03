package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.freshet.it.keycloak.Event;
import dev.freshet.it.keycloak.Realm;
import java.util.List;
import java.util.Optional;

/** What a realm recorded about its refresh tokens. */
final class Rotations {

    private Rotations() {}

    /** Fails unless one login was followed by an unbroken chain of refresh tokens, each used once. Returns its length. */
    static int assertOneUnbrokenChain(Realm realm) {
        assertEquals(List.of(), realm.events("REFRESH_TOKEN_ERROR", "LOGIN_ERROR"));
        assertEquals(1, realm.events("LOGIN").size(), "logins");
        List<Event> refreshes = realm.events("REFRESH_TOKEN");
        List<Optional<String>> used =
                refreshes.stream().map(Event::refreshTokenId).toList();
        List<Optional<String>> issued =
                refreshes.stream().map(Event::updatedRefreshTokenId).toList();
        assertEquals(
                used.size(), used.stream().flatMap(Optional::stream).distinct().count(), "each used once");
        if (!used.isEmpty()) {
            assertEquals(used.subList(1, used.size()), issued.subList(0, issued.size() - 1), "the newest is used next");
        }
        return used.size();
    }
}
