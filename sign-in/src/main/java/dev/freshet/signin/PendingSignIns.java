package dev.freshet.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.freshet.refresh.TimeSource;
import java.time.Duration;
import java.util.Optional;

/**
 * The sign-ins that browsers were sent away for. Safe for use by many threads. Kept by the hash of their state, so that a
 * look-up tells nothing of it by its time; bounded in number and time. Not in the HTTP session: two tabs that begin without
 * one get one each, and the first to come back changes it.
 */
final class PendingSignIns {

    /** Long enough to look a password up. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private static final int MOST = 100_000;

    private final TimeSource time;
    private final Cache<String, PendingSignIn> byState;

    PendingSignIns(TimeSource time) {
        this.time = time;
        this.byState = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(LONGEST)
                .ticker(time::nanoTime)
                .executor(Runnable::run)
                .build();
    }

    void add(String state, PendingSignIn pending) {
        byState.put(Randoms.hash(state), pending);
    }

    /** The sign-in of a state that was not answered yet. Whose browser this is has to be looked at before it is taken. */
    Optional<PendingSignIn> find(String state) {
        return Optional.ofNullable(byState.getIfPresent(Randoms.hash(state)))
                .filter(pending -> time.instant().isBefore(pending.expiresAt()));
    }

    /** @return whether it was there: of those who bring the same answer at once, one gets it */
    boolean take(String state, PendingSignIn pending) {
        return byState.asMap().remove(Randoms.hash(state), pending);
    }
}
