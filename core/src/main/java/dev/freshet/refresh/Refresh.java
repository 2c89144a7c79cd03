package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.ClientAuthentication.Changing;
import dev.freshet.oauth.OAuthError;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.GrantState.Outcome;
import dev.freshet.refresh.IssuerGate.Closed;
import dev.freshet.refresh.ReauthorizationRequiredException.Reason;
import dev.freshet.refresh.TokenEvent.Failure;
import dev.freshet.store.GrantKey;
import dev.freshet.store.Lease;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.StoredGrant.Unanswered;
import dev.freshet.store.TokenStore;
import dev.freshet.store.TokenStore.Acquisition;
import dev.freshet.store.TokenStore.Versioned;
import dev.freshet.store.TokenStoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One refresh from top to bottom: read the store, take the lease, send the request, write the answer to the store, and
 * only then give the token out. It blocks, and runs on Freshet's own threads.
 */
final class Refresh {

    private static final int COMMIT_ATTEMPTS = 3;
    private static final Duration BEFORE_WRITING_AGAIN = Duration.ofMillis(50);

    static final String DEFECT = "a defect, see FRESHET-0005 in the log";
    private static final Logger LOG = System.getLogger(Refresh.class.getName());

    private final GrantKey key;
    private final Client client;
    private final Flight flight;
    private final ClientRegistration registration;
    private final TokenStore store;
    private final TimeSource time;
    private final @Nullable SubjectToken subject;
    private Beginning beginning = Beginning.NONE;
    // What the store said with its last answer, to be looked at once.
    private @Nullable Versioned answered;
    // Whether the row in hand is what the flight before was told, which may be long ago.
    private boolean isRemembered;
    private int polls;

    Refresh(GrantKey key, Client client, Flight flight) {
        this.key = key;
        this.client = client;
        this.flight = flight;
        this.registration = client.registration();
        this.store = client.store();
        this.time = client.node().time();
        TokenSource exchanged = client.subject(key);
        this.subject = exchanged == null ? null : new SubjectToken(exchanged);
    }

    /** What was issued and could not be stored, and the row as it was leased for it. */
    record Unsaved(Versioned leased, StoredGrant next, Outcome.Renewed renewed) {}

