package dev.freshet.store;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.store.StoredGrant.Unanswered;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A grant as the columns of its row. */
final class GrantColumns {

    /** In the order in which {@link #fill} fills them. */
    static final List<String> NAMES = List.of(
            "ended",
            "access_token",
            "obtained_at",
            "expires_at",
            "scope",
            "refresh_token",
            "refresh_token_expires_at",
            "id_token",
            "origins",
            "unanswered_hash",
            "unanswered_since",
            "lease_owner",
            "lease_since",
            "lease_until",
            "lease_intent");

    private final DatabaseClock clock;

    GrantColumns(DatabaseClock clock) {
        this.clock = clock;
    }

    Parameters fill(Parameters parameters, StoredGrant grant) throws SQLException {
        AccessToken accessToken = grant.accessToken();
        RefreshToken refreshToken = grant.refreshToken();
        Unanswered unanswered = grant.unanswered();
        Lease lease = grant.lease();
        return parameters
                .text(grant.ended())
                .text(accessToken == null ? null : accessToken.value())
                .number(accessToken == null ? null : millis(accessToken.obtainedAt()))
                .number(accessToken == null ? null : millis(accessToken.expiresAt()))
                .text(accessToken == null ? null : accessToken.scope().orElse(null))
                .text(refreshToken == null ? null : refreshToken.value())
                .number(millis(grant.refreshTokenExpiresAt()))
                .text(grant.idToken())
                .ascii(grant.origins().isEmpty() ? null : AsciiText.encodeAll(grant.origins()))
                .text(unanswered == null ? null : unanswered.refreshTokenHash())
                .number(unanswered == null ? null : millis(unanswered.since()))
                .text(lease == null ? null : lease.owner())
                .number(lease == null ? null : millis(lease.since()))
                .number(lease == null ? null : millis(lease.until()))
                .text(lease == null ? null : lease.intent());
    }

    StoredGrant read(ResultSet row) throws SQLException {
        String refreshToken = text(row, "refresh_token");
        String origins = row.getString("origins");
        return new StoredGrant(
                accessToken(row),
                refreshToken == null ? null : new RefreshToken(refreshToken),
                instant(row, "refresh_token_expires_at"),
                text(row, "id_token"),
                origins == null ? List.of() : AsciiText.decodeAll(origins),
                unanswered(row),
                text(row, "ended"),
                lease(row));
    }

    private @Nullable AccessToken accessToken(ResultSet row) throws SQLException {
        String value = text(row, "access_token");
        return value == null
                ? null
                : AccessToken.of(value, given(row, "obtained_at"), given(row, "expires_at"), text(row, "scope"));
    }

    private @Nullable Unanswered unanswered(ResultSet row) throws SQLException {
        String hash = text(row, "unanswered_hash");
        return hash == null ? null : new Unanswered(hash, given(row, "unanswered_since"));
    }

    private @Nullable Lease lease(ResultSet row) throws SQLException {
        String owner = text(row, "lease_owner");
        return owner == null
                ? null
                : new Lease(owner, given(row, "lease_since"), given(row, "lease_until"), text(row, "lease_intent"));
    }

    private @Nullable Long millis(@Nullable Instant time) {
        return time == null ? null : clock.toDatabase(time);
    }

    private Instant given(ResultSet row, String column) throws SQLException {
        return clock.toLocal(row.getLong(column));
    }

    private @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : clock.toLocal(millis);
    }

    static @Nullable String text(ResultSet row, String column) throws SQLException {
        String ascii = row.getString(column);
        return ascii == null ? null : AsciiText.decode(ascii);
    }
}
