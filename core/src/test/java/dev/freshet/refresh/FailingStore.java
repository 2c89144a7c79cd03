package dev.freshet.refresh;

import dev.freshet.store.GrantKey;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import dev.freshet.store.TokenStoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A store that fails while it is told to. */
final class FailingStore implements TokenStore {

    volatile boolean fails;

    private final TokenStore store = TokenStore.inMemory();

    private TokenStore available() {
        if (fails) {
            throw new TokenStoreException("disk full", new IOException("no space left"));
        }
        return store;
    }

    @Override
    public Optional<Versioned> read(GrantKey key) {
        return available().read(key);
    }

    @Override
    public OptionalLong compareAndSet(GrantKey key, long expected, StoredGrant next) {
        return available().compareAndSet(key, expected, next);
    }

    @Override
    public boolean remove(GrantKey key, long expected) {
        return available().remove(key, expected);
    }

    @Override
    public Acquisition acquire(GrantKey key, long expected, String owner, Duration ttl, @Nullable String intent) {
        return available().acquire(key, expected, owner, ttl, intent);
    }

    @Override
    public List<String> grantIds(String client) {
        return available().grantIds(client);
    }
}
