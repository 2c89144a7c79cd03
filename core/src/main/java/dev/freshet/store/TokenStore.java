package dev.freshet.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps grants, one row each. Implementations are safe for use by many threads. All methods may block; Freshet calls
 * them from refreshes only, never while a valid token is at hand.
 *
 * <p>Every write gives a row a version that the row never had before, also after it was removed in between. All methods
 * throw {@link TokenStoreException} when the store cannot do its work; a write may have been done even so, if only its answer
 * was lost.
 */
public interface TokenStore {

    /** The version that stands for a row that is not there. */
    long ABSENT = 0;

    /** A store in the memory of this process: everything is gone at its end. */
    static TokenStore inMemory() {
        return new MemoryTokenStore();
    }

    /**
     * A store of one file for each grant, readable by their owner only, replaced as a whole and forced to the disk. For
     * all processes of one machine.
     *
     * @param directory created with the first grant; on a local disk, since locks of network file systems are not
     *     always dependable
     */
    static TokenStore files(Path directory) {
        return new FileTokenStore(directory);
    }

    /**
     * A store in the table {@code freshet_grant} of a database, for all processes that share it; the table is made if it
     * is not there.
     *
     * @param dataSource whose connections need no transaction around them
     * @see JdbcTokenStore#builder another table, and who makes it
     */
    static TokenStore jdbc(DataSource dataSource) {
        return JdbcTokenStore.builder(dataSource).build();
    }

    /**
     * A store whose tokens are encrypted: with AES-256-GCM, by the JDK, bound to the row and the field that they are for.
     *
     * @param store where they are kept; it sees no token
     * @param keys asked with each call, so that they can change while the application runs, as by {@link
     *     dev.freshet.oauth.SecretFile#as}
     */
    static TokenStore encrypted(TokenStore store, Supplier<EncryptionKeys> keys) {
        return new EncryptedTokenStore(store, keys);
    }

    /** A grant and the version of its row. */
    record Versioned(long version, StoredGrant grant) {}

    /** The row as it is now, after every write that has returned; empty if there is none. */
    Optional<Versioned> read(GrantKey key);

    /**
     * Replaces a row if it still has the version named.
     *
     * @param expected the version that the row must have; {@link #ABSENT} if there must be none
     * @param next the new row
     * @return the new version; empty if the row has another version, and then nothing was written
     */
    OptionalLong compareAndSet(GrantKey key, long expected, StoredGrant next);

    /**
     * Removes a row if it still has the version named.
     *
     * @return whether it was removed
     */
    boolean remove(GrantKey key, long expected);

    /**
     * Takes the lease of a row that still has the version named. An ordinary write of the row gives the lease back. What
     * is written is a {@link Lease} {@linkplain Lease#after after} the one before.
     *
     * @param owner who takes it
     * @param ttl when it shall end by itself, from now
     * @param intent the hash of the refresh token about to be presented, or null if none is
     */
    Acquisition acquire(GrantKey key, long expected, String owner, Duration ttl, @Nullable String intent);

    /** The ids of the grants of a client that have a row now, in no particular order: for those who look after a store. */
    List<String> grantIds(String client);

    /** What came of asking for a lease. */
    sealed interface Acquisition {

        /**
         * The lease is ours. Whoever else writes the row first has taken the lease over. If the row of the version named
         * had a lease, that one ended by itself: its owner may have presented the refresh token, and has not told what
         * came of it.
         *
         * @param version the new version of the row
         */
        record Acquired(long version) implements Acquisition {}

        /** Somebody else has the lease, at most until then. */
        record Held(Instant until) implements Acquisition {}

        /**
         * The row has another version than the one named.
         *
         * @param row as it is now; empty if it is gone
         */
        record Moved(Optional<Versioned> row) implements Acquisition {}
    }
}
