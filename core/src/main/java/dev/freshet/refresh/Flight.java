package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.GrantState.Decision;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One refresh under way, as its waiters see it. A waiter that leaves changes nothing for the others.
 *
 * @see Refresh what it does meanwhile
 */
final class Flight {

    private final CompletableFuture<Decision> landed = new CompletableFuture<>();
    private final @Nullable AccessToken usedUp;
    private final Refresh.@Nullable Unsaved unsaved;
    private final long overdueNanos;

    /**
     * @param usedUp the access token that can no longer be sent, expired by either clock or refused, or null
     * @param unsaved tokens of an earlier refresh that are still to be stored, or null
     * @param overdueNanos from then on this flight is taken for lost, and the next caller starts another
     */
    Flight(@Nullable AccessToken usedUp, Refresh.@Nullable Unsaved unsaved, long overdueNanos) {
        this.usedUp = usedUp;
        this.unsaved = unsaved;
        this.overdueNanos = overdueNanos;
    }

    @Nullable AccessToken usedUp() {
        return usedUp;
    }

    Refresh.@Nullable Unsaved unsaved() {
        return unsaved;
    }

    boolean isOverdue(Moment now) {
        return !now.isBefore(overdueNanos);
    }

    void land(Decision decision) {
        landed.complete(decision);
    }

    /** Completed with what its waiters get; never completed exceptionally. */
    CompletableFuture<Decision> landed() {
        return landed;
    }
}
