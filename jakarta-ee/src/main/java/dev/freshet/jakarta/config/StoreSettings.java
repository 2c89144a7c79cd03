package dev.freshet.jakarta.config;

import dev.freshet.store.EncryptionKeys;
import dev.freshet.store.TokenStore;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the grants of a client are kept. Immutable; {@code toString} shows no secret.
 *
 * @param place where
 * @param keys what their tokens are encrypted with; null if they are not
 */
public record StoreSettings(Place place, @Nullable Supplier<EncryptionKeys> keys) {

    /** For a client that has nothing to keep. */
    static final StoreSettings NONE = new StoreSettings(new Memory(), null);

    /** A kind of store, and what it needs. */
    public sealed interface Place {}

    /** The memory of this process. */
    public record Memory() implements Place {}

    /** Files on a local disk. */
    public record Files(Path directory) implements Place {}

    /**
     * A table of a database.
     *
     * @param dataSource the name of its data source in JNDI
     * @param createsTable whether the table is made where it is not there
     */
    public record Database(String dataSource, String table, boolean createsTable) implements Place {}

    /** The application's own bean of type {@link TokenStore}. */
    public record Bean() implements Place {}

    /** This store, with its tokens encrypted if they are to be. */
    public TokenStore encrypting(TokenStore store) {
        return keys == null ? store : TokenStore.encrypted(store, keys);
    }
}
