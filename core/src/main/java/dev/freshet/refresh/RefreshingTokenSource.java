package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.GrantState.Decision;
import dev.freshet.refresh.GrantState.Held;
import dev.freshet.refresh.GrantState.Outcome;
import dev.freshet.store.GrantKey;
import dev.freshet.store.TokenStoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The shell around {@link GrantState}: the only class that knows threads. It reads the one reference, lets the state
 * decide, and moves on by compare-and-set from the very state that was read; who loses such a race looks again. The winner
 * of the step to a refresh starts the flight, all others await it.
 */
final class RefreshingTokenSource implements TokenSource {

    private final GrantKey key;
    private final RefreshPolicy policy;
    private final Refresh refresh;
    private final Executor threads;
    private final InstantSource time;
    private final Notifier notifier;
    private final AtomicReference<GrantState> state = new AtomicReference<>(GrantState.EMPTY);

    RefreshingTokenSource(
            GrantKey key,
            RefreshPolicy policy,
            Refresh refresh,
            Executor threads,
            InstantSource time,
            Notifier notifier) {
        this.key = key;
        this.policy = policy;
        this.refresh = refresh;
        this.threads = threads;
        this.time = time;
        this.notifier = notifier;
    }

    @Override
    public AccessToken accessToken() {
        Held held = state.get().held();
        // The way of nearly every call: one read, one look at the clock, nothing else.
        return held != null && held.isFresh(time.millis()) ? held.token() : obtain();
    }

    @Override
    public AccessToken replacementFor(AccessToken rejected) {
        Instant now = time.instant();
        GrantState seen = state.get();
        Duration guard = seen.guardOf(rejected, now);
        if (!guard.isZero()) {
            throw exception(new Decision.Unavailable(
                    guard, "the replacement of a refused token was refused as well; another refresh would not help"));
        }
        while (true) {
            GrantState next = seen.rejected(rejected, policy);
            if (next == seen) {
                return obtain();
            }
            if (state.compareAndSet(seen, next)) {
                notifier.notify(new TokenEvent.Rejected(key));
                return obtain();
            }
            seen = state.get();
        }
    }

    @Override
    public void accepted(AccessToken replacement) {
        state.updateAndGet(seen -> seen.accepted(replacement));
    }

    @Override
    public void refusedAgain(AccessToken replacement) {
        Instant now = time.instant();
        state.updateAndGet(seen -> seen.refusedAgain(replacement, now));
    }

    /** Tokens were brought in from outside and are stored already. */
    void authorized(AccessToken token) {
        state.updateAndGet(seen -> seen.authorized(token, policy));
    }

    /** The grant was forgotten and is not stored any more. A refresh under way will find that out by itself. */
    void forgotten() {
        state.set(GrantState.EMPTY);
    }

    private AccessToken obtain() {
        while (true) {
            GrantState seen = state.get();
            Decision decision = seen.needed(time.instant());
            if (decision instanceof Decision.ServeAndRefresh due) {
                start(seen);
                return due.token();
            }
            Flight flight = null;
            if (decision instanceof Decision.Refresh) {
                flight = start(seen);
                if (flight == null) {
                    continue; // the state moved on: look again
                }
            } else if (decision instanceof Decision.Await await) {
                flight = await.flight();
            }
            return given(flight == null ? decision : flight.await(policy.waitTimeout()));
        }
    }

    private AccessToken given(Decision decision) {
        if (decision instanceof Decision.Serve serve) {
            return serve.token();
        }
        if (decision instanceof Decision.ServeAndRefresh serve) {
            return serve.token();
        }
        throw exception(decision);
    }

    private @Nullable Flight start(GrantState seen) {
        Held held = seen.held();
        Flight flight = new Flight(held != null && held.rejected() ? held.token() : null, seen.unsaved());
        if (!state.compareAndSet(seen, seen.refreshing(flight))) {
            return null;
        }
        try {
            threads.execute(() -> fly(flight));
        } catch (RejectedExecutionException e) {
            settle(flight, new Outcome.Failed("no thread is free to refresh, or the application stops", null, false,
                    seen.unsaved()));
        }
        return flight;
    }

    private void fly(Flight flight) {
        Outcome outcome;
        try {
            outcome = refresh.run(flight);
        } catch (TokenStoreException e) {
            outcome = new Outcome.Failed(e.getMessage(), null, false, flight.unsaved());
        } catch (RuntimeException | Error e) {
            notifier.defect(key, e);
            outcome = new Outcome.Failed("a defect, see FRESHET-0005 in the log", null, false, flight.unsaved());
        }
        settle(flight, outcome);
    }

    /** Publishes what came of a flight: first to the state, then to those who wait, then to listeners. */
    private void settle(Flight flight, Outcome outcome) {
        Instant now = time.instant();
        double random = ThreadLocalRandom.current().nextDouble();
        UnaryOperator<GrantState> step = seen -> seen.settled(outcome, now, policy, random);
        GrantState next = step.apply(GrantState.EMPTY); // for those who wait, if the flight was overtaken
        GrantState seen = state.get();
        while (seen.flight() == flight) {
            next = step.apply(seen);
            if (state.compareAndSet(seen, next)) {
                break;
            }
            seen = state.get();
        }
        flight.land(outcome instanceof Outcome.Renewed renewed
                ? new Decision.Serve(renewed.token())
                : next.needed(now));
        notifier.settled(key, outcome, next);
    }

    private TokenException exception(Decision decision) {
        return Refusals.exception(key, decision);
    }

    @Override
    public String toString() {
        return "TokenSource[" + key + "]";
    }
}
