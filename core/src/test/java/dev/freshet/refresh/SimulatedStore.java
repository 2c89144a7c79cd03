package dev.freshet.refresh;

import dev.freshet.store.GrantKey;
import dev.freshet.store.Lease;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import dev.freshet.store.TokenStoreException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A model of a store that several nodes share: rows with versions, leases by a clock of its own, slow or cut off at times. */
final class SimulatedStore {

    private final Simulation simulation;
    private final Map<GrantKey, TokenStore.Versioned> rows = new HashMap<>();

    SimulatedStore(Simulation simulation) {
        this.simulation = simulation;
    }

    /** The row as it is, without any of a node's troubles. */
    Optional<TokenStore.Versioned> row(GrantKey key) {
        return Optional.ofNullable(rows.get(key));
    }

    /** Somebody has authorized before all this. */
    void begin(GrantKey key, StoredGrant grant) {
        rows.put(key, new TokenStore.Versioned(1, grant));
        simulation.invariants().stored(grant);
    }

    private long version(GrantKey key) {
        TokenStore.Versioned row = rows.get(key);
        return row == null ? TokenStore.ABSENT : row.version();
    }

    private OptionalLong write(SimulatedNode node, GrantKey key, long expected, StoredGrant next) {
        if (version(key) != expected) {
            return OptionalLong.empty();
        }
        long version = expected == TokenStore.ABSENT
                ? 1 + simulation.scheduler().random.nextLong(Long.MAX_VALUE / 2)
                : expected + 1;
        TokenStore.Versioned before = rows.put(key, new TokenStore.Versioned(version, next));
        simulation.trace(() -> node + " writes " + next + ", unanswered " + next.unanswered());
        simulation.invariants().written(node, key, before == null ? null : before.grant(), next);
        return OptionalLong.of(version);
    }

    /** The store as one node sees it. */
    TokenStore view(SimulatedNode node) {
        return new View(node);
    }

    private final class View implements TokenStore {

        private final SimulatedNode node;

        View(SimulatedNode node) {
            this.node = node;
        }

        @Override
        public Optional<Versioned> read(GrantKey key) {
            return reached(key, () -> {
                Optional<Versioned> row = row(key);
                simulation.trace(() -> node + " reads " + row);
                row.ifPresent(found -> simulation.invariants().read(node, found.grant()));
                return row;
            });
        }

        @Override
        public OptionalLong compareAndSet(GrantKey key, long expected, StoredGrant next) {
            return reached(key, () -> write(node, key, expected, next));
        }

        @Override
        public boolean remove(GrantKey key, long expected) {
            return reached(key, () -> {
                if (version(key) != expected || expected == ABSENT) {
                    return false;
                }
                rows.remove(key);
                simulation.trace(() -> node + " removes the row of " + key);
                return true;
            });
        }

        @Override
        public Acquisition acquire(GrantKey key, long expected, String owner, Duration ttl, @Nullable String intent) {
            return reached(key, () -> {
                Versioned current = rows.get(key);
                if (current == null || current.version() != expected) {
                    return new Acquisition.Moved(row(key));
                }
                Instant now = Simulation.START.plusNanos(simulation.now());
                Lease held = current.grant().lease();
                if (held != null && held.isHeld(now)) {
                    return new Acquisition.Held(held.until());
                }
                Lease lease = new Lease(owner, now, now.plus(ttl), intent);
                node.task().leaseUntil = simulation.now() + ttl.toNanos();
                long version = write(node, key, expected, current.grant().withLease(lease.after(held)))
                        .orElseThrow();
                return new Acquisition.Acquired(version);
            });
        }

        @Override
        public List<String> grantIds(String client) {
            throw new UnsupportedOperationException("no node lists grants");
        }

        /** The way to the store and back: each takes a while, and may fail. */
        private <T> T reached(GrantKey key, Supplier<T> work) {
            node.port();
            Simulation.Faults faults = simulation.faults();
            travel(faults);
            if (node.isCutOff() || simulation.happens(faults.storeFails)) {
                throw failure(key, "the request did not arrive");
            }
            T answer = work.get();
            node.port();
            travel(faults);
            if (simulation.happens(faults.storeForgetsToAnswer)) {
                throw failure(key, "the answer did not arrive");
            }
            return answer;
        }

        private void travel(Simulation.Faults faults) {
            if (simulation.happens(faults.storeSlow)) {
                simulation.scheduler().sleep(simulation.millis(faults.storeSlowest));
            } else if (faults.storeLatency > 0) {
                simulation.scheduler().sleep(simulation.millis(faults.storeLatency));
            }
        }

        private TokenStoreException failure(GrantKey key, String what) {
            simulation.trace(() -> node + " cannot use the store: " + what);
            simulation.invariants().storeFailed(key);
            return new TokenStoreException(what, new IOException("simulated"));
        }
    }
}
