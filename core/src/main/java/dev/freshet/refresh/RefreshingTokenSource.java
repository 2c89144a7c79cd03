package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.GrantState.Decision;
import dev.freshet.refresh.GrantState.Held;
import dev.freshet.refresh.GrantState.Outcome;
import dev.freshet.refresh.TokenEvent.Failure;
import dev.freshet.store.GrantKey;
import dev.freshet.store.TokenStoreException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The shell around {@link GrantState}: the only class that knows threads. It reads the one reference, lets the state
 * decide, and moves on by compare-and-set from the very state that was read; who loses such a race looks again. The winner
 * of the step to a refresh starts the flight, all others await it.
 */
final class RefreshingTokenSource implements TokenSource {

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(RefreshingTokenSource.class, "state", GrantState.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final GrantKey key;
    private final Client client;
    // Not an AtomicReference: there may be a million of these.
    private volatile GrantState state = GrantState.EMPTY;

    RefreshingTokenSource(GrantKey key, Client client) {
        this.key = key;
        this.client = client;
    }

    String grantId() {
        return key.grantId();
    }

    @Override
    public AccessToken accessToken() {
        Held held = state.held();
        // The way of nearly every call: one read, one look at the clock, nothing else.
        return held != null && held.isFresh(client.node().time().nanoTime()) ? held.token() : obtain(null);
    }

    @Override
    public AccessToken replacementFor(AccessToken rejected) {
        RefreshingTokenSource cached = client.inPlaceOf(this);
        if (cached != this) {
            return cached.replacementFor(rejected);
        }
        Moment now = now();
        Duration guard = state.guardOf(rejected, now);
        if (!guard.isZero()) {
            throw Refusals.exception(
                    key,
                    client.registration().authorized(),
                    new Decision.Unavailable(
                            guard,
                            "the replacement of a refused token was refused as well; another refresh would not help"));
        }
        Terms terms = client.terms(key);
        if (step(seen -> seen.rejected(rejected, terms, now))) {
            client.node().notifier().notify(new TokenEvent.Rejected(key));
        }
        return obtain(rejected);
    }

    @Override
    public void accepted(AccessToken replacement) {
        Moment now = now();
        client.inPlaceOf(this).step(seen -> seen.accepted(replacement, now));
    }

    @Override
    public void refusedAgain(AccessToken replacement) {
        Moment now = now();
        client.inPlaceOf(this).step(seen -> seen.refusedAgain(replacement, now));
    }

    /** What is known at the moment. */
    GrantState state() {
        return state;
    }

    /**
     * Tokens were brought in from outside and are stored already.
     *
     * @param before what was known before they were stored. If that has changed, so may have the store, and what was
     *     brought in may be older than what is known.
     */
    void authorized(AccessToken token, GrantState before) {
        if (!STATE.compareAndSet(this, before, before.authorized(token, client.terms(key), now()))) {
            step(GrantState::overtaken);
        }
        if (state.unsaved() == null) {
            client.unpin(this);
        }
    }

    /** The grant was forgotten and is not stored any more. A refresh under way will find that out by itself. */
    void forgotten() {
        step(seen -> GrantState.unknown());
        client.unpin(this);
    }

    /** This source is no longer the cached one. */
    void evicted() {
        step(GrantState::evicted);
    }

    /** Refreshes if the held token is older than that. */
    void keepAlive(Duration longest) {
        GrantState seen = state;
        Held held = seen.held();
        Moment now = now();
        if (held == null || held.token().obtainedAt().plus(longest).isAfter(now.wall())) {
            return;
        }
        Decision decision = seen.needed(now);
        if (decision instanceof Decision.Serve && seen.flight() == null && seen.mayRefreshAhead(now)
                || decision instanceof Decision.ServeAndRefresh
                || decision instanceof Decision.Refresh) {
            start(seen, now);
        }
    }

    /** Applies a step of the state. False if it changed nothing. */
    private boolean step(UnaryOperator<GrantState> step) {
        while (true) {
            GrantState seen = state;
            GrantState next = step.apply(seen);
            if (next == seen) {
                return false;
            }
            if (STATE.compareAndSet(this, seen, next)) {
                return true;
            }
        }
    }

    /** @param rejected the token to be replaced, or null if any will do */
    private AccessToken obtain(@Nullable AccessToken rejected) {
        RefreshingTokenSource cached = client.inPlaceOf(this);
        if (cached != this) {
            return cached.obtain(rejected);
        }
        long deadline = now().after(client.registration().policy().waitTimeout());
        while (true) {
            GrantState seen = state;
            Moment now = now();
            Decision decision = seen.needed(now);
            if (decision instanceof Decision.Serve serve) {
                STATE.compareAndSet(this, seen, seen.lookedAt(now));
                return serve.token();
            }
            if (decision instanceof Decision.ServeAndRefresh due) {
                start(seen, now);
                return due.token();
            }
            Flight flight = null;
            if (decision instanceof Decision.Refresh) {
                flight = start(seen, now);
                if (flight == null) {
                    continue; // the state moved on: look again
                }
            } else if (decision instanceof Decision.Await await) {
                flight = await.flight();
            }
            if (flight == null) {
                return given(decision);
            }
            Decision landed = await(flight, now.until(deadline));
            if (!isFoundAgain(landed, flight, rejected)) {
                return given(landed);
            }
        }
    }

    /** A flight that began before a token was refused here may have found that very token in the store. */
    private static boolean isFoundAgain(Decision landed, Flight flight, @Nullable AccessToken rejected) {
        return rejected != null
                && !flight.replaces(rejected)
                && landed instanceof Decision.Serve serve
                && serve.token().equals(rejected);
    }

    private Decision await(Flight flight, Duration limit) {
        try {
            return client.node().workers().await(flight.landed(), limit);
        } catch (TimeoutException e) {
            long waited = client.registration().policy().waitTimeout().toMillis();
            return new Decision.Unavailable(
                    Duration.ZERO, "no token came within " + waited + " ms; the refresh goes on");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Decision.Unavailable(Duration.ZERO, "interrupted while waiting; the refresh goes on");
        }
    }

    private AccessToken given(Decision decision) {
        if (decision instanceof Decision.Serve serve) {
            return serve.token();
        }
        if (decision instanceof Decision.ServeAndRefresh serve) {
            return serve.token();
        }
        throw Refusals.exception(key, client.registration().authorized(), decision);
    }

    /** Null if the state has moved on. */
    private @Nullable Flight start(GrantState seen, Moment now) {
        Held held = seen.held();
        Flight flight = new Flight(
                held == null ? null : held.token(),
                held != null && !held.isUsable(now),
                seen.unsaved(),
                now.after(client.registration().longestFlight()));
        if (!STATE.compareAndSet(this, seen, seen.refreshing(flight))) {
            return null;
        }
        try {
            client.node().workers().execute(() -> fly(flight));
        } catch (RuntimeException | Error e) { // a thread factory of a server may throw anything
            settle(flight, local(flight, "no thread is free to refresh, or the application stops: " + e));
        }
        return flight;
    }

    private void fly(Flight flight) {
        settle(flight, outcome(flight, Refresh::run));
    }

    /** Whatever a store or a server throws, a flight has an outcome, and what it was to store is not lost. */
    private Outcome outcome(Flight flight, Function<Refresh, Outcome> work) {
        try {
            return work.apply(new Refresh(key, client, flight));
        } catch (TokenStoreException e) {
            return local(flight, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            client.node().notifier().defect(key, e);
            return local(flight, Refresh.DEFECT);
        }
    }

    private static Outcome local(Flight flight, String cause) {
        return new Outcome.Failed(Failure.LOCAL, cause, Duration.ZERO, false, flight.unsaved());
    }

    /** Publishes what came of a flight: first to the state, then to those who wait, then to listeners. */
    private void settle(Flight flight, Outcome outcome) {
        Moment now = now();
        Terms terms = client.terms(key);
        double random = client.node().random().getAsDouble();
        GrantState before = state;
        GrantState next = before.settled(outcome, now, terms, random);
        boolean overtaken = before.flight() != flight;
        while (!overtaken && !STATE.compareAndSet(this, before, next)) {
            before = state;
            next = before.settled(outcome, now, terms, random);
            overtaken = before.flight() != flight;
        }
        keepUnsaved(flight, outcome, overtaken);
        flight.land(
                outcome instanceof Outcome.Renewed renewed
                        ? landing(renewed, overtaken ? before : next, now)
                        : next.needed(now));
        client.node().notifier().settled(key, client.registration().authorized(), outcome, before, next, now);
    }

    /** Who has waited gets what everybody gets from now on; what was renewed, if that is of no use for others. */
    private static Decision landing(Outcome.Renewed renewed, GrantState current, Moment now) {
        Decision decision = current.needed(now);
        return decision instanceof Decision.Serve || decision instanceof Decision.ServeAndRefresh
                ? decision
                : new Decision.Serve(renewed.token());
    }

    /** Tokens that the store did not take must outlive an eviction, and are offered to it again though nobody calls. */
    private void keepUnsaved(Flight flight, Outcome outcome, boolean overtaken) {
        Refresh.Unsaved unsaved = outcome instanceof Outcome.Failed failed ? failed.unsaved() : null;
        if (unsaved != null) {
            client.pin(this);
            client.node()
                    .workers()
                    .later(RefreshPolicy.SAVE_AGAIN, overtaken ? () -> saveAlone(unsaved) : this::saveAgain);
        } else if (flight.unsaved() != null) {
            client.unpin(this);
        }
    }

    private void saveAgain() {
        GrantState seen = state;
        if (seen.unsaved() != null && seen.flight() == null && start(seen, now()) == null) {
            saveAgain();
        }
    }

    /** For a flight that was taken for lost: the state goes on without it, but what it has brought still counts. */
    private void saveAlone(Refresh.Unsaved unsaved) {
        Flight flight = new Flight(null, false, unsaved, now().nanos());
        Outcome outcome = outcome(
                flight, refresh -> refresh.save(unsaved).orElseGet(() -> new Outcome.Deferred("", Duration.ZERO)));
        keepUnsaved(flight, outcome, true);
    }

    private Moment now() {
        return Moment.of(client.node().time());
    }

    @Override
    public String toString() {
        return "TokenSource[" + key + "]";
    }
}
