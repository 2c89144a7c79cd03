package dev.freshet.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlTroubleTest {

    /** SQLStates and codes as the databases give them. */
    @ParameterizedTest
    @CsvSource({
        "08001, 0, FRESHET-0020", // no connection
        "57P01, 0, FRESHET-0020", // PostgreSQL is shut down
        "90098, 90098, FRESHET-0020", // H2 is closed
        "57014, 0, FRESHET-0021", // PostgreSQL, cancelled by the limit
        "70100, 1969, FRESHET-0021", // MariaDB, the same
        "HY000, 1205, FRESHET-0021", // MariaDB, a lock
        "25006, 0, FRESHET-0022", // PostgreSQL, a standby
        "HY000, 1290, FRESHET-0022", // MariaDB with --read-only
        "53100, 0, FRESHET-0023", // PostgreSQL, the disk
        "HY000, 1114, FRESHET-0023", // MariaDB, the table is full
        "42P01, 0, FRESHET-0024", // PostgreSQL, no table
        "42501, 0, FRESHET-0024", // PostgreSQL, no right
        "42000, 1142, FRESHET-0024", // MariaDB, no right
        "28P01, 0, FRESHET-0024", // PostgreSQL, a wrong password
        "XX000, 0, FRESHET-0025",
    })
    void tellsWhatToLookAt(String state, int code, String id) {
        TokenStoreException failure =
                SqlTrouble.exception("cannot read x", new SQLException("words", state, code), true);
        assertTrue(failure.getMessage().startsWith(id + ": cannot read x"), failure.getMessage());
        assertTrue(failure.getMessage().contains("SQLState " + state), failure.getMessage());
    }

    @Test
    void tellsATimeOutWithoutState() {
        TokenStoreException failure = SqlTrouble.exception("cannot read x", new SQLTimeoutException(), true);
        assertTrue(failure.getMessage().startsWith("FRESHET-0021"), failure.getMessage());
    }

    @Test
    void leavesTheWordsOutThatMayQuoteAToken() {
        SQLException words = new SQLException("Failing row contains (s3cr3t)", "23514", 7);
        words.setNextException(new SQLException("s3cr3t"));
        words.addSuppressed(new SQLException("s3cr3t"));
        assertFalse(
                printed(SqlTrouble.exception("cannot write x", words, false)).contains("s3cr3t"));
        SQLException cause = (SQLException)
                SqlTrouble.exception("cannot write x", words, false).getCause();
        assertEquals("23514", cause.getSQLState());
        assertEquals(7, cause.getErrorCode());
    }

    @Test
    void leavesAnAddressOutThatMayHaveAPassword() {
        SQLException words = new SQLException("No driver for jdbc:x://db?password=s3cr3t", "08001");
        assertFalse(printed(SqlTrouble.exception("cannot read x", words, true)).contains("s3cr3t"));
    }

    private static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
