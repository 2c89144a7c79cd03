package dev.freshet.it.databases;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.freshet.store.TokenStore;
import dev.freshet.testkit.TokenStoreContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;

/** What a store in a database promises beyond what every store does. Each test begins without the table. */
abstract class DatabaseContract extends TokenStoreContract {

    /** The pool of the test; all of a class share it. */
    abstract DataSource pool();

    static HikariDataSource pool(String url, String user, String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(10);
        config.setInitializationFailTimeout(30_000);
        return new HikariDataSource(config);
    }

    @BeforeEach
    void dropTable() throws SQLException {
        execute("DROP TABLE IF EXISTS freshet_grant");
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    protected TokenStore store() {
        return TokenStore.jdbc(pool());
    }
}
