package dev.freshet.it.databases;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.freshet.store.TokenStore;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.mariadb.jdbc.MariaDbDataSource;

class MariaDbIT extends DatabaseContract {

    private static MariaDb server;
    private static HikariDataSource pool;

    @BeforeAll
    static void start() {
        server = new MariaDb();
        pool = new HikariDataSource(anotherConfiguration());
    }

    @AfterAll
    static void stop() {
        pool.close();
        server.close();
    }

    private static HikariConfig anotherConfiguration() {
        return configuration(server.url(), "freshet", "freshet");
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
        MariaDbDataSource nothing = new MariaDbDataSource();
        try {
            nothing.setUrl(server.url().replace("/freshet?", "/nothing?"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return Optional.of(TokenStore.jdbc(nothing));
    }
}
