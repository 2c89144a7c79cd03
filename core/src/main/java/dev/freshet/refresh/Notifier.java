package dev.freshet.refresh;

import dev.freshet.refresh.GrantState.Health;
import dev.freshet.refresh.GrantState.Outcome;
import dev.freshet.store.GrantKey;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the listeners and the log what happened. */
final class Notifier {

    private static final Logger LOG = System.getLogger(TokenSources.class.getPackageName());

    private final List<TokenListener> listeners;

    Notifier(List<TokenListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    void notify(TokenEvent event) {
        LOG.log(Level.DEBUG, () -> "FRESHET-0008: " + event);
        for (TokenListener listener : listeners) {
            try {
                listener.onEvent(event);
            } catch (RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "FRESHET-0006: a token listener failed; tokens are not affected. Mend "
                                + listener.getClass().getName(),
                        e);
            }
        }
    }

    /** @param authorized the client whose authorization it is */
    void settled(GrantKey key, String authorized, Outcome outcome, GrantState before, GrantState after, Moment now) {
        if (outcome instanceof Outcome.Renewed renewed) {
            renewed(key, renewed);
        } else if (outcome instanceof Outcome.Failed failed) {
            failed(key, failed, after, now);
        } else if (outcome instanceof Outcome.Ended ended && !isKnown(before, ended)) {
            LOG.log(
                    Level.WARNING,
                    "FRESHET-0002: no access token for '" + key + "': " + Refusals.words(ended.reason(), authorized));
            notify(new TokenEvent.ReauthorizationRequired(key, ended.reason()));
        }
    }

    private void renewed(GrantKey key, Outcome.Renewed renewed) {
        Instant expiresAt = renewed.token().expiresAt();
        notify(
                renewed.adopted()
                        ? new TokenEvent.Adopted(key, expiresAt)
                        : new TokenEvent.Refreshed(key, expiresAt, renewed.rotated(), renewed.took()));
        if (renewed.endsAt() != null) {
            notify(new TokenEvent.ReauthorizationAhead(key, renewed.endsAt()));
        }
    }

    private void failed(GrantKey key, Outcome.Failed failed, GrantState after, Moment now) {
        Instant retryAt = after.health() instanceof Health.Waiting waiting
                ? now.wall().plus(now.until(waiting.until()))
                : now.wall();
        LOG.log(
                Level.WARNING,
                "FRESHET-0003: refreshing '" + key + "' brought nothing: " + failed.cause()
                        + ". A token that is still valid stays in use; the next attempt is not before " + retryAt);
        notify(new TokenEvent.RefreshFailed(key, failed.failure(), failed.cause(), retryAt));
    }

    private static boolean isKnown(GrantState before, Outcome.Ended ended) {
        return before.health() instanceof Health.Ended known && known.reason() == ended.reason();
    }

    /** @param reason why its refresh token is dead */
    void fellBack(GrantKey key, ReauthorizationRequiredException.Reason reason) {
        LOG.log(
                Level.WARNING,
                "FRESHET-0040: the refresh token of '" + key + "' is dead (" + reason + "), and its fallback takes its "
                        + "place. Authorize again if the tokens of the fallback are not worth as much");
        notify(new TokenEvent.FellBack(key, reason));
    }

    /** @param failure why a forgotten grant could not be revoked, or null if it was */
    void revoked(GrantKey key, @Nullable String failure) {
        if (failure == null) {
            notify(new TokenEvent.Revoked(key));
            return;
        }
        LOG.log(
                Level.WARNING,
                "FRESHET-0010: '" + key + "' is forgotten here, but its refresh token could not be revoked: " + failure
                        + ". It lives until the server ends it; revoke it there if that matters");
        notify(new TokenEvent.RevocationFailed(key, failure));
    }

    void defect(GrantKey key, Throwable defect) {
        LOG.log(
                Level.ERROR,
                "FRESHET-0005: a refresh of '" + key + "' failed in a way that it should not. "
                        + "It will be tried again; please report this",
                defect);
    }
}
