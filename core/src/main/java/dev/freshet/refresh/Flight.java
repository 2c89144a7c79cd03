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
    private final @Nullable AccessToken held;
    private final boolean usedUp;
    private final Refresh.@Nullable Unsaved unsaved;
    private final long overdueNanos;

    /**
     * @param held the access token to be replaced, or null if there is none
     * @param usedUp whether it can no longer be sent: expired by either clock, or refused
     * @param unsaved tokens of an earlier refresh that are still to be stored, or null
     * @param overdueNanos from then on this flight is taken for lost, and the next caller starts another
     */
    Flight(@Nullable AccessToken held, boolean usedUp, Refresh.@Nullable Unsaved unsaved, long overdueNanos) {
        this.held = held;
        this.usedUp = usedUp;
        this.unsaved = unsaved;
        this.overdueNanos = overdueNanos;
    }

    /** Whether this is the access token to be replaced. */
    boolean replaces(AccessToken token) {
        return token.equals(held);
    }

    /** Whether this process knows that this access token can no longer be sent. */
    boolean isUsedUp(AccessToken token) {
        return usedUp && replaces(token);
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
