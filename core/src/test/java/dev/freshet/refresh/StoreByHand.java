package dev.freshet.refresh;

import dev.freshet.store.GrantKey;
import dev.freshet.store.Lease;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import dev.freshet.store.TokenStoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A store whose leases end by a clock moved by hand, and that fails while it is told to, as a store does or as none should. */
final class StoreByHand implements TokenStore {

    volatile boolean fails;
    volatile boolean hasDefect;
    volatile Runnable onAcquire = () -> {};

    private final TestTime time;
    private final Map<GrantKey, Versioned> rows = new HashMap<>();
    private long version;
    private int reads;

    StoreByHand(TestTime time) {
        this.time = time;
    }

    @Override
    public synchronized Optional<Versioned> read(GrantKey key) {
        check();
        reads++;
        return Optional.ofNullable(rows.get(key));
    }

    @Override
    public synchronized OptionalLong compareAndSet(GrantKey key, long expected, StoredGrant next) {
        check();
        if (versionOf(key) != expected) {
            return OptionalLong.empty();
        }
        rows.put(key, new Versioned(++version, next));
        return OptionalLong.of(version);
    }

    @Override
    public synchronized boolean remove(GrantKey key, long expected) {
        check();
        return versionOf(key) == expected && rows.remove(key) != null;
    }

    @Override
    public synchronized Acquisition acquire(
            GrantKey key, long expected, String owner, Duration ttl, @Nullable String intent) {
        onAcquire.run();
        check();
        if (expected == ABSENT || versionOf(key) != expected) {
            return new Acquisition.Moved(Optional.ofNullable(rows.get(key)));
        }
        StoredGrant grant = rows.get(key).grant();
        Lease held = grant.lease();
        if (held != null && held.isHeld(time.instant())) {
            return new Acquisition.Held(held.until());
        }
        Lease lease = new Lease(owner, time.instant(), time.instant().plus(ttl), intent);
        return new Acquisition.Acquired(
                compareAndSet(key, expected, grant.withLease(lease.after(held))).getAsLong());
    }

    @Override
    public synchronized List<String> grantIds(String client) {
        throw new UnsupportedOperationException("no test lists grants here");
    }

    private void check() {
        if (hasDefect) {
            throw new IllegalStateException("a defect of the store");
        }
        if (fails) {
            throw new TokenStoreException("disk full", new IOException("no space left"));
        }
    }

    private long versionOf(GrantKey key) {
        Versioned row = rows.get(key);
        return row == null ? ABSENT : row.version();
    }

    /** How often a row was read. */
    synchronized int reads() {
        return reads;
    }

    /** The row that the application's own grant of the client "parts" has. */
    StoredGrant parts() {
        return read(GrantKey.ofApplication("parts")).orElseThrow().grant();
    }
}
