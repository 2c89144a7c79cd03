package dev.freshet.it.soak;

import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Revokes the access tokens at random times, once a second on average. Not a token that no repeated call got through with
 * yet: a call that is refused twice with nothing that got through in between is handed on, as the README has it, since
 * nobody can tell that from an API that refuses every token.
 */
final class Revocations implements TokenListener {

    private static final Duration SHORTEST_GAP = Duration.ofMillis(300);
    private static final Duration MEAN_GAP_BEYOND = Duration.ofMillis(700);

    private final ScheduledExecutorService clock;
    private final Random random;
    private final AtomicBoolean absorbed = new AtomicBoolean(true);
    private final AtomicInteger count = new AtomicInteger();

    Revocations(ScheduledExecutorService clock, long seed) {
        this.clock = clock;
        this.random = new Random(seed);
    }

    @Override
    public void onEvent(TokenEvent event) {
        if (event instanceof TokenEvent.CallRepeated) {
            absorbed.set(true);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // if one fails there are too few
    void begin(PartnerProcess partner) {
        double beyond = -Math.log(1 - random.nextDouble()) * MEAN_GAP_BEYOND.toNanos();
        clock.schedule(
                () -> {
                    begin(partner);
                    revoke(partner);
                },
                SHORTEST_GAP.toNanos() + (long) beyond,
                TimeUnit.NANOSECONDS);
    }

    private void revoke(PartnerProcess partner) {
        if (!absorbed.getAndSet(false)) {
            absorbed.set(true); // or it hit nobody, since a new token came at that very moment: only one is left out
            return;
        }
        try {
            partner.revokeAccessTokens();
            count.incrementAndGet();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many there were. */
    int count() {
        return count.get();
    }
}
