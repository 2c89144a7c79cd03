package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.GrantState.Decision;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One refresh under way, as its waiters see it. A waiter that leaves changes nothing for the others.
 *
 * @see Refresh what it does meanwhile
 */
final class Flight {

    private final CompletableFuture<Decision> landed = new CompletableFuture<>();
    private final @Nullable AccessToken rejected;
    private final Refresh.@Nullable Unsaved unsaved;

    /**
     * @param rejected the access token to be replaced because it was refused, or null
     * @param unsaved tokens of an earlier refresh that are still to be stored, or null
     */
    Flight(@Nullable AccessToken rejected, Refresh.@Nullable Unsaved unsaved) {
        this.rejected = rejected;
        this.unsaved = unsaved;
    }

    @Nullable AccessToken rejected() {
        return rejected;
    }

    Refresh.@Nullable Unsaved unsaved() {
        return unsaved;
    }

    void land(Decision decision) {
        landed.complete(decision);
    }

    Decision await(Duration timeout) {
        try {
            return landed.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Decision.Unavailable(
                    Duration.ZERO, "no token came within " + timeout.toMillis() + " ms; the refresh goes on");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Decision.Unavailable(Duration.ZERO, "interrupted while waiting; the refresh goes on");
        } catch (ExecutionException e) {
            throw new IllegalStateException("A flight never fails: it lands with a decision", e);
        }
    }
}
