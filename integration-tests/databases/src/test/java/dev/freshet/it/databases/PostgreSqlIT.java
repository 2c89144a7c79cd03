package dev.freshet.it.databases;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.freshet.store.TokenStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.postgresql.ds.PGSimpleDataSource;

class PostgreSqlIT extends DatabaseContract {

    private static EmbeddedPostgres server;
    private static HikariDataSource pool;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.start();
        pool = new HikariDataSource(anotherConfiguration());
    }

    @AfterAll
    static void stop() throws IOException {
        pool.close();
        server.close();
    }

    private static HikariConfig anotherConfiguration() {
        return configuration(server.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
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
        PGSimpleDataSource nothing = new PGSimpleDataSource();
        nothing.setUrl(server.getJdbcUrl("postgres", "nothing"));
        return Optional.of(TokenStore.jdbc(nothing));
    }
}
