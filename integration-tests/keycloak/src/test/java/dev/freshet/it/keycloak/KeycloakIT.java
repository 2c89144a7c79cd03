package dev.freshet.it.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeycloakIT {

    private static final Realm REALM = newRealm();

    private static Realm newRealm() {
        return Keycloak.shared().newRealm(Duration.ofSeconds(30));
    }

    @Test
    void resourceServerLearnsTheUserOfAToken() {
        assertEquals(
                Optional.of("alice"), REALM.userOf(REALM.passwordGrant("alice").accessToken()));
        assertEquals(Optional.of("bob"), REALM.userOf(REALM.passwordGrant("bob").accessToken()));
    }

    @Test
    void revokedAccessTokenLeavesTheRefreshTokenAlive() {
        Tokens tokens = REALM.passwordGrant("alice");
        REALM.revoke(tokens.accessToken());
        assertFalse(REALM.introspect(tokens.accessToken()));
        assertTrue(REALM.introspect(REALM.refresh(tokens.refreshToken()).accessToken()));
    }

    @Test
    void offlineTokensAreIssuedToo() {
        Tokens tokens = REALM.passwordGrant("alice", "openid offline_access");
        assertTrue(REALM.introspect(REALM.refresh(tokens.refreshToken()).accessToken()));
    }

    @Test
    void recordsEachUseOfARefreshToken() {
        Realm realm = newRealm();
        Tokens first = realm.passwordGrant("alice");
        Tokens second = realm.refresh(first.refreshToken());
        realm.refresh(second.refreshToken());

        List<Event> refreshes = realm.events("REFRESH_TOKEN");
        assertEquals(2, refreshes.size());
        assertEquals(refreshes.get(0).updatedRefreshTokenId(), refreshes.get(1).refreshTokenId());
        assertNotEquals(refreshes.get(0).refreshTokenId(), refreshes.get(1).refreshTokenId());
        assertEquals(1, realm.events("LOGIN").size());
        assertEquals(List.of(), realm.events("REFRESH_TOKEN_ERROR"));
    }

    @Test
    void recordsTheReuseOfARefreshToken() {
        Realm realm = newRealm();
        Tokens tokens = realm.passwordGrant("alice");
        realm.refresh(tokens.refreshToken());
        assertThrows(IllegalStateException.class, () -> realm.refresh(tokens.refreshToken()));
        assertEquals(1, realm.events("REFRESH_TOKEN_ERROR").size());
    }
}
