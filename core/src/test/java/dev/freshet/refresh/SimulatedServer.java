package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.OAuthError;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.RefreshTokenPolicy.Rotation;
import dev.freshet.store.GrantKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model of an authorization server that takes theft seriously, of the network before it, and of the resource servers that
 * accept its tokens. One authorization is a family: a chain of refresh tokens, and access tokens. A refresh token that is
 * presented again later than its leeway ends its family, access tokens included.
 */
final class SimulatedServer {

    private static final long MILLI = 1_000_000;

    private final Simulation simulation;
    private final Map<String, Refresh> refreshTokens = new HashMap<>();
    private final Map<String, Access> accessTokens = new HashMap<>();
    private final List<Family> families = new ArrayList<>();
    private final Family own = family(GrantKey.ofApplication(Simulation.CLIENT));

    SimulatedServer(Simulation simulation) {
        this.simulation = simulation;
    }

    /** One authorization. */
    static final class Family {

        final GrantKey key;
        final List<Presentation> presentations = new ArrayList<>();
        boolean revoked;
        /** A lease ended by itself while a request was under way: two nodes may have presented. */
        boolean outlivedLease;

        Family(GrantKey key) {
            this.key = key;
        }
    }

    /** A refresh token. */
    static final class Refresh {

        final String value;
        final Family family;
        final @Nullable Refresh parent;
        long firstUse = -1;
        /** In the retry-safe mode: one of its successors was used. */
        boolean superseded;
        /** Answers to it that issued tokens, and did not arrive, or not in the store. */
        int lost;
        /** The client was told that it is invalid, and nothing kept it from remembering that. */
        boolean refused;
        /** Until then nobody else may present it, so that the client has time to store that. */
        long refusedUnderLease;
        /** It is stored that the grant has ended with it. */
        boolean buried;

        Refresh(String value, Family family, @Nullable Refresh parent) {
            this.value = value;
            this.family = family;
            this.parent = parent;
        }

        boolean descendsFrom(Refresh other) {
            for (Refresh each = parent; each != null; each = each.parent) {
                if (each == other) {
                    return true;
                }
            }
            return false;
        }
    }

    /** An access token. */
    static final class Access {

        final Family family;
        final long expires;
        boolean revoked;
        /** A resource server refused it and that was reported. */
        boolean reported;
        /** Its place among all that were ever stored; zero if it was not. */
        long stored;

        Access(Family family, long expires) {
            this.family = family;
            this.expires = expires;
        }
    }

    /** One token request of a client. */
    static final class Presentation {

        final SimulatedNode node;
        final TokenRequest request;
        final @Nullable Refresh refreshToken;
        final long begun;
        final long leaseUntil;
        /** What the client still had to serve when it sent this. */
        final boolean accessTokenLives;

        boolean ended;

        Presentation(
                SimulatedNode node,
                TokenRequest request,
                @Nullable Refresh refreshToken,
                long begun,
                long leaseUntil,
                boolean accessTokenLives) {
            this.node = node;
            this.request = request;
            this.refreshToken = refreshToken;
            this.begun = begun;
            this.leaseUntil = leaseUntil;
            this.accessTokenLives = accessTokenLives;
        }
    }

    Refresh refreshToken(String value) {
        Refresh known = refreshTokens.get(value);
        if (known == null) {
            throw new IllegalStateException("never issued");
        }
        return known;
    }

    Access accessToken(AccessToken token) {
        Access known = accessTokens.get(token.value());
        if (known == null) {
            throw new IllegalStateException("never issued");
        }
        return known;
    }

    List<Family> families() {
        return families;
    }

    /** What keeps a client from remembering that a refresh token was refused has happened. */
    void forgetRefusals() {
        refreshTokens.values().forEach(token -> token.refused = false);
    }

    /** The resource owner authorizes. */
    TokenResponse login(GrantKey key) {
        return issue(family(key), null);
    }

    /** What the client gets by its own credentials belongs to this. */
    Family own() {
        return own;
    }

    /** A refresh token that somebody writes into a configuration. */
    String configured(GrantKey key) {
        return refresh(family(key), null).value;
    }

    private Family family(GrantKey key) {
        Family family = new Family(key);
        families.add(family);
        return family;
    }

    private Refresh refresh(Family family, @Nullable Refresh parent) {
        Refresh issued = new Refresh("rt-" + (refreshTokens.size() + 1), family, parent);
        refreshTokens.put(issued.value, issued);
        return issued;
    }

    private TokenResponse issue(Family family, @Nullable Refresh presented) {
        Duration lifetime = simulation.lifetime();
        String value = access(family, lifetime);
        boolean stays = presented != null && simulation.rotation() == Rotation.PERSISTENT;
        return TokenResponse.of(value, lifetime, stays ? null : refresh(family, presented).value);
    }

    private String access(Family family, Duration lifetime) {
        String value = "at-" + (accessTokens.size() + 1);
        accessTokens.put(value, new Access(family, simulation.now() + lifetime.toNanos()));
        return value;
    }

    /** Whether this token would be exchanged now, within its leeway if it was used before. */
    boolean isLiving(RefreshToken token) {
        Refresh known = refreshToken(token.value());
        return !known.family.revoked && !isReuse(known);
    }

    private boolean isReuse(Refresh token) {
        return switch (simulation.rotation()) {
            case PERSISTENT -> false;
            case RETRY_SAFE -> token.superseded;
            case ROTATING, UNKNOWN ->
                token.firstUse >= 0
                        && simulation.now() - token.firstUse
                                > simulation.leeway().toNanos();
        };
    }

