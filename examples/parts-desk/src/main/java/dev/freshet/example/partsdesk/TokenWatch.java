package dev.freshet.example.partsdesk;

import dev.freshet.refresh.TokenEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** Follows what happens to the tokens, by the events that Freshet fires. They hold no token, so neither does this. */
@ApplicationScoped
public class TokenWatch {

    @Inject
    Tally tally;

    private final AtomicReference<TokenStatus> status = new AtomicReference<>(TokenStatus.STARTING);

    /** How the tokens fare now. */
    public TokenStatus status() {
        return status.get();
    }

    void onEvent(@Observes TokenEvent event) {
        if (event instanceof TokenEvent.Refreshed refreshed) {
            tally.add(refreshed.rotated() ? Counts.ROTATED : Counts.REFRESHED);
            status.set(TokenStatus.sound(Instant.now(), refreshed.expiresAt()));
        } else if (event instanceof TokenEvent.Adopted adopted) {
            tally.add(Counts.ADOPTED);
            status.set(TokenStatus.sound(Instant.now(), adopted.expiresAt()));
        } else if (event instanceof TokenEvent.RefreshFailed failed) {
            tally.add(Counts.REFRESH_FAILED);
            status.updateAndGet(before -> before.waitingUntil(failed.retryAt(), failed.cause()));
        } else if (event instanceof TokenEvent.Rejected) {
            status.updateAndGet(before -> before.withoutToken(Instant.now()));
        } else if (event instanceof TokenEvent.ReauthorizationRequired ended) {
            status.updateAndGet(before -> before.ended(ended.reason().name()));
        } else if (event instanceof TokenEvent.CallRepeated) {
            tally.add(Counts.ABSORBED);
        } else if (event instanceof TokenEvent.UnauthorizedHandedOn) {
            tally.add(Counts.HANDED_ON);
        }
    }
}
