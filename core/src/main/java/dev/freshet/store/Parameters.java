package dev.freshet.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** Fills the parameters of a statement, from the first to the last. */
final class Parameters {

    private final PreparedStatement statement;
    private int filled;

    Parameters(PreparedStatement statement) {
        this.statement = statement;
    }

    Parameters text(@Nullable String value) throws SQLException {
        statement.setString(++filled, value == null ? null : AsciiText.encode(value));
        return this;
    }

    /** A text that is in ASCII already. */
    Parameters ascii(@Nullable String value) throws SQLException {
        statement.setString(++filled, value);
        return this;
    }

    Parameters number(@Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(++filled, Types.BIGINT);
        } else {
            statement.setLong(++filled, value);
        }
        return this;
    }

    Parameters key(GrantKey key) throws SQLException {
        return text(key.client()).ascii(key.hash());
    }
}
