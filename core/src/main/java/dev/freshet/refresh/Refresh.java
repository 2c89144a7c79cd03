package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.GrantState.Outcome;
import dev.freshet.refresh.ReauthorizationRequiredException.Reason;
import dev.freshet.store.GrantKey;
import dev.freshet.store.Lease;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import dev.freshet.store.TokenStore.Acquisition;
import dev.freshet.store.TokenStore.Versioned;
import dev.freshet.store.TokenStoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One refresh from top to bottom: read the store, take the lease, send the request, write the answer to the store, and
 * only then give the token out. It blocks, and runs on Freshet's own threads.
 */
final class Refresh {

    // What a lease must outlive besides the request itself: writing the answer, a few times if need be.
    private static final Duration TIME_TO_COMMIT = Duration.ofSeconds(10);
    private static final int COMMIT_ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final Logger LOG = System.getLogger(Refresh.class.getName());

    private final GrantKey key;
    private final ClientRegistration registration;
    private final TokenEndpoint endpoint;
    private final TokenStore store;
    private final String owner;
    private final InstantSource time;
    private final Beginning beginning;

    /** @param owner names this refresher in leases */
    Refresh(
            GrantKey key,
            ClientRegistration registration,
            TokenEndpoint endpoint,
            TokenStore store,
            String owner,
            InstantSource time) {
        this.key = key;
        this.registration = registration;
        this.endpoint = endpoint;
        this.store = store;
        this.owner = owner;
        this.time = time;
        this.beginning = Beginning.of(key, registration.grant());
    }

    /** What was issued and could not be stored, and the row as it was leased for it. */
    record Unsaved(Versioned leased, StoredGrant next, Outcome.Renewed renewed) {}

    Outcome run(Flight flight) {
        Unsaved unsaved = flight.unsaved();
        if (unsaved != null) {
            Outcome outcome = save(unsaved);
            if (outcome != null) {
                return outcome;
            }
        }
        long deadline = System.nanoTime() + registration.policy().waitTimeout().toNanos();
        while (System.nanoTime() - deadline < 0 && !Thread.currentThread().isInterrupted()) {
            Optional<Versioned> stored = store.read(key);
            if (beginning.isDue(stored)) {
                write(stored.map(Versioned::version).orElse(TokenStore.ABSENT), beginning.row(stored));
            } else if (stored.isEmpty()) {
                return new Outcome.Ended(Reason.NOT_AUTHORIZED);
            } else {
                Outcome outcome = withRow(stored.get(), flight);
                if (outcome != null) {
                    return outcome;
                }
            }
        }
        return failed("another process is refreshing this grant and has not finished", null);
    }

    /** One try on the row as it was read. Null: the row has moved on, read it again. */
    private @Nullable Outcome withRow(Versioned row, Flight flight) {
        StoredGrant grant = afterCrash(row.grant());
        AccessToken stored = grant.accessToken();
        if (stored != null && !stored.equals(flight.rejected()) && isFresh(stored)) {
            return new Outcome.Renewed(stored, true, false, Duration.ZERO);
        }
        if (grant.ended() != null) {
            return new Outcome.Ended(Reason.valueOf(grant.ended()));
        }
        TokenRequest request = request(grant);
        if (request == null) {
            return new Outcome.Ended(stored == null ? Reason.NOT_AUTHORIZED : Reason.NO_REFRESH_TOKEN);
        }
        Acquisition lease = store.acquire(key, row.version(), owner, leaseTime(), hash(request));
        if (lease instanceof Acquisition.Acquired acquired) {
            return settle(endpoint.request(request), request, new Versioned(acquired.version(), grant));
        }
        if (lease instanceof Acquisition.Held) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return null;
    }

    private @Nullable Outcome settle(Answer answer, TokenRequest request, Versioned leased) {
        if (answer instanceof Answer.Issued issued) {
            return issued(issued, request, leased);
        }
        if (answer instanceof Answer.Refused refused) {
            if (refused.error().refusesGrant()) {
                return refusedGrant(request, leased);
            }
            giveBack(leased, leased.grant().withLease(null));
            return failed("the server refused the client itself: " + refused.error()
                    + "; check its id, secret, scope and grant type", RefreshPolicy.COOL_DOWN);
        }
        if (answer instanceof Answer.Unanswered unanswered) {
            return unanswered(unanswered, request, leased);
        }
        giveBack(leased, leased.grant().withLease(null));
        return answer instanceof Answer.Busy busy
                ? failed(busy.cause(), busy.retryAfter())
                : failed(((Answer.NotSent) answer).cause(), null);
    }