    private Answer handle(Presentation sent, boolean duplicate) {
        Refresh presented = sent.refreshToken;
        if (presented == null) {
            Duration lifetime = simulation.lifetime();
            return new Answer(TokenResponse.of(access(own, lifetime), lifetime, null), null);
        }
        if (presented.family.revoked) {
            return Answer.INVALID_GRANT;
        }
        if (isReuse(presented)) {
            presented.family.revoked = true;
            simulation.trace(() -> "server: " + presented.value + " was presented again, its family is revoked");
            simulation.invariants().revoked(sent, duplicate);
            return Answer.INVALID_GRANT;
        }
        if (presented.firstUse < 0) {
            presented.firstUse = simulation.now();
        }
        for (Refresh each = presented.parent; each != null; each = each.parent) {
            each.superseded = true;
        }
        return new Answer(issue(presented.family, presented), null);
    }

    /** What the server says; the network decides what becomes of it. */
    private record Answer(
            @Nullable TokenResponse issued, @Nullable String refused) {

        static final Answer INVALID_GRANT = new Answer(null, "invalid_grant");
    }

    /** A call to a resource server with this token. */
    boolean accepts(AccessToken token) {
        Access known = accessToken(token);
        return !simulation.faults().resourceRefuses
                && !known.revoked
                && !known.family.revoked
                && simulation.now() < known.expires;
    }

    /** The endpoint as one node sees it. */
    TokenEndpoint endpoint(SimulatedNode node) {
        return request -> {
            node.port();
            Refresh presented = request instanceof TokenRequest.Refresh refresh
                    ? refreshToken(refresh.refreshToken().value())
                    : null;
            Presentation sent = simulation.invariants().requested(node, request, presented);
            TokenEndpoint.Answer answer =
                    exchange(node, sent, node.attemptTimeout().toNanos());
            simulation.trace(() -> node + " hears " + answer);
            simulation.invariants().answered(sent, answer);
            node.port();
            return answer;
        };
    }

    private TokenEndpoint.Answer exchange(SimulatedNode node, Presentation sent, long limit) {
        Simulation.Faults faults = simulation.faults();
        Instant requestedAt = node.wall();
        switch (faults.outage) {
            case NONE -> {}
            case UNREACHABLE -> {
                pause(simulation.millis(20));
                return new TokenEndpoint.Answer.NotSent("ConnectException");
            }
            case SILENT -> {
                pause(limit);
                return new TokenEndpoint.Answer.Unanswered("no answer", null);
            }
            case BUSY -> {
                pause(simulation.millis(50));
                return new TokenEndpoint.Answer.Busy("HTTP 503", faults.retryAfter);
            }
        }
        if (faults.refusesClient) {
            pause(simulation.millis(50));
            return new TokenEndpoint.Answer.Refused(new OAuthError("invalid_client", null, null));
        }
        if (simulation.happens(faults.notSent)) {
            pause(simulation.millis(20));
            return new TokenEndpoint.Answer.NotSent("HttpConnectTimeoutException");
        }
        if (simulation.happens(faults.busy)) {
            pause(simulation.millis(50));
            return new TokenEndpoint.Answer.Busy("HTTP 429", faults.retryAfter);
        }
        if (simulation.happens(faults.droppedBefore)) {
            pause(simulation.happens(0.5) ? limit : simulation.millis(100));
            return new TokenEndpoint.Answer.Unanswered("dropped before it arrived", null);
        }
        return delivered(sent, requestedAt, limit);
    }

    private TokenEndpoint.Answer delivered(Presentation sent, Instant requestedAt, long limit) {
        Simulation.Faults faults = simulation.faults();
        boolean slow = simulation.happens(faults.slow);
        long there = slow ? simulation.nanos(limit) : Math.min(limit - MILLI, simulation.millis(faults.latency));
        long back = slow ? simulation.nanos(limit) : simulation.millis(faults.latency);
        Answer[] said = new Answer[1];
        Scheduler scheduler = simulation.scheduler();
        scheduler.at(simulation.now() + there, () -> said[0] = handle(sent, false));
        if (simulation.happens(faults.duplicate)) {
            long later = simulation.happens(0.5) ? simulation.millis(1_000) : simulation.millis(60_000);
            scheduler.at(simulation.now() + there + later, () -> handle(sent, true));
        }
        if (simulation.happens(faults.lost)) {
            pause(simulation.happens(0.5) ? limit : Math.min(limit, there + back));
            return unanswered(sent, said[0], "connection reset");
        }
        if (there + back >= limit) {
            pause(limit);
            return unanswered(sent, said[0], "no answer in time");
        }
        pause(there + back);
        Answer answer = said[0];
        if (answer.issued() == null) {
            return new TokenEndpoint.Answer.Refused(new OAuthError("invalid_grant", null, null));
        }
        if (simulation.happens(faults.errorAfterCommit)) {
            return unanswered(sent, answer, "HTTP 502");
        }
        if (simulation.happens(faults.garbled) && answer.issued().refreshToken() != null) {
            return new TokenEndpoint.Answer.Unanswered(
                    "not JSON", answer.issued().refreshToken());
        }
        return new TokenEndpoint.Answer.Issued(answer.issued(), requestedAt);
    }

    private static TokenEndpoint.Answer unanswered(Presentation sent, @Nullable Answer said, String cause) {
        if (sent.refreshToken != null && (said == null || said.issued() != null)) {
            sent.refreshToken.lost++;
        }
        return new TokenEndpoint.Answer.Unanswered(cause, null);
    }

    private void pause(long nanos) {
        simulation.scheduler().sleep(nanos);
    }
}
