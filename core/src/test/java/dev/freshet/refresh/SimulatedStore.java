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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The store that the nodes of a simulation share: slow at times, or cut off from some of them. */
final class SimulatedStore {

    private final Simulation simulation;
    private final ModelStore model;

    SimulatedStore(Simulation simulation) {
        this.simulation = simulation;
        this.model = new ModelStore(() -> Simulation.START.plusNanos(simulation.now()), simulation.scheduler().random);
    }

    /** The row as it is, without any of a node's troubles. */
    Optional<TokenStore.Versioned> row(GrantKey key) {
        return model.read(key);
    }

    /** Somebody has authorized before all this. */
    void begin(GrantKey key, StoredGrant grant) {
        model.compareAndSet(key, TokenStore.ABSENT, grant).orElseThrow();
        simulation.invariants().stored(grant);
    }

    private void written(SimulatedNode node, GrantKey key, Optional<TokenStore.Versioned> before) {
        StoredGrant next = row(key).orElseThrow().grant();
        simulation.trace(() -> node + " writes " + next + ", unanswered " + next.unanswered());
        simulation
                .invariants()
                .written(node, key, before.map(TokenStore.Versioned::grant).orElse(null), next);
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
            return reached(key, () -> {
                Optional<Versioned> before = row(key);
                OptionalLong version = model.compareAndSet(key, expected, next);
                if (version.isPresent()) {
                    written(node, key, before);
                }
                return version;
            });
        }

        @Override
        public boolean remove(GrantKey key, long expected) {
            return reached(key, () -> {
                boolean removed = model.remove(key, expected);
                simulation.trace(() -> node + (removed ? " removes" : " does not remove") + " the row of " + key);
                return removed;
            });
        }

        @Override
        public Acquisition acquire(GrantKey key, long expected, String owner, Duration ttl, @Nullable String intent) {
            return reached(key, () -> {
                Optional<Versioned> before = row(key);
                Acquisition acquisition = model.acquire(key, expected, owner, ttl, intent);
                if (acquisition instanceof Acquisition.Acquired) {
                    node.task().leaseUntil = simulation.now() + ttl.toNanos();
                    written(node, key, before);
                }
                return acquisition;
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
