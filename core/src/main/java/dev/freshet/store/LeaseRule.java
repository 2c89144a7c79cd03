package dev.freshet.store;

import dev.freshet.store.TokenStore.Acquisition;
import dev.freshet.store.TokenStore.Versioned;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** The rule of leases and versions for stores whose only clock is that of their own machine. */
final class LeaseRule {

    private static final SecureRandom RANDOM = new SecureRandom();

    private LeaseRule() {}

    /**
     * Decides about a lease and writes it by {@code write}, which gets the leased row and answers like
     * {@link TokenStore#compareAndSet}.
     */
    static Acquisition acquire(
            Supplier<Optional<Versioned>> read,
            long expected,
            Lease wanted,
            Instant now,
            Function<StoredGrant, OptionalLong> write) {
        Optional<Versioned> current = read.get();
        if (current.isEmpty() || current.get().version() != expected) {
            return new Acquisition.Moved(current);
        }
        StoredGrant grant = current.get().grant();
        Lease held = grant.lease();
        if (held != null && held.isHeld(now)) {
            return new Acquisition.Held(held.until());
        }
        OptionalLong version = write.apply(grant.withLease(wanted.after(held)));
        return version.isPresent() ? new Acquisition.Acquired(version.getAsLong()) : new Acquisition.Moved(read.get());
    }

    /** The version of a row after the one given. The first is drawn by lot, so that a row made anew has no old one. */
    static long after(long version) {
        return version == TokenStore.ABSENT ? 1 + (RANDOM.nextLong() >>> 2) : version + 1;
    }
}
