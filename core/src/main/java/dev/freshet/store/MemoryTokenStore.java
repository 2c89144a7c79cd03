package dev.freshet.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** A store in a concurrent map. */
final class MemoryTokenStore implements TokenStore {

    private final ConcurrentMap<GrantKey, Versioned> rows = new ConcurrentHashMap<>();

    @Override
    public Optional<Versioned> read(GrantKey key) {
        return Optional.ofNullable(rows.get(key));
    }

    @Override
    public OptionalLong compareAndSet(GrantKey key, long expected, StoredGrant next) {
        Versioned row = new Versioned(LeaseRule.after(expected), next);
        boolean written;
        if (expected == ABSENT) {
            written = rows.putIfAbsent(key, row) == null;
        } else {
            Versioned current = rows.get(key);
            written = current != null && current.version() == expected && rows.replace(key, current, row);
        }
        return written ? OptionalLong.of(row.version()) : OptionalLong.empty();
    }

    @Override
    public boolean remove(GrantKey key, long expected) {
        Versioned current = rows.get(key);
        return current != null && current.version() == expected && rows.remove(key, current);
    }

    @Override
    public Acquisition acquire(GrantKey key, long expected, String owner, Duration ttl, @Nullable String intent) {
        Instant now = Instant.now();
        return LeaseRule.acquire(
                () -> read(key),
                expected,
                new Lease(owner, now, now.plus(ttl), intent),
                now,
                leased -> compareAndSet(key, expected, leased));
    }

    @Override
    public List<String> grantIds(String client) {
        return rows.keySet().stream()
                .filter(key -> key.client().equals(client))
                .map(GrantKey::grantId)
                .toList();
    }

    @Override
    public String toString() {
        return "in memory";
    }
}
