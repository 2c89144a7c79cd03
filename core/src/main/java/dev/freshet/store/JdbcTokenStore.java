package dev.freshet.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A store in a table of a database, for all processes that share it. Safe for use by many threads.
 *
 * <p>A call takes a connection, makes one statement of it, in a transaction of its own, and gives the connection back:
 * none is held while a token is asked for. Tokens, version and lease of a grant are one row, and a lease is given by one
 * conditional UPDATE, by the clock of the database. The times of a row are those of the database's clock, too; a caller
 * gets and gives times of its own clock, and {@link #read} sees how the two differ.
 *
 * <p>Known to work on PostgreSQL, MariaDB and H2; MySQL gets the statements of MariaDB. For others see
 * {@link Builder#now}. Within a JTA transaction calls fail, rather than to be rolled back with it: call on a thread
 * without one.
 */
public final class JdbcTokenStore implements TokenStore {

    private final String table;
    private final JdbcSession session;
    private final DatabaseClock clock;
    private final GrantColumns columns;
    private final GrantTable grants;

    private JdbcTokenStore(Builder builder) {
        table = builder.table;
        session = new JdbcSession(builder.dataSource, builder.limit);
        clock = new DatabaseClock(builder.localClock);
        columns = new GrantColumns(clock);
        grants = new GrantTable(table, builder.createsTable, builder.now, session, clock);
    }

    /** A builder of a store in the table {@code freshet_grant} of this data source, which is made if it is not there. */
    public static Builder builder(DataSource dataSource) {
        return new Builder(dataSource);
    }

    /** Options of a {@link JdbcTokenStore}. Not safe for use by several threads. */
    public static final class Builder {

        private static final Pattern TABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*\\.)?[A-Za-z_][A-Za-z0-9_]*");

        private final DataSource dataSource;
        private String table = "freshet_grant";
        private boolean createsTable = true;
        private Duration limit = Duration.ofSeconds(5);
        private InstantSource localClock = InstantSource.system();
        private @Nullable String now;

        private Builder(DataSource dataSource) {
            this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        }

        /**
         * The name of the table, with its schema before a dot if it is not in the user's own. Default: {@code freshet_grant}.
         *
         * @throws IllegalArgumentException if it has other characters than letters, digits, {@code _} and one dot
         */
        public Builder table(String name) {
            if (!TABLE.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "'" + name + "' is no name of a table: write letters, digits and _, as in app.freshet_grant");
            }
            table = name;
            return this;
        }

        /**
         * Whether the table is made when the first call does not find it. Default: yes. Else somebody makes it by the file
         * for that database in {@code META-INF/freshet/schema} of this jar.
         */
        public Builder createsTable(boolean createsTable) {
            this.createsTable = createsTable;
            return this;
        }

        /**
         * How long a statement may take. Default: 5 s. For how long the data source waits for a connection is its own
         * matter, and has to be bounded there.
         *
         * @throws IllegalArgumentException if this is less than a second or more than an hour
         */
        public Builder statementLimit(Duration limit) {
            if (limit.compareTo(Duration.ofSeconds(1)) < 0 || limit.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException(
                        "A statement needs a second at least and an hour at most, not " + limit);
            }
            this.limit = limit;
            return this;
        }

        /** The clock of those who call this store. Default: the system's. */
        public Builder localClock(InstantSource localClock) {
            this.localClock = Objects.requireNonNull(localClock, "localClock");
            return this;
        }

        /**
         * For other kinds of databases: how this one tells the milliseconds since 1970-01-01 UTC, as a BIGINT that stays the
         * same all through a statement; SQL Server by {@code DATEDIFF_BIG(MILLISECOND, '1970-01-01', SYSUTCDATETIME())}.
         * The table is to be made by hand, after one of the files for databases that are known. Default: null, for those.
         */
        public Builder now(@Nullable String expression) {
            now = expression;
            return this;
        }

        /** Nothing is asked of the database before the first call. */
        public JdbcTokenStore build() {
            return new JdbcTokenStore(this);
        }
    }

    @Override
    public Optional<Versioned> read(GrantKey key) {
        return call("read " + key, true, (connection, sql) -> row(connection, sql, key));
    }

    private Optional<Versioned> row(Connection connection, GrantStatements sql, GrantKey key) throws SQLException {
        Instant sentAt = clock.localNow();
        return session.query(connection, sql.read(), parameters -> parameters.key(key), row -> {
            if (!row.next()) {
                return Optional.empty();
            }
            clock.learn(sentAt, row.getLong("now_millis"));
            return Optional.of(new Versioned(row.getLong("version"), grant(key, row)));
        });
    }

    private StoredGrant grant(GrantKey key, ResultSet row) throws SQLException {
        try {
            return columns.read(row);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new TokenStoreException(
                    "FRESHET-0028: the row of " + key + " in " + this + " is not one of this store, or was changed by "
                            + "hand. Remove it, and authorize again",
                    e);
        }
    }

    @Override
    public OptionalLong compareAndSet(GrantKey key, long expected, StoredGrant next) {
        long version = LeaseRule.after(expected);
        boolean written = call(
                "write " + key,
                false,
                (connection, sql) -> expected == ABSENT
                        ? insert(connection, sql, key, version, next)
                        : session.change(
                                connection, sql.update(), parameters -> columns.fill(parameters.number(version), next)
                                        .key(key)
                                        .number(expected)));
        return written ? OptionalLong.of(version) : OptionalLong.empty();
    }

    private boolean insert(Connection connection, GrantStatements sql, GrantKey key, long version, StoredGrant next)
            throws SQLException {
        try {
            return session.change(
                    connection,
                    sql.insert(),
                    parameters ->
                            columns.fill(parameters.key(key).text(key.grantId()).number(version), next));
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith("23")
                    && session.query(connection, sql.read(), parameters -> parameters.key(key), ResultSet::next)) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public boolean remove(GrantKey key, long expected) {
        return call(
                "remove " + key,
                true,
                (connection, sql) -> session.change(connection, sql.remove(), parameters -> parameters
                        .key(key)
                        .number(expected)));
    }

    @Override
    public Acquisition acquire(GrantKey key, long expected, String owner, Duration ttl, @Nullable String intent) {
        if (expected != ABSENT && clock.isDoubtful()) {
            read(key); // asks for the time
        }
        long version = LeaseRule.after(expected);
        return call(
                "lease " + key,
                false,
                (connection, sql) -> session.change(connection, sql.acquire(), parameters -> parameters
                                .text(intent)
                                .text(owner)
                                .number(ttl.toMillis())
                                .text(intent)
                                .number(version)
                                .key(key)
                                .number(expected))
                        ? new Acquisition.Acquired(version)
                        : refusal(connection, sql, key, expected));
    }

    private Acquisition refusal(Connection connection, GrantStatements sql, GrantKey key, long expected)
            throws SQLException {
        Optional<Versioned> row = row(connection, sql, key);
        if (row.isEmpty() || row.get().version() != expected) {
            return new Acquisition.Moved(row);
        }
        Lease lease = row.get().grant().lease();
        // Without one somebody has changed the row by hand.
        return new Acquisition.Held(lease == null ? clock.localNow() : lease.until());
    }

    @Override
    public List<String> grantIds(String client) {
        return call(
                "list the grants of " + client,
                true,
                (connection, sql) ->
                        session.query(connection, sql.grantIds(), parameters -> parameters.text(client), row -> {
                            List<String> ids = new ArrayList<>();
                            while (row.next()) {
                                if (client.equals(GrantColumns.text(row, "client"))) { // some collations know no case
                                    ids.add(String.valueOf(GrantColumns.text(row, "grant_id")));
                                }
                            }
                            return ids;
                        }));
    }

    /** One statement, and in some cases a second one, on one connection. */
    @FunctionalInterface
    private interface Call<T> {
        T run(Connection connection, GrantStatements sql) throws SQLException;
    }

    /** @param quotable whether an error of this statement can show no row and no parameter that has a token */
    private <T> T call(String what, boolean quotable, Call<T> call) {
        GrantStatements sql = statements(what);
        try {
            return session.run(connection -> call.run(connection, sql));
        } catch (SQLException e) {
            throw SqlTrouble.exception("cannot " + what + " in " + this, e, quotable);
        }
    }

    private GrantStatements statements(String what) {
        try {
            return grants.statements();
        } catch (SQLException e) {
            throw SqlTrouble.exception("cannot " + what + " in " + this, e, true);
        }
    }

    @Override
    public String toString() {
        return "table " + table;
    }
}
