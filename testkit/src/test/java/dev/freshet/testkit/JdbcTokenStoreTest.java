package dev.freshet.testkit;

import dev.freshet.store.TokenStore;
import java.util.Optional;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;

/** On a database in memory; the module of databases has the others. */
class JdbcTokenStoreTest extends TokenStoreContract {

    private final JdbcDataSource database = new JdbcDataSource();

    JdbcTokenStoreTest() {
        database.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    @Override
    protected TokenStore store() {
        return TokenStore.jdbc(database);
    }

    /** Its database is not there. */
    @Override
    protected Optional<TokenStore> failingStore() {
        JdbcDataSource nothing = new JdbcDataSource();
        nothing.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";IFEXISTS=TRUE");
        return Optional.of(TokenStore.jdbc(nothing));
    }
}
