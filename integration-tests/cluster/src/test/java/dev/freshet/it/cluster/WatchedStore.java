package dev.freshet.it.cluster;

import dev.freshet.store.GrantKey;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Counts how often each thread asks the store, and lets a node stop before and after what it asks. Thread-safe. */
final class WatchedStore implements TokenStore {

    private final TokenStore store;
    private final Stop stop;
    private final ThreadLocal<Integer> trips = ThreadLocal.withInitial(() -> 0);

    WatchedStore(TokenStore store, Stop stop) {
        this.store = store;
        this.stop = stop;
    }

    /** How often this thread has asked since it asked this. A refresh runs on one thread, and so do its listeners. */
    int tripsSinceLastTime() {
        int counted = trips.get();
        trips.remove();
        return counted;
    }

    private void count() {
        trips.set(trips.get() + 1);
    }

    @Override
    public Optional<Versioned> read(GrantKey key) {
        count();
        return store.read(key);
    }

    @Override
    public OptionalLong compareAndSet(GrantKey key, long expected, StoredGrant next) {
        count();
        stop.at(CrashPoint.BEFORE_COMMIT);
        OptionalLong version = store.compareAndSet(key, expected, next);
        stop.at(CrashPoint.AFTER_COMMIT);
        return version;
    }

    @Override
    public boolean remove(GrantKey key, long expected) {
        count();
        return store.remove(key, expected);
    }

    @Override
    public Acquisition acquire(GrantKey key, long expected, String owner, Duration ttl, @Nullable String intent) {
        count();
        stop.at(CrashPoint.BEFORE_LEASE);
        Acquisition acquisition = store.acquire(key, expected, owner, ttl, intent);
        if (acquisition instanceof Acquisition.Acquired) {
            stop.at(CrashPoint.AFTER_LEASE);
        }
        return acquisition;
    }

    @Override
    public List<String> grantIds(String client) {
        count();
        return store.grantIds(client);
    }
}
