package dev.freshet.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The table of grants, as the first call finds it: that asks which database this is, makes the table if it is to and can,
 * and learns what time it is there. Nothing is asked before the first call, so that a database that is down does not stop
 * a deployment; what fails is asked again with the next one.
 */
final class GrantTable {

    private static final String NAME_IN_SCHEMA = "\\bfreshet_grant\\b";

    private final String name;
    private final boolean creates;
    private final @Nullable String configuredNow;
    private final JdbcSession session;
    private final DatabaseClock clock;
    private volatile @Nullable GrantStatements statements;

    GrantTable(String name, boolean creates, @Nullable String configuredNow, JdbcSession session, DatabaseClock clock) {
        this.name = name;
        this.creates = creates;
        this.configuredNow = configuredNow;
        this.session = session;
        this.clock = clock;
    }

    GrantStatements statements() throws SQLException {
        GrantStatements known = statements;
        if (known == null) {
            known = session.run(this::open);
            statements = known;
        }
        return known;
    }

    private GrantStatements open(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        Database database = Database.of(product).orElse(null);
        String now = configuredNow != null ? configuredNow : database == null ? null : database.now();
        if (now == null) {
            throw unknown(product);
        }
        GrantStatements found = GrantStatements.of(name, now);
        try {
            probe(connection, found);
        } catch (SQLException notThere) {
            if (!creates
                    || database == null
                    || String.valueOf(notThere.getSQLState()).startsWith("08")) {
                throw notThere;
            }
            create(connection, database, found);
        }
        return found;
    }

    private static TokenStoreException unknown(String product) {
        return new TokenStoreException(
                "FRESHET-0027: '" + product
                        + "' is a kind of database of which it is not known how it tells its time. Make "
                        + "the table by hand, after a file of META-INF/freshet/schema in freshet-core, and give "
                        + "JdbcTokenStore.builder(...).now(...) an expression for the milliseconds since 1970-01-01 UTC",
                new SQLFeatureNotSupportedException(product));
    }

    /** Another process may make it at the same time; on some databases one of the two fails then. */
    private void create(Connection connection, Database database, GrantStatements found) throws SQLException {
        SQLException failure = null;
        try {
            session.change(connection, schema(database), none -> {});
        } catch (SQLException e) {
            failure = e;
        }
        try {
            probe(connection, found);
        } catch (SQLException stillNotThere) {
            throw failure != null ? failure : stillNotThere;
        }
    }

    private void probe(Connection connection, GrantStatements found) throws SQLException {
        Instant sentAt = clock.localNow();
        session.query(connection, found.probe(), none -> {}, row -> {
            row.next();
            clock.learn(sentAt, row.getLong("now_millis"));
            return found;
        });
    }

    private String schema(Database database) {
        try (InputStream file =
                GrantTable.class.getResourceAsStream("/META-INF/freshet/schema/" + database.schemaFile())) {
            String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            return text.replaceAll("--.*", "")
                    .replaceAll(NAME_IN_SCHEMA, name)
                    .replace(";", "")
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
