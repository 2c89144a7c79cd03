package dev.freshet.store;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Takes a connection for one piece of work, and gives it back as it was. Each statement is a transaction of its own, and
 * every wait for the database ends.
 */
final class JdbcSession {

    private static final Logger LOG = System.getLogger(JdbcSession.class.getName());
    private static final int ATTEMPTS = 3;

    private final DataSource dataSource;
    private final int limitSeconds;

    JdbcSession(DataSource dataSource, Duration limit) {
        this.dataSource = dataSource;
        this.limitSeconds = (int) Math.max(1, limit.toSeconds());
    }

    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Does the work again if the database has undone it for the sake of somebody else's (SQLState class 40). */
    <T> T run(Work<T> work) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS
                        || e.getSQLState() == null
                        || !e.getSQLState().startsWith("40")) {
                    throw e;
                }
            }
        }
    }

    private <T> T once(Work<T> work) throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            return withinLimit(connection, limited -> inItsOwnTransaction(limited, work));
        } finally {
            giveBack("close", connection::close);
        }
    }

    /** Whoever leaves a connection to us without auto-commit gets it back so. In a JTA transaction this is refused. */
    private static <T> T inItsOwnTransaction(Connection connection, Work<T> work) throws SQLException {
        if (connection.getAutoCommit()) {
            return work.run(connection);
        }
        connection.setAutoCommit(true);
        try {
            return work.run(connection);
        } finally {
            giveBack("reset", () -> connection.setAutoCommit(false));
        }
    }

    /** The limit of a statement is kept by the database or through it; where the network is dead, by this one alone. */
    private <T> T withinLimit(Connection connection, Work<T> work) throws SQLException {
        int before = networkTimeout(connection);
        if (before < 0) {
            return work.run(connection);
        }
        connection.setNetworkTimeout(Runnable::run, (limitSeconds + 1) * 1_000);
        try {
            return work.run(connection);
        } finally {
            giveBack("reset", () -> connection.setNetworkTimeout(Runnable::run, before));
        }
    }

    /** Negative where the driver knows none. */
    private static int networkTimeout(Connection connection) {
        try {
            return connection.getNetworkTimeout();
        } catch (SQLException unknown) {
            return -1;
        }
    }

    /** Fills the parameters of a statement. */
    @FunctionalInterface
    interface Filling {
        void fill(Parameters parameters) throws SQLException;
    }

    /** Reads an answer, which stands before its first row. */
    @FunctionalInterface
    interface Reading<T> {
        T read(ResultSet rows) throws SQLException;
    }

    <T> T query(Connection connection, String sql, Filling filling, Reading<T> reading) throws SQLException {
        return prepared(connection, sql, filling, statement -> {
            try (ResultSet rows = statement.executeQuery()) {
                return reading.read(rows);
            }
        });
    }

    /** Whether the statement changed a row. */
    boolean change(Connection connection, String sql, Filling filling) throws SQLException {
        return prepared(connection, sql, filling, statement -> statement.executeUpdate() > 0);
    }

    private interface Execution<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private <T> T prepared(Connection connection, String sql, Filling filling, Execution<T> execution)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int before = statement.getQueryTimeout();
            statement.setQueryTimeout(limitSeconds);
            try {
                filling.fill(new Parameters(statement));
                return execution.of(statement);
            } finally {
                // With H2 it is the limit of all statements of the connection, and would stay.
                giveBack("reset", () -> statement.setQueryTimeout(before));
            }
        }
    }

    private interface Step {
        void run() throws SQLException;
    }

    /** What the work has brought counts, whatever becomes of the connection. */
    private static void giveBack(String verb, Step step) {
        try {
            step.run();
        } catch (SQLException e) {
            LOG.log(
                    Level.DEBUG,
                    "FRESHET-0025: could not " + verb + " a connection after its use; its pool will drop it",
                    e);
        }
    }
}
