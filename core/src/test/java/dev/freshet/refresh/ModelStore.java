package dev.freshet.refresh;

import dev.freshet.store.GrantKey;
import dev.freshet.store.Lease;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A store as short as its protocol: rows with versions, and leases by one clock. The simulation runs over it; that it
 * keeps what every store promises is shown in the testkit.
 */
public final class ModelStore implements TokenStore {

    private final InstantSource time;
    private final RandomGenerator random;
    private final Map<GrantKey, Versioned> rows = new HashMap<>();

    /**
     * A store without rows.
     *
     * @param random draws the first version of a row
     */
    public ModelStore(InstantSource time, RandomGenerator random) {
        this.time = time;
        this.random = random;
    }

    @Override
    public synchronized Optional<Versioned> read(GrantKey key) {
        return Optional.ofNullable(rows.get(key));
    }

    @Override
    public synchronized OptionalLong compareAndSet(GrantKey key, long expected, StoredGrant next) {
        if (version(key) != expected) {
            return OptionalLong.empty();
        }
        long version = expected == ABSENT ? 1 + random.nextLong(Long.MAX_VALUE / 2) : expected + 1;
        rows.put(key, new Versioned(version, next));
        return OptionalLong.of(version);
    }

    @Override
    public synchronized boolean remove(GrantKey key, long expected) {
        return version(key) == expected && rows.remove(key) != null;
    }

    @Override
    public synchronized Acquisition acquire(
            GrantKey key, long expected, String owner, Duration ttl, @Nullable String intent) {
        Versioned row = rows.get(key);
        if (row == null || row.version() != expected) {
            return new Acquisition.Moved(read(key));
        }
        Instant now = time.instant();
        Lease held = row.grant().lease();
        if (held != null && held.isHeld(now)) {
            return new Acquisition.Held(held.until());
        }
        Lease lease = new Lease(owner, now, now.plus(ttl), intent).after(held);
        return new Acquisition.Acquired(
                compareAndSet(key, expected, row.grant().withLease(lease)).orElseThrow());
    }

    @Override
    public synchronized List<String> grantIds(String client) {
        return rows.keySet().stream()
                .filter(key -> key.client().equals(client))
                .map(GrantKey::grantId)
                .toList();
    }

    private long version(GrantKey key) {
        Versioned row = rows.get(key);
        return row == null ? ABSENT : row.version();
    }
}
