package dev.freshet.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.store.EncryptionKeys;
import dev.freshet.store.GrantKey;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import dev.freshet.store.TokenStoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EncryptedTokenStoreTest extends TokenStoreContract {

    private static final String KEY_1 = key("1");
    private static final String KEY_2 = key("2");
    private static final GrantKey ALICE = new GrantKey("parts", "alice");
    private static final GrantKey MALLORY = new GrantKey("parts", "mallory");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final StoredGrant GRANT = StoredGrant.of(
                    AccessToken.of("at-s3cr3t", NOW, NOW.plusSeconds(60), "a b"), new RefreshToken("rt-s3cr3t"))
            .withIdToken("id-s3cr3t");

    private final TokenStore inner = TokenStore.inMemory();

    private static String key(String digit) {
        return Base64.getEncoder().encodeToString(digit.repeat(32).getBytes(StandardCharsets.UTF_8));
    }

    private TokenStore with(String keys) {
        return TokenStore.encrypted(inner, () -> EncryptionKeys.of(keys));
    }

    @Override
    protected TokenStore store() {
        return with(KEY_1);
    }

    private long written(GrantKey key) {
        return store().compareAndSet(key, TokenStore.ABSENT, GRANT).orElseThrow();
    }

    private StoredGrant innerGrant(GrantKey key) {
        return inner.read(key).orElseThrow().grant();
    }

    private static String refreshToken(StoredGrant grant) {
        return Objects.requireNonNull(grant.refreshToken()).value();
    }

    @Test
    void givesNoLeaseWithoutKeys() {
        long version = written(ALICE);
        TokenStore broken = TokenStore.encrypted(inner, () -> {
            throw new IllegalStateException("the file is empty");
        });
        assertThrows(
                TokenStoreException.class, () -> broken.acquire(ALICE, version, "me", Duration.ofMinutes(1), null));
        assertNull(innerGrant(ALICE).lease());
    }

    private static void assertRefused(String id, TokenStore store) {
        TokenStoreException refusal = assertThrows(TokenStoreException.class, () -> store.read(ALICE));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith(id), message);
        for (Throwable each = refusal; each != null; each = each.getCause()) {
            assertFalse(each.toString().contains("s3cr3t"), each.toString());
            assertFalse(each.toString().contains(KEY_1), each.toString());
        }
    }

    @Test
    void showsNoTokenToTheStoreWithin() {
        written(ALICE);
        StoredGrant seen = innerGrant(ALICE);
        AccessToken token = Objects.requireNonNull(seen.accessToken());
        for (String text : new String[] {token.value(), refreshToken(seen), String.valueOf(seen.idToken())}) {
            assertFalse(text.contains("s3cr3t"), text);
            assertTrue(text.startsWith("fe1."), text);
        }
        assertEquals(NOW.plusSeconds(60), token.expiresAt());
    }

    @Test
    void encryptsTheSameTextAnewEachTime() {
        long version = written(ALICE);
        String before = refreshToken(innerGrant(ALICE));
        store().compareAndSet(ALICE, version, GRANT);
        assertNotEquals(before, refreshToken(innerGrant(ALICE)));
    }

    @Test
    void changesItsKeyWithoutAStandstill() {
        long version = written(ALICE);
        TokenStore next = with(KEY_2 + "," + KEY_1);
        assertEquals(GRANT, next.read(ALICE).orElseThrow().grant());
        assertTrue(next.compareAndSet(ALICE, version, GRANT).isPresent());
        assertEquals(GRANT, with(KEY_1 + "\n" + KEY_2).read(ALICE).orElseThrow().grant(), "a node that is behind");
        assertEquals(GRANT, with(KEY_2).read(ALICE).orElseThrow().grant(), "the old key is not needed any more");
        assertRefused("FRESHET-0017", with(KEY_1));
    }

    @Test
    void refusesTheTokensOfAnotherRow() {
        written(MALLORY);
        inner.compareAndSet(ALICE, TokenStore.ABSENT, innerGrant(MALLORY));
        assertRefused("FRESHET-0018", store());
    }

    @Test
    void refusesATokenInThePlaceOfAnother() {
        written(MALLORY);
        long version = written(ALICE);
        StoredGrant row = innerGrant(ALICE);
        inner.compareAndSet(ALICE, version, row.withIdToken(refreshToken(row)));
        assertRefused("FRESHET-0018", store());
    }

    @Test
    void refusesWhatWasChanged() {
        long version = written(ALICE);
        StoredGrant row = innerGrant(ALICE);
        String idToken = String.valueOf(row.idToken());
        for (String changed : new String[] {
            idToken.substring(0, 40) + (idToken.charAt(40) == 'A' ? 'B' : 'A') + idToken.substring(41),
            idToken.substring(0, 14),
            idToken + "!",
        }) {
            version = inner.compareAndSet(ALICE, version, row.withIdToken(changed))
                    .orElseThrow();
            assertRefused("FRESHET-0018", store());
        }
    }

    @Test
    void readsWhatIsNotEncryptedOnlyIfItIsToldTo() {
        long version = inner.compareAndSet(ALICE, TokenStore.ABSENT, GRANT).orElseThrow();
        assertRefused("FRESHET-0019", store());
        TokenStore migrating = with(KEY_1 + " plain");
        assertEquals(GRANT, migrating.read(ALICE).orElseThrow().grant());
        migrating.compareAndSet(ALICE, version, GRANT);
        assertEquals(GRANT, store().read(ALICE).orElseThrow().grant());
    }

    @Test
    void saysWhatIsWrongWithAKeyAndQuotesNothing() {
        written(ALICE);
        String shortKey = Base64.getEncoder().encodeToString("s3cr3t".getBytes(StandardCharsets.UTF_8));
        for (String bad : new String[] {"", "plain", shortKey, "s3cr3t!", KEY_1 + ",s3cr3t", "plain," + KEY_1}) {
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> EncryptionKeys.of(bad));
            for (Throwable each = refusal; each != null; each = each.getCause()) {
                assertFalse(each.toString().contains("s3cr3t"), each.toString());
                assertFalse(each.toString().contains(shortKey), each.toString());
            }
            assertRefused("FRESHET-0029", with(bad));
        }
        assertFalse(EncryptionKeys.of(KEY_1).toString().contains(KEY_1));
    }
}
