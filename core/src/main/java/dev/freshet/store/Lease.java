package dev.freshet.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The right to present the refresh token of a grant, for a while. Immutable.
 *
 * @param owner a name of the process that holds it, unique to that process
 * @param since when it was taken
 * @param until when it ends by itself, so that a crash does not hold a grant for ever
 * @param intent the hash of the refresh token about to be presented, or null if none is. It outlives a crash: whoever
 *     takes the lease over learns from {@link TokenStore.Acquisition.Acquired#abandoned()} that this token may be spent.
 */
public record Lease(
        String owner,
        Instant since,
        Instant until,
        @Nullable String intent) {

    /** Whether nobody but its owner may act on the grant now. */
    public boolean isHeld(Instant now) {
        return now.isBefore(until);
    }
}