    Outcome run() {
        if (flight.unsaved() != null) {
            Optional<Outcome> outcome = save(flight.unsaved());
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        long deadline = now().after(registration.refreshLimit());
        while (now().isBefore(deadline) && !Thread.currentThread().isInterrupted()) {
            Optional<Outcome> outcome = once();
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        return failed(Failure.LOCAL, "another process is refreshing this grant and has not finished", Duration.ZERO);
    }

    /** One try on the row as it is. Empty: the row has moved on, or there is time for another try. */
    private Optional<Outcome> once() {
        try {
            beginning = beginning();
        } catch (TokenUnavailableException e) {
            return Optional.of(new Outcome.Deferred(String.valueOf(e.getMessage()), e.retryAfter()));
        } catch (ReauthorizationRequiredException e) {
            return Optional.of(new Outcome.Ended(e.reason()));
        } catch (RuntimeException e) {
            return Optional.of(withoutAssertion(e));
        }
        Optional<Versioned> stored = row();
        if (beginning.isDue(stored)) {
            write(stored.map(Versioned::version).orElse(TokenStore.ABSENT), beginning.row(stored));
            return Optional.empty();
        }
        if (stored.isEmpty()) {
            return Optional.of(new Outcome.Ended(Reason.NOT_AUTHORIZED));
        }
        Versioned row = stored.get();
        StoredGrant grant = row.grant();
        AccessToken token = grant.accessToken();
        if (token != null && isWorthAdopting(token)) {
            if (isPlain(grant)) {
                client.remember(key, row);
            }
            return Optional.of(new Outcome.Renewed(token, true, false, Duration.ZERO, null));
        }
        if (grant.ended() != null) {
            return Optional.of(new Outcome.Ended(Reason.valueOf(grant.ended())));
        }
        TokenRequest request;
        try {
            request = request(grant);
        } catch (RuntimeException e) {
            return Optional.of(withoutAssertion(e));
        }
        if (request == null && isRemembered) {
            return Optional.empty(); // the row may have got tokens since
        }
        if (request == null) {
            return Optional.of(new Outcome.Ended(token == null ? Reason.NOT_AUTHORIZED : Reason.NO_REFRESH_TOKEN));
        }
        Optional<Outcome> obstacle = obstacle(grant, request);
        return obstacle.isPresent() ? obstacle : leased(row, request);
    }

    /** The supplier of assertions is the application's. */
    private Outcome withoutAssertion(RuntimeException e) {
        LOG.log(
                Level.WARNING,
                "FRESHET-0015: there is nothing to present for '" + key + "', since what should make an "
                        + "assertion failed. Mend it; it is asked again soon",
                e);
        return failed(Failure.LOCAL, "no assertion could be made", Duration.ZERO);
    }

    /** Whether nothing follows from this row but that its refresh token can be presented. */
    private static boolean isPlain(StoredGrant grant) {
        return grant.ended() == null && grant.unanswered() == null;
    }

    /**
     * What the store has just said, or else what it said to the flight before, since a lease is refused if the row has
     * moved on. But that is for asking for the lease alone: a token is taken from what was read.
     */
    private Optional<Versioned> row() {
        Versioned remembered = client.takeRemembered(key);
        Versioned read = answered;
        answered = null;
        isRemembered = false;
        if (read == null && remembered != null && !isWorthAdopting(remembered.grant())) {
            isRemembered = true;
            return Optional.of(remembered);
        }
        return read != null ? Optional.of(read) : store.read(key);
    }

    /** With the token to be exchanged as it is now, which may have to be refreshed first. */
    private Beginning beginning() {
        return subject != null && registration.grant() instanceof Grant.TokenExchange exchange
                ? Beginning.of(exchange, subject.current(), registration.additions())
                : Beginning.of(key, registration);
    }

    /** Why nothing should be sent now, if there is a reason. */
    private Optional<Outcome> obstacle(StoredGrant grant, TokenRequest request) {
        if (client.node().workers().isClosing()) {
            // There may be no time for an answer.
            return Optional.of(failed(Failure.LOCAL, "the application stops", Duration.ZERO));
        }
        if (!mayPresent(grant, request)) {
            return Optional.of(new Outcome.Failed(
                    Failure.UNANSWERED,
                    "the refresh token may be spent, and the access token is used up first",
                    Duration.ZERO,
                    true,
                    null));
        }
        Moment now = now();
        return client.authentication()
                .closed(now)
                .or(() -> client.issuer().closed(now))
                .map(Refresh::deferred);
    }

    /**
     * A refresh token whose answer was lost is presented again if that does no harm, or as the last resort: when the
     * server takes it for theft, it ends what still works.
     */
    private boolean mayPresent(StoredGrant grant, TokenRequest request) {
        Unanswered lost = grant.unanswered();
        RefreshTokenPolicy policy = registration.refreshTokenPolicy();
        if (lost == null
                || !lost.refreshTokenHash().equals(hash(request))
                || policy.rotation().isRepeatable()) {
            return true;
        }
        AccessToken token = grant.accessToken();
        boolean lastResort = token == null || flight.isUsedUp(token) || isExpired(token);
        return lastResort || hasTimeForAnother(lost.since());
    }

    private boolean hasTimeForAnother(Instant since) {
        return registration
                .refreshTokenPolicy()
                .hasTimeForAnother(Duration.between(since, time.instant()), registration.attemptTimeout());
    }

    private Optional<Outcome> leased(Versioned row, TokenRequest request) {
        long uncovered = now().after(ClientRegistration.TIME_TO_COMMIT);
        Acquisition lease =
                store.acquire(key, row.version(), client.node().name(), registration.leaseTime(), hash(request));
        if (lease instanceof Acquisition.Acquired acquired) {
            Versioned leased = new Versioned(acquired.version(), afterCrash(row.grant()));
            if (now().isBefore(uncovered)) {
                return send(request, leased);
            }
            giveBack(leased, leased.grant()); // it could end while the request is under way
            return Optional.of(failed(Failure.LOCAL, "the store took too long to give the lease", Duration.ZERO));
        }
        if (lease instanceof Acquisition.Held) {
            pauseBeforeAsking();
            answered = isPlain(row.grant()) ? row : null;
        } else if (lease instanceof Acquisition.Moved moved) {
            answered = moved.row().orElse(null);
        }
        return Optional.empty();
    }

    private void pauseBeforeAsking() {
        double random = client.node().random().getAsDouble();
        client.node().workers().pause(RefreshPolicy.pauseBetweenPolls(++polls, random));
    }

    /** A lease that ended by itself tells of a crash: the refresh token in it may be spent. */
    private static StoredGrant afterCrash(StoredGrant grant) {
        Lease abandoned = grant.lease();
        if (abandoned == null || abandoned.intent() == null) {
            return grant.withLease(null);
        }
        Unanswered known = grant.unanswered();
        return known != null && known.refreshTokenHash().equals(abandoned.intent())
                ? grant.withLease(null)
                : grant.withUnanswered(new Unanswered(abandoned.intent(), abandoned.since()));
    }

    private Optional<Outcome> send(TokenRequest request, Versioned leased) {
        Optional<Outcome> obstacle = obstacle(leased.grant(), request).or(() -> client.authentication()
                .enter(now())
                .or(() -> client.issuer().enter(now()))
                .map(Refresh::deferred));
        if (obstacle.isPresent()) {
            giveBack(leased, leased.grant());
            return obstacle;
        }
        Instant sentAt = time.instant();
        Answer answer = client.endpoint().request(request);
        report(answer);
        if (answer instanceof Answer.Issued issued) {
            return issued(issued, leased);
        }
        if (answer instanceof Answer.Refused refused) {
            return refused(refused.error(), request, leased);
        }
        if (answer instanceof Answer.Unanswered unanswered) {
            return unanswered(unanswered, request, leased, sentAt);
        }
        giveBack(leased, leased.grant());
        return Optional.of(
                answer instanceof Answer.Busy busy
                        ? failed(Failure.BUSY, busy.cause(), RefreshPolicy.capped(busy.retryAfter()))
                        : failed(Failure.NOT_SENT, ((Answer.NotSent) answer).cause(), Duration.ZERO));
    }

    /** What an answer says about the endpoint, whatever it says about the grant. */
    private void report(Answer answer) {
        double random = client.node().random().getAsDouble();
        if (answer instanceof Answer.NotSent notSent) {
            client.issuer().failed(now(), Duration.ZERO, notSent.cause(), random);
        } else if (answer instanceof Answer.Unanswered unanswered) {
            client.issuer().failed(now(), Duration.ZERO, unanswered.cause(), random);
        } else if (answer instanceof Answer.Busy busy) {
            client.issuer().failed(now(), RefreshPolicy.capped(busy.retryAfter()), busy.cause(), random);
        } else {
            client.issuer().answered();
            if (!(answer instanceof Answer.Refused refused) || !refused.error().refusesAuthentication()) {
                client.authentication().answered();
            }
        }
    }

    private Optional<Outcome> issued(Answer.Issued issued, Versioned leased) {
        TokenResponse response = issued.response();
        StoredGrant grant = leased.grant();
        if (subject != null) {
            subject.accepted();
        }
        AccessToken token =
                response.accessToken(issued.requestedAt(), registration.policy().defaultLifetime());
        RefreshToken before = grant.refreshToken();
        RefreshToken after = response.refreshToken() == null ? before : response.refreshToken();
        Instant ends = response.refreshTokenExpiresAt(issued.requestedAt());
        StoredGrant next = grant.withTokens(token, after, ends != null ? ends : grant.refreshTokenExpiresAt())
                // OpenID Connect Core, section 12.2: an answer to a refresh may have none, and then the old one stays.
                .withIdToken(response.idToken() != null ? response.idToken() : grant.idToken());
        Duration took = Duration.between(issued.requestedAt(), time.instant());
        return save(new Unsaved(
                leased,
                next,
                new Outcome.Renewed(
                        token,
                        false,
                        !Objects.equals(before, after),
                        took,
                        endOf(next, grant.refreshTokenExpiresAt()))));
    }

    /** When the resource owner is needed again, as far as one can tell; null if there is no end in sight. */
    private @Nullable Instant endOf(StoredGrant grant, @Nullable Instant endedBefore) {
        if (beginning.canBeginAnew()) {
            return null;
        }
        if (grant.refreshToken() == null) {
            return grant.accessToken() == null ? null : grant.accessToken().expiresAt();
        }
        Instant ends = grant.refreshTokenExpiresAt();
        // An end that moves on with each refresh is an idle limit; one that stays is an end.
        return ends != null && endedBefore != null && !ends.isAfter(endedBefore.plusSeconds(1)) ? ends : null;
    }

    /** Stores what was issued. Empty: somebody else's tokens are there, which count, or the grant was forgotten. */
    Optional<Outcome> save(Unsaved unsaved) {
        try {
            return commit(unsaved.leased(), unsaved.next()) ? Optional.of(unsaved.renewed()) : Optional.empty();
        } catch (TokenStoreException e) {
            return Optional.of(
                    new Outcome.Failed(Failure.LOCAL, String.valueOf(e.getMessage()), Duration.ZERO, false, unsaved));
        } catch (RuntimeException | Error e) { // whatever a store throws, what was issued is kept
            client.node().notifier().defect(key, e);
            return Optional.of(new Outcome.Failed(Failure.LOCAL, DEFECT, Duration.ZERO, false, unsaved));
        }
    }

    private boolean commit(Versioned leased, StoredGrant next) {
        long version = leased.version();
        for (int attempt = 1; ; attempt++) {
            try {
                OptionalLong written = store.compareAndSet(key, version, next);
                if (written.isPresent()) {
                    client.remember(key, new Versioned(written.getAsLong(), next));
                    return true;
                }
                Optional<Versioned> now = store.read(key);
                if (now.isPresent() && isWritten(now.get().grant(), next)) {
                    return true; // by an attempt that seemed to fail
                }
                if (now.isEmpty() || !isSameGrant(now.get().grant(), leased.grant())) {
                    return false;
                }
                version = now.get().version(); // only the lease has moved: what was issued still counts
            } catch (TokenStoreException e) {
                if (attempt >= COMMIT_ATTEMPTS) {
                    throw e;
                }
                client.node().workers().pause(BEFORE_WRITING_AGAIN);
            }
        }
    }

    private static boolean isWritten(StoredGrant stored, StoredGrant next) {
        return stored.ended() == null
                && Objects.equals(stored.refreshToken(), next.refreshToken())
                && Objects.equals(stored.accessToken(), next.accessToken());
    }

    private static boolean isSameGrant(StoredGrant one, StoredGrant other) {
        return one.ended() == null
                && Objects.equals(one.refreshToken(), other.refreshToken())
                && Objects.equals(one.accessToken(), other.accessToken());
    }

    private Optional<Outcome> refused(OAuthError error, TokenRequest request, Versioned leased) {
        if (subject != null
                && request instanceof TokenRequest.TokenExchange
                && error.refusesSubjectToken()
                && subject.isReplaceable()) {
            giveBack(leased, leased.grant());
            return Optional.empty();
        }
        if (error.refusesGrant() && request instanceof TokenRequest.JwtBearer) {
            giveBack(leased, leased.grant());
            return Optional.of(failed(
                    Failure.CLIENT_REFUSED,
                    "the server refused the assertion: " + error + "; check its issuer, audience, subject and key",
                    RefreshPolicy.COOL_DOWN));
        }
        if (error.refusesGrant()) {
            return refusedGrant(request, leased);
        }
        giveBack(leased, leased.grant());
        String cause =
                "the server refused the client itself: " + error + "; check its id, secret, scope and grant type";
        Duration coolDown = error.refusesAuthentication() && registration.authentication() instanceof Changing
                ? RefreshPolicy.UNTIL_SECRET_FOLLOWS
                : RefreshPolicy.COOL_DOWN;
        if (error.refusesAuthentication()) {
            client.authentication().close(now(), coolDown, cause);
        }
        return Optional.of(failed(Failure.CLIENT_REFUSED, cause, coolDown));
    }

    private Optional<Outcome> refusedGrant(TokenRequest request, Versioned leased) {
        StoredGrant grant = leased.grant();
        Unanswered lost = grant.unanswered();
        Reason reason =
                lost != null && lost.refreshTokenHash().equals(hash(request)) ? Reason.ANSWER_LOST : Reason.REFUSED;
        if (request instanceof TokenRequest.Refresh && beginning.canBeginAnew()) {
            // The client can begin anew by itself, with its own credentials.
            if (write(leased.version(), grant.withTokens(grant.accessToken(), null, null))
                    && beginning.fallback() != null) {
                client.node().notifier().fellBack(key, reason);
            }
            return Optional.empty();
        }
        return write(leased.version(), grant.withEnd(reason.name()))
                ? Optional.of(new Outcome.Ended(reason))
                : Optional.empty();
    }

    private Optional<Outcome> unanswered(
            Answer.Unanswered answer, TokenRequest request, Versioned leased, Instant sentAt) {
        StoredGrant grant = leased.grant();
        String hash = hash(request);
        if (answer.rescued() != null) {
            commit(leased, grant.withTokens(grant.accessToken(), answer.rescued(), grant.refreshTokenExpiresAt()));
            return Optional.of(failed(Failure.UNANSWERED, answer.cause(), Duration.ZERO));
        }
        if (hash == null) {
            giveBack(leased, grant);
            return Optional.of(failed(Failure.UNANSWERED, answer.cause(), Duration.ZERO));
        }
        Unanswered before = grant.unanswered();
        Instant since = before != null && before.refreshTokenHash().equals(hash) ? before.since() : sentAt;
        giveBack(leased, grant.withUnanswered(new Unanswered(hash, since)));
        if (registration.refreshTokenPolicy().rotation().isRepeatable()) {
            return Optional.of(failed(Failure.UNANSWERED, answer.cause(), Duration.ZERO));
        }
        if (!hasTimeForAnother(since.minus(RefreshTokenPolicy.PAUSE_BETWEEN_ATTEMPTS))) {
            return Optional.of(new Outcome.Failed(Failure.UNANSWERED, answer.cause(), Duration.ZERO, true, null));
        }
        client.node().workers().pause(RefreshTokenPolicy.PAUSE_BETWEEN_ATTEMPTS);
        return Optional.empty();
    }

    /** If the row has moved the lease is not ours any more, and there is nothing to give back. */
    private void giveBack(Versioned leased, StoredGrant next) {
        try {
            write(leased.version(), next);
        } catch (TokenStoreException e) {
            LOG.log(
                    Level.WARNING,
                    "FRESHET-0004: the lease of " + key + " could not be given back and will end by "
                            + "itself; until then no refresh is tried. Look at the store",
                    e);
        }
    }

    private boolean write(long version, StoredGrant next) {
        return store.compareAndSet(key, version, next).isPresent();
    }

    private @Nullable TokenRequest request(StoredGrant grant) {
        RefreshToken refreshToken = grant.refreshToken();
        return refreshToken != null ? registration.refreshRequest(refreshToken) : beginning.anew();
    }

    private static @Nullable String hash(TokenRequest request) {
        return request instanceof TokenRequest.Refresh refresh
                ? refresh.refreshToken().hash()
                : null;
    }

    /**
     * A token that is due is worth it to those who have none, or an older one: they need not wait for the next. The one
     * that is held is what this refresh is to replace, whatever a wall clock that was set back says of it.
     */
    private boolean isWorthAdopting(AccessToken token) {
        return !flight.replaces(token) && !isExpired(token);
    }

    private boolean isWorthAdopting(StoredGrant grant) {
        AccessToken token = grant.accessToken();
        return token != null && isWorthAdopting(token);
    }

    private boolean isExpired(AccessToken token) {
        return !time.instant().isBefore(registration.policy().expiredAt(token));
    }

    private Moment now() {
        return Moment.of(time);
    }

    private static Outcome deferred(Closed closed) {
        return new Outcome.Deferred(closed.cause(), closed.retryAfter());
    }

    private static Outcome.Failed failed(Failure failure, String cause, Duration retryAfter) {
        return new Outcome.Failed(failure, cause, retryAfter, false, null);
    }
}