    private @Nullable Outcome issued(Answer.Issued issued, TokenRequest request, Versioned leased) {
        TokenResponse response = issued.response();
        AccessToken token =
                response.accessToken(issued.requestedAt(), registration.policy().defaultLifetime());
        RefreshToken before = leased.grant().refreshToken();
        RefreshToken after = response.refreshToken() == null ? before : response.refreshToken();
        StoredGrant next = leased.grant().withTokens(token, after);
        Duration took = Duration.between(issued.requestedAt(), time.instant());
        Outcome.Renewed renewed = new Outcome.Renewed(token, false, !Objects.equals(before, after), took);
        return save(new Unsaved(leased, next, renewed));
    }

    private @Nullable Outcome save(Unsaved unsaved) {
        try {
            return commit(unsaved.leased(), unsaved.next()) ? unsaved.renewed() : null;
        } catch (TokenStoreException e) {
            return new Outcome.Failed(e.getMessage(), null, false, unsaved);
        }
    }

    /** Writes the answer. False: somebody else's tokens are there, which count, or the grant was forgotten. */
    private boolean commit(Versioned leased, StoredGrant next) {
        long version = leased.version();
        for (int attempt = 1; ; attempt++) {
            try {
                if (write(version, next)) {
                    return true;
                }
                Optional<Versioned> now = store.read(key);
                if (now.isEmpty() || !isSameGrant(now.get().grant(), leased.grant())) {
                    return false;
                }
                version = now.get().version(); // only the lease has moved: what was issued still counts
            } catch (TokenStoreException e) {
                if (attempt >= COMMIT_ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static boolean isSameGrant(StoredGrant one, StoredGrant other) {
        return one.ended() == null
                && Objects.equals(one.refreshToken(), other.refreshToken())
                && Objects.equals(one.accessToken(), other.accessToken());
    }

    private @Nullable Outcome refusedGrant(TokenRequest request, Versioned leased) {
        StoredGrant grant = leased.grant();
        if (request instanceof TokenRequest.Refresh && beginning.request() != null) {
            // The client can begin anew by itself, with its own credentials.
            write(leased.version(), grant.withTokens(grant.accessToken(), null));
            return null;
        }
        String hash = hash(request);
        Reason reason = hash != null && hash.equals(grant.unanswered()) ? Reason.ANSWER_LOST : Reason.REFUSED;
        return write(leased.version(), grant.withEnd(reason.name())) ? new Outcome.Ended(reason) : null;
    }

    private Outcome unanswered(Answer.Unanswered answer, TokenRequest request, Versioned leased) {
        StoredGrant grant = leased.grant();
        String hash = hash(request);
        if (answer.rescued() != null) {
            giveBack(leased, grant.withTokens(grant.accessToken(), answer.rescued()));
            return failed(answer.cause(), null);
        }
        giveBack(leased, hash == null ? grant.withLease(null) : grant.withUnanswered(hash));
        return new Outcome.Failed(answer.cause(), null, hash != null, null);
    }

    /** If the row has moved the lease is not ours any more, and there is nothing to give back. */
    private void giveBack(Versioned leased, StoredGrant next) {
        try {
            write(leased.version(), next);
        } catch (TokenStoreException e) {
            LOG.log(Level.WARNING, "FRESHET-0004: the lease of " + key + " could not be given back and will end by "
                    + "itself; until then no refresh is tried. Look at the store", e);
        }
    }

    private boolean write(long version, StoredGrant next) {
        return store.compareAndSet(key, version, next).isPresent();
    }

    /** A lease that ended by itself tells of a crash: the refresh token in it may be spent. */
    private StoredGrant afterCrash(StoredGrant grant) {
        Lease lease = grant.lease();
        return lease == null || lease.isHeld(Instant.now()) || lease.intent() == null
                ? grant
                : grant.withUnanswered(lease.intent());
    }

    private @Nullable TokenRequest request(StoredGrant grant) {
        RefreshToken refreshToken = grant.refreshToken();
        return refreshToken != null ? registration.refreshRequest(refreshToken) : beginning.request();
    }

    private static @Nullable String hash(TokenRequest request) {
        return request instanceof TokenRequest.Refresh refresh
                ? refresh.refreshToken().hash()
                : null;
    }

    private boolean isFresh(AccessToken token) {
        return time.instant().isBefore(registration.policy().dueAt(token));
    }

    private Duration leaseTime() {
        return registration.policy().attemptTimeout().plus(TIME_TO_COMMIT);
    }

    private static Outcome.Failed failed(String cause, @Nullable Duration retryAfter) {
        return new Outcome.Failed(cause, retryAfter, false, null);
    }
}
