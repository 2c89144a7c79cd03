package dev.freshet.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The right to present the refresh token of a grant, for a while. Immutable.
 *
 * @param owner a name of the process that holds it, unique to that process
 * @param since when it was taken; or, after leases that ended by themselves and named the same refresh token, when the
 *     first of them was
 * @param until when it ends by itself, so that a crash does not hold a grant for ever
 * @param intent the hash of the refresh token about to be presented, or null if none is. It outlives a crash: whoever
 *     takes the lease over has read it with the row, and so knows that this token may be spent.
 */
public record Lease(
        String owner,
        Instant since,
        Instant until,
        @Nullable String intent) {

    /**
     * This lease, taken over from one that ended by itself. If that one was to present the same refresh token, it may have
     * been presented since then: stores write this lease, so that the suspicion is not lost with the answer to its owner.
     *
     * @param abandoned the lease before, or null if there was none
     */
    public Lease after(@Nullable Lease abandoned) {
        return abandoned != null && intent != null && intent.equals(abandoned.intent())
                ? new Lease(owner, abandoned.since(), until, intent)
                : this;
    }

    /** Whether nobody but its owner may act on the grant now. */
    public boolean isHeld(Instant now) {
        return now.isBefore(until);
    }
}
