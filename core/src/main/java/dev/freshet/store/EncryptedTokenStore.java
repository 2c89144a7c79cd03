package dev.freshet.store;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.RefreshToken;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store that keeps its rows in another one, with their tokens encrypted. What is left readable tells when and by whom, but
 * opens nothing: times, scope, hashes, the reason of an end.
 *
 * @see TokenCipher how
 */
final class EncryptedTokenStore implements TokenStore {

    private final TokenStore store;
    private final Supplier<EncryptionKeys> keys;

    EncryptedTokenStore(TokenStore store, Supplier<EncryptionKeys> keys) {
        this.store = store;
        this.keys = keys;
    }

    @Override
    public Optional<Versioned> read(GrantKey key) {
        return decrypted(key, store.read(key));
    }

    @Override
    public OptionalLong compareAndSet(GrantKey key, long expected, StoredGrant next) {
        TokenCipher cipher = cipher(key);
        return store.compareAndSet(key, expected, with(next, cipher::encrypted));
    }

    @Override
    public boolean remove(GrantKey key, long expected) {
        return store.remove(key, expected);
    }

    @Override
    public Acquisition acquire(GrantKey key, long expected, String owner, Duration ttl, @Nullable String intent) {
        cipher(key); // without keys nothing that is issued could be stored
        Acquisition acquisition = store.acquire(key, expected, owner, ttl, intent);
        return acquisition instanceof Acquisition.Moved moved
                ? new Acquisition.Moved(decrypted(key, moved.row()))
                : acquisition;
    }

    @Override
    public List<String> grantIds(String client) {
        return store.grantIds(client);
    }

    private Optional<Versioned> decrypted(GrantKey key, Optional<Versioned> row) {
        return row.map(found -> {
            TokenCipher cipher = cipher(key);
            return new Versioned(found.version(), with(found.grant(), cipher::decrypted));
        });
    }

    /** With the keys as they are now. */
    private TokenCipher cipher(GrantKey key) {
        try {
            return new TokenCipher(key, keys.get());
        } catch (RuntimeException e) {
            throw new TokenStoreException(
                    "FRESHET-0029: the keys of the encrypted store are of no use: " + e.getMessage()
                            + ". Put them right; they are read again with each call",
                    e);
        }
    }

    private interface Step {
        String of(String field, String text);
    }

    private static StoredGrant with(StoredGrant grant, Step step) {
        AccessToken access = grant.accessToken();
        RefreshToken refresh = grant.refreshToken();
        String idToken = grant.idToken();
        return new StoredGrant(
                access == null
                        ? null
                        : AccessToken.of(
                                step.of("access token", access.value()),
                                access.obtainedAt(),
                                access.expiresAt(),
                                access.scope().orElse(null)),
                refresh == null ? null : new RefreshToken(step.of("refresh token", refresh.value())),
                grant.refreshTokenExpiresAt(),
                idToken == null ? null : step.of("ID token", idToken),
                grant.origins(),
                grant.unanswered(),
                grant.ended(),
                grant.lease());
    }

    @Override
    public String toString() {
        return store + ", encrypted";
    }
}
