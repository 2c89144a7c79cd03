package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.refresh.SimulatedNode.Memory;
import dev.freshet.refresh.SimulatedServer.Access;
import dev.freshet.refresh.SimulatedServer.Family;
import dev.freshet.refresh.SimulatedServer.Presentation;
import dev.freshet.refresh.SimulatedServer.Refresh;
import dev.freshet.store.GrantKey;
import dev.freshet.store.StoredGrant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must hold whatever happens. The models call in here at every event; the first thing that must not happen ends the
 * simulation. The ids are explained in docs/simulation.md.
 */
final class Invariants {

    private final Simulation simulation;
    private final Set<GrantKey> storeFailed = new HashSet<>();
    private final Set<GrantKey> everForgotten = new HashSet<>();
    private final Set<GrantKey> everRefused = new HashSet<>();
    private final Map<String, Integer> requestsPerRow = new HashMap<>();
    private final Map<SimulatedNode, Integer> requestsInOutage = new HashMap<>();
    private long storedTokens;
    private @Nullable String violation;

    Invariants(Simulation simulation) {
        this.simulation = simulation;
    }

    /** What did not hold, or null. */
    @Nullable
    String violation() {
        return violation;
    }

    void violated(String what) {
        if (violation == null) {
            violation = what;
            simulation.trace(() -> "VIOLATED: " + what);
            simulation.scheduler().end();
        }
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            violated(what);
        }
    }

    // ---------------------------------------------------------------- token requests

    Presentation requested(SimulatedNode node, TokenRequest request, @Nullable Refresh presented) {
        Family family = presented == null ? simulation.server().own() : presented.family;
        long now = simulation.now();
        StoredGrant row = simulation
                .store()
                .row(family.key)
                .map(versioned -> versioned.grant())
                .orElse(null);
        Presentation sent = new Presentation(
                node, request, presented, now, node.task().leaseUntil, row != null && lives(node, row, presented));
        simulation.trace(() -> node + " presents " + (presented == null ? "its credentials" : presented.value));
        for (Presentation other : family.presentations) {
            boolean underWay =
                    !other.ended && now < other.begun + node.attemptTimeout().toNanos();
            if (underWay && now < other.leaseUntil && !family.outlivedLease && !storeFailed.contains(family.key)) {
                violated((other.node == node ? "I1" : "I2") + ": " + node + " sends a token request for " + family.key
                        + " while one of " + other.node + " is under way");
            }
        }
        if (now >= sent.leaseUntil) {
            family.outlivedLease = true;
            simulation.figures().sentAfterLease++;
        }
        if (presented != null) {
            presented(node, presented);
        }
        countInOutage(node);
        countPerRow(family.key, row);
        family.presentations.removeIf(other -> other.ended);
        family.presentations.add(sent);
        simulation.figures().requests++;
        return sent;
    }

    private void presented(SimulatedNode node, Refresh presented) {
        if (!presented.family.outlivedLease) {
            for (Refresh seen : node.memory(presented.family.key).seen) {
                require(
                        !seen.descendsFrom(presented) || simulation.isPersistent(),
                        "I3: " + node + " presents " + presented.value + " though it has read its successor "
                                + seen.value);
            }
        }
        require(
                !presented.refused || !presented.buried && simulation.now() >= presented.refusedUnderLease,
                "refused: " + node + " presents " + presented.value + " though it was answered with invalid_grant");
    }

    /** Whether the client has an access token to serve, so that nothing may be risked. It counts in milliseconds. */
    private boolean lives(SimulatedNode node, StoredGrant row, @Nullable Refresh presented) {
        AccessToken token = row.accessToken();
        RefreshToken refreshToken = row.refreshToken();
        return token != null
                && refreshToken != null
                && presented != null
                && refreshToken.value().equals(presented.value)
                && !simulation.server().accessToken(token).reported
                && node.wall().toEpochMilli()
                        < simulation.policy().expiredAt(token).toEpochMilli();
    }

    private void countInOutage(SimulatedNode node) {
        Simulation.Faults faults = simulation.faults();
        if (faults.outage != Simulation.Outage.NONE && simulation.now() - faults.outageSince < 60_000_000_000L) {
            int requests = requestsInOutage.merge(node, 1, Integer::sum);
            simulation.figures().mostInOutage = Math.max(simulation.figures().mostInOutage, requests);
            require(requests <= 25, "I9: " + node + " sends its 26th token request in the first minute of an outage");
        }
    }

    void outageBegins() {
        requestsInOutage.clear();
    }

    private void countPerRow(GrantKey key, @Nullable StoredGrant row) {
        AccessToken token = row == null ? null : row.accessToken();
        if (simulation.isCalm() && token != null) {
            String generation = key + " " + token.value();
            require(
                    requestsPerRow.merge(generation, 1, Integer::sum) == 1,
                    "I8: a second token request for the same access token of " + key + ", and nothing has failed");
        }
    }

    void answered(Presentation sent, Answer answer) {
        sent.ended = true;
        Family family = sent.refreshToken == null ? simulation.server().own() : sent.refreshToken.family;
        if (simulation.now() > sent.leaseUntil) {
            family.outlivedLease = true;
        }
        boolean toBeStored = answer instanceof Answer.Issued
                || answer instanceof Answer.Unanswered unanswered && unanswered.rescued() != null;
        if (toBeStored && sent.refreshToken != null) {
            sent.refreshToken.lost++; // for as long as it is not stored
        }
        if (answer instanceof Answer.Refused refused && refused.error().refusesGrant() && sent.refreshToken != null) {
            sent.refreshToken.refused = !family.outlivedLease;
            sent.refreshToken.refusedUnderLease = sent.leaseUntil;
            everRefused.add(family.key);
        }
    }

    /** The server takes a refresh token for stolen. */
    void revoked(Presentation sent, boolean duplicate) {
        Refresh token = sent.refreshToken;
        if (duplicate || token == null || token.family.outlivedLease) {
            simulation.figures().familiesExcused++;
            return;
        }
        simulation.figures().familiesRevoked++;
        require(
                !sent.accessTokenLives || simulation.stalls(),
                "living: " + sent.node + " has presented a spent refresh token while the access token still lives");
        require(token.lost > 0, "lost: a family is revoked though no answer was lost");
    }

    void crashed(SimulatedNode node) {
        for (Family family : simulation.server().families()) {
            for (Presentation sent : family.presentations) {
                if (sent.node == node && sent.refreshToken != null) {
                    sent.refreshToken.lost++;
                }
            }
        }
        simulation.server().forgetRefusals();
    }

    // ---------------------------------------------------------------- the store

    void storeFailed(GrantKey key) {
        storeFailed.add(key);
        simulation.server().forgetRefusals();
    }

    void read(SimulatedNode node, StoredGrant row) {
        RefreshToken token = row.refreshToken();
        if (token != null) {
            Refresh known = simulation.server().refreshToken(token.value());
            node.memory(known.family.key).seen.add(known);
        }
    }

    void stored(StoredGrant row) {
        AccessToken token = row.accessToken();
        if (token != null) {
            Access known = simulation.server().accessToken(token);
            if (known.stored == 0) {
                known.stored = ++storedTokens;
            }
        }
    }

    void written(SimulatedNode node, GrantKey key, @Nullable StoredGrant before, StoredGrant next) {
        read(node, next);
        stored(next);
        if (simulation.isAuthorizing(node.task())) {
            simulation.takenOver(key);
            return;
        }
        RefreshToken old = before == null ? null : before.refreshToken();
        RefreshToken kept = next.refreshToken();
        if (next.ended() != null && (before == null || before.ended() == null)) {
            require(
                    old != null && simulation.server().refreshToken(old.value()).family.revoked,
                    "I10: " + node + " ends " + key + " though its refresh token was not refused");
            if (old != null) {
                simulation.server().refreshToken(old.value()).buried = true;
            }
        }
        require(
                old == null || kept != null || simulation.server().refreshToken(old.value()).family.revoked,
                "I10: " + node + " drops the refresh token of " + key + ", which was not refused");
        require(
                kept == null || before == null || old != null,
                "I13: a late answer of " + node + " brings " + key + " back after it was forgotten");
        require(
                before != null || kept == null || simulation.isConfigured(kept),
                "I13: a late answer of " + node + " makes a row of " + key + " again after it was forgotten");
        if (old != null && kept != null && !old.equals(kept)) {
            if (simulation.now() >= node.task().leaseUntil) {
                simulation.server().refreshToken(old.value()).family.outlivedLease = true;
            }
            require(
                    simulation
                            .server()
                            .refreshToken(kept.value())
                            .descendsFrom(simulation.server().refreshToken(old.value())),
                    "I3: " + node + " writes a refresh token over one that does not come before it");
        }
    }

    // ---------------------------------------------------------------- callers

    /** A call that is under way. */
    final class Call {

        private final SimulatedNode node;
        private final GrantKey key;
        private final Memory memory;
        private final long begun = simulation.now();
        private final long stalledBefore;
        private final long latestServed;
        private final long events;
        private final boolean forgotten;
        private final boolean first;
        private final @Nullable AccessToken usable;

        Call(SimulatedNode node, GrantKey key, @Nullable AccessToken rejected) {
            this.node = node;
            this.key = key;
            this.memory = node.memory(key);
            this.stalledBefore = node.task().stalled;
            this.latestServed = memory.latestServed;
            this.events = memory.events;
            this.forgotten = memory.forgotten;
            this.first = rejected == null;
            this.usable = simulation.now() - memory.lastLookedUp < 3_000_000_000_000L ? memory.lastServed : null;
            node.task().awaited = false;
        }

        void served(AccessToken token) {
            inTime();
            Access known = simulation.server().accessToken(token);
            long waited = simulation.now() - begun;
            simulation.figures().served++;
            simulation.trace(
                    () -> node + " serves " + token.value() + " for " + key + " after " + waited / 1_000_000 + " ms");
            require(
                    known.stored > 0,
                    "I4: " + node + " serves " + token.value() + " of " + key
                            + ", which was never written to the store");
            require(
                    known.stored >= latestServed,
                    "I12: " + node + " serves " + token.value() + " of " + key + " though it has served a later one");
            require(
                    !forgotten || !memory.forgotten,
                    "I13: " + node + " serves " + token.value() + " of " + key + ", which was forgotten");
            memory.latestServed = Math.max(memory.latestServed, known.stored);
            if (node.task().awaited) {
                withoutWaiting();
            } else if (memory.events == events) {
                memory.lastServed = token;
            }
        }

        void unavailable() {
            inTime();
            withoutWaiting();
            simulation.figures().unavailable++;
        }

        void over(ReauthorizationRequiredException.Reason reason) {
            inTime();
            withoutWaiting();
            simulation.figures().over++;
            simulation.trace(() -> node + " says that " + key + " is over: " + reason);
            boolean justified =
                    switch (reason) {
                        case NOT_AUTHORIZED -> everForgotten.contains(key);
                        case NO_REFRESH_TOKEN -> false;
                        case REFUSED, ANSWER_LOST -> everRefused.contains(key);
                    };
            require(justified, "I10: " + node + " says that " + key + " is over (" + reason + "), which it is not");
        }

        private void inTime() {
            long took = simulation.now() - begun - (node.task().stalled - stalledBefore);
            require(
                    took <= simulation.policy().waitTimeout().toNanos(),
                    "I5: a call at " + node + " took " + took / 1_000_000 + " ms");
        }

        private void withoutWaiting() {
            AccessToken token = usable;
            if (first
                    && token != null
                    && memory.events == events
                    && node.wall().plusMillis(2).isBefore(simulation.policy().expiredAt(token))) {
                violated("I7: a call at " + node + " waited or failed though " + token.value() + " of " + key
                        + " could be served");
            }
        }
    }

    void happened(SimulatedNode node, TokenEvent event) {
        simulation.trace(() -> node + " tells " + event);
        Memory memory = node.memory(event.grant());
        if (event instanceof TokenEvent.RefreshFailed failed) {
            require(!failed.cause().contains("defect"), "defect: " + failed.cause());
        } else if (!(event instanceof TokenEvent.ReauthorizationAhead)
                && !(event instanceof TokenEvent.ReauthorizationRequired)) {
            memory.events++;
            memory.lastServed = null;
        }
        if (event instanceof TokenEvent.ReauthorizationRequired) {
            simulation.figures().sessionsOver++;
        } else if (event instanceof TokenEvent.Refreshed) {
            simulation.figures().refreshed++;
        } else if (event instanceof TokenEvent.Adopted) {
            simulation.figures().adopted++;
        }
    }

    /** Whether there was a login or a logout: then a token may be served that its source has not heard of. */
    boolean isReplacedFromOutside(GrantKey key) {
        return everForgotten.contains(key)
                || simulation.server().families().stream()
                                .filter(family -> family.key.equals(key))
                                .count()
                        > 1;
    }

    void forgetting(GrantKey key) {
        everForgotten.add(key);
    }
}
