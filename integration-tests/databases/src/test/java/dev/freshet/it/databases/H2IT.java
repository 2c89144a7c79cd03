package dev.freshet.it.databases;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.freshet.store.TokenStore;
import java.util.Optional;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class H2IT extends DatabaseContract {

    private static HikariDataSource pool;

    @BeforeAll
    static void start() {
        pool = new HikariDataSource(anotherConfiguration());
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    private static HikariConfig anotherConfiguration() {
        return configuration("jdbc:h2:mem:freshet", "sa", "");
    }

    @Override
    HikariConfig configuration() {
        return anotherConfiguration();
    }

    @Override
    DataSource pool() {
        return pool;
    }

    /** A database of that name is not there. */
    @Override
    protected Optional<TokenStore> failingStore() {
        JdbcDataSource nothing = new JdbcDataSource();
        nothing.setUrl("jdbc:h2:mem:nothing;IFEXISTS=TRUE");
        return Optional.of(TokenStore.jdbc(nothing));
    }
}
