package dev.freshet.jakarta.cdi;

import dev.freshet.store.GrantKey;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A store whose writes stay when the transaction of its caller is rolled back: the authorization server has given the
 * tokens out, and does not take them back.
 */
final class IndependentStore implements TokenStore {

    private final TokenStore store;
    private final OutsideTransactions outside;

    IndependentStore(TokenStore store, OutsideTransactions outside) {
        this.store = store;
        this.outside = outside;
    }

    @Override
    public Optional<Versioned> read(GrantKey key) {
        return outside.call(() -> store.read(key));
    }

    @Override
    public OptionalLong compareAndSet(GrantKey key, long expected, StoredGrant next) {
        return outside.call(() -> store.compareAndSet(key, expected, next));
    }

    @Override
    public boolean remove(GrantKey key, long expected) {
        return outside.call(() -> store.remove(key, expected));
    }

    @Override
    public Acquisition acquire(GrantKey key, long expected, String owner, Duration ttl, @Nullable String intent) {
        return outside.call(() -> store.acquire(key, expected, owner, ttl, intent));
    }

    @Override
    public List<String> grantIds(String client) {
        return outside.call(() -> store.grantIds(client));
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
