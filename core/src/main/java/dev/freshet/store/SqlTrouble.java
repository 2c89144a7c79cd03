package dev.freshet.store;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/**
 * What a failed statement says to whoever looks after the database. Drivers quote rows and parameters in their messages,
 * and so do databases: of theirs only the codes are shown where tokens were among them.
 */
enum SqlTrouble {
    UNREACHABLE("FRESHET-0020", "cannot be reached; look at the database, the network and the pool of the data source"),
    SLOW("FRESHET-0021", "did not answer in time; look for its load, its locks, and the size of the pool"),
    READ_ONLY("FRESHET-0022", "takes no writes; give the data source the database that does"),
    FULL("FRESHET-0023", "has no room; give it some"),
    REFUSED(
            "FRESHET-0024",
            "refuses the statement: the table must be there as in META-INF/freshet/schema of freshet-core, and its user "
                    + "may SELECT, INSERT, UPDATE and DELETE (and CREATE it, unless that was switched off)"),
    OTHER("FRESHET-0025", "failed; its log says more");

    private static final String TOO_MANY_CONNECTIONS = "53300";
    // Of MariaDB and MySQL, which have no SQLState of their own for these, and of H2.
    private static final Set<Integer> SLOW_CODES = Set.of(1205, 1969, 3024, 50200);
    private static final Set<Integer> READ_ONLY_CODES = Set.of(1290, 1792, 1836, 90097);
    private static final Set<Integer> FULL_CODES = Set.of(1021, 1114);
    private static final Set<Integer> UNREACHABLE_CODES = Set.of(90067, 90098, 90121);

    private final String id;
    private final String cure;

    SqlTrouble(String id, String cure) {
        this.id = id;
        this.cure = cure;
    }

    /**
     * @param what "cannot read ..."
     * @param quotable whether no token was among the parameters, so that the driver's words may be shown
     */
    static TokenStoreException exception(String what, SQLException failure, boolean quotable) {
        SqlTrouble trouble = of(failure);
        boolean showsAddress = String.valueOf(failure.getMessage()).contains("jdbc:"); // which can hold a password
        SQLException cause = quotable && !showsAddress ? failure : withoutWords(failure);
        return new TokenStoreException(
                trouble.id + ": " + what + ", since the database " + trouble.cure + " ("
                        + failure.getClass().getSimpleName() + ", SQLState " + failure.getSQLState() + ", code "
                        + failure.getErrorCode() + ")",
                cause);
    }

    private static SQLException withoutWords(SQLException failure) {
        SQLException bare = new SQLException(
                "a " + failure.getClass().getName() + ", whose words are left out",
                failure.getSQLState(),
                failure.getErrorCode());
        bare.setStackTrace(failure.getStackTrace());
        return bare;
    }

    private static SqlTrouble of(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        int code = failure.getErrorCode();
        if (failure instanceof SQLTimeoutException || state.equals("57014") || SLOW_CODES.contains(code)) {
            return SLOW;
        }
        if (state.startsWith("25") || READ_ONLY_CODES.contains(code)) {
            return READ_ONLY;
        }
        if (state.equals(TOO_MANY_CONNECTIONS) || failure instanceof SQLTransientConnectionException) {
            return UNREACHABLE;
        }
        if (state.startsWith("53") || FULL_CODES.contains(code)) {
            return FULL;
        }
        if (state.startsWith("42") || state.startsWith("28")) {
            return REFUSED;
        }
        return state.startsWith("08") || state.startsWith("57P") || UNREACHABLE_CODES.contains(code)
                ? UNREACHABLE
                : OTHER;
    }
}
