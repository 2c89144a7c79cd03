package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.RefreshTokenPolicy.Rotation;
import dev.freshet.refresh.Scheduler.Task;
import dev.freshet.store.GrantKey;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore.Versioned;
import dev.freshet.store.TokenStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cluster under the real refresh machine, for some minutes or hours of its own time: nodes with callers, a store, an
 * authorization server, and what may befall each of them. Everything follows from the seed. First there are faults, then
 * there are none for {@link #QUIET}, and in the end every grant that lives has to be served by every node.
 */
final class Simulation {

    static final String CLIENT = "parts";
    static final Instant START = TestTokens.NOW;

    private static final Duration QUIET = Duration.ofMinutes(5);
    private static final int TRACED = 400;

    private final Scheduler scheduler;
    private final Invariants invariants;
    private final SimulatedServer server;
    private final SimulatedStore store;
    private final Figures figures;
    private final Faults faults;
    private final @Nullable Deque<String> trace;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<GrantKey> grants = new ArrayList<>();
    private final ClientRegistration registration;
    private final Duration lifetime;
    private final boolean lifetimesVary;
    private final boolean calm;
    private final boolean direct;
    private final @Nullable String configured;
    private final long interval;
    private final long end;
    private boolean lotsOfStalls;
    private boolean quiet;
    private int nodesMade;

    /** What goes wrong, and how often. */
    static final class Faults {

        double notSent;
        double busy;
        double droppedBefore;
        double lost;
        double errorAfterCommit;
        double garbled;
        double duplicate;
        double slow;
        double storeFails;
        double storeForgetsToAnswer;
        double storeSlow;
        int storeSlowest;
        double rejectsWork;
        double slowWork;
        double stall;
        /** Milliseconds. */
        int latency;

        int storeLatency;

        @Nullable
        Duration retryAfter;

        Outage outage = Outage.NONE;
        long outageSince;
        boolean refusesClient;
        boolean resourceRefuses;

        /** From now on all goes well, but for what takes its time. */
        void cease() {
            notSent = busy = droppedBefore = lost = errorAfterCommit = garbled = duplicate = slow = 0;
            storeFails = storeForgetsToAnswer = storeSlow = rejectsWork = slowWork = stall = 0;
            outage = Outage.NONE;
            refusesClient = false;
            resourceRefuses = false;
        }
    }

    /** What a dead authorization server does. */
    enum Outage {
        NONE,
        UNREACHABLE,
        SILENT,
        BUSY
    }

    /** What was seen over many seeds. */
    static final class Figures {

        long seeds;
        long steps;
        long requests;
        long served;
        long unavailable;
        long over;
        long refreshed;
        long adopted;
        long sessionsOver;
        long familiesRevoked;
        long familiesExcused;
        long crashes;
        long authorized;
        long forgotten;
        long sentAfterLease;
        int mostInOutage;

        @Override
        public String toString() {
            return seeds + " seeds, " + steps + " steps, " + served + " tokens served, " + unavailable
                    + " calls without one for the moment, " + over + " for good; " + requests + " token requests, "
                    + refreshed + " refreshed, " + adopted + " adopted; " + sessionsOver + " sessions over, "
                    + familiesRevoked + " families revoked after a loss, " + familiesExcused
                    + " by a duplicate or an outlived lease; " + crashes + " crashes, " + authorized + " logins, "
                    + forgotten + " logouts, " + sentAfterLease + " requests sent after their lease; at most "
                    + mostInOutage + " token requests of a node in the first minute of an outage";
        }
    }

    private Simulation(long seed, Figures figures, boolean traced) {
        this.scheduler = new Scheduler(seed);
        this.figures = figures;
        this.trace = traced ? new ArrayDeque<>() : null;
        this.invariants = new Invariants(this);
        this.server = new SimulatedServer(this);
        this.store = new SimulatedStore(this);
        this.faults = new Faults();
        this.calm = happens(0.2);
        this.lifetime = Duration.ofSeconds(oneOf(5, 10, 30, 60, 300, 3600));
        this.lifetimesVary = happens(0.5);
        int kind = oneOf(0, 0, 0, 1, 1, 2);
        this.direct = kind == 2;
        Rotation rotation = oneOfRotations();
        Duration leeway = Duration.ofSeconds(oneOf(0, 0, 2, 5, 10, 30, 60));
        Duration keepAlive = happens(0.2) ? lifetime.dividedBy(2) : null;
        ClientRegistration.Builder builder = TestTokens.client(CLIENT)
                .policy(RefreshPolicy.DEFAULT
                        .withWaitTimeout(Duration.ofSeconds(oneOf(2, 5, 30)))
                        .withAttemptTimeout(Duration.ofSeconds(oneOf(2, 5, 10))))
                .refreshTokenPolicy(new RefreshTokenPolicy(rotation, leeway, keepAlive));
        GrantKey application = GrantKey.ofApplication(CLIENT);
        this.configured = kind == 1 ? server.configured(application) : null;
        if (configured != null) {
            builder.refreshToken(configured);
        } else if (direct) {
            builder.clientCredentials();
        } else {
            builder.perUser();
        }
        this.registration = builder.build();
        if (kind != 0) {
            grants.add(application);
        }
        int users = kind == 0 ? 1 + draw(3) : draw(3);
        for (int i = 1; i <= users; i++) {
            grants.add(new GrantKey(CLIENT, "user-" + i));
        }
        this.interval = Math.min(Math.max(lifetime.toNanos() / 5, 500_000_000L), 60_000_000_000L * (1 + draw(10)));
        this.end = Math.max(5 * lifetime.toNanos(), 60_000_000_000L * (1 + draw(2)));
        if (calm) {
            faults.latency = oneOf(1, 20, 200);
            faults.storeLatency = oneOf(0, 0, 5);
        } else {
            drawFaults();
        }
    }

    /**
     * Runs one seed.
     *
     * @throws AssertionError if an invariant does not hold; it tells the seed, and what has happened before
     */
    static long run(long seed, Figures figures) {
        Simulation simulation = new Simulation(seed, figures, false);
        if (simulation.run() != null) {
            Simulation again = new Simulation(seed, new Figures(), true);
            Throwable defect = again.run();
            throw new AssertionError(again.report(seed), defect);
        }
        figures.seeds++;
        figures.steps += simulation.scheduler.steps();
        return simulation.scheduler.random.nextLong();
    }

    private String report(long seed) {
        String events = trace == null ? "" : String.join("\n", trace);
        return invariants.violation() + "\n-Dfreshet.seed=" + seed + " runs just this one\n" + describe() + "\n"
                + events;
    }

    private String describe() {
        return nodesMade + " nodes, grants " + grants + ", " + registration.refreshTokenPolicy() + ", "
                + registration.policy() + ", lifetime " + lifetime + (calm ? ", calm" : "");
    }

    private @Nullable Throwable run() {
        for (GrantKey key : grants) {
            if (!key.grantId().equals(GrantKey.APPLICATION)) {
                TokenResponse response = server.login(key);
                store.begin(
                        key,
                        StoredGrant.of(
                                response.accessToken(
                                        START, registration.policy().defaultLifetime()),
                                response.refreshToken()));
            }
        }
        int size = 1 + draw(4);
        for (int i = 0; i < size; i++) {
            startNode();
        }
        planTroubles();
        planAffairs();
        scheduler.at(end, this::calmDown);
        scheduler.run();
        Throwable defect = scheduler.defect();
        if (defect != null) {
            invariants.violated("defect: " + defect);
        }
        return invariants.violation() == null ? null : defect == null ? new Throwable("no defect") : defect;
    }

    // ---------------------------------------------------------------- the lot

    boolean happens(double probability) {
        return probability > 0 && scheduler.random.nextDouble() < probability;
    }

    private int draw(int bound) {
        return scheduler.random.nextInt(bound);
    }

    private int oneOf(int... values) {
        return values[draw(values.length)];
    }

    private Rotation oneOfRotations() {
        return List.of(
                        Rotation.ROTATING,
                        Rotation.ROTATING,
                        Rotation.ROTATING,
                        Rotation.UNKNOWN,
                        Rotation.RETRY_SAFE,
                        Rotation.PERSISTENT)
                .get(draw(6));
    }

    private double sometimes(double probability) {
        return happens(0.35) ? probability : 0;
    }

    long millis(int bound) {
        return bound <= 0 ? 0 : 1_000_000L * draw(bound);
    }

    long nanos(long bound) {
        return scheduler.random.nextLong(bound);
    }

    private void drawFaults() {
        faults.notSent = sometimes(0.1);
        faults.busy = sometimes(0.1);
        faults.droppedBefore = sometimes(0.1);
        faults.lost = sometimes(0.15);
        faults.errorAfterCommit = sometimes(0.1);
        faults.garbled = sometimes(0.05);
        faults.duplicate = sometimes(0.1);
        faults.slow = sometimes(0.1);
        faults.storeFails = happens(0.25) ? 0.03 : 0;
        faults.storeForgetsToAnswer = happens(0.25) ? 0.03 : 0;
        faults.storeSlow = happens(0.25) ? 0.05 : 0;
        faults.storeSlowest = oneOf(500, 3_000, 12_000);
        faults.rejectsWork = happens(0.15) ? 0.05 : 0;
        faults.slowWork = sometimes(0.1);
        faults.stall = happens(0.1) ? 0.005 : 0;
        faults.latency = oneOf(1, 20, 200);
        faults.storeLatency = oneOf(0, 0, 5, 50);
        int retryAfter = oneOf(-1, 0, 1, 10, 60);
        faults.retryAfter = retryAfter < 0 ? null : Duration.ofSeconds(retryAfter);
        lotsOfStalls = faults.stall > 0;
    }

    /** From 0.5 to 1.5 of the usual lifetime, or always the same. */
    Duration lifetime() {
        return lifetimesVary ? lifetime.multipliedBy(50 + draw(100)).dividedBy(100) : lifetime;
    }

    // ---------------------------------------------------------------- what happens

    private void planTroubles() {
        if (calm) {
            return;
        }
        for (int i = draw(3); i > 0; i--) {
            Outage kind = Outage.values()[1 + draw(3)];
            spell(
                    oneOf(2, 20, 90, 300),
                    () -> {
                        faults.outage = kind;
                        faults.outageSince = now();
                        invariants.outageBegins();
                        trace(() -> "the server is " + kind);
                    },
                    () -> faults.outage = Outage.NONE);
        }
        if (happens(0.15)) {
            spell(oneOf(1, 10, 60), () -> faults.refusesClient = true, () -> faults.refusesClient = false);
        }
        if (happens(0.15)) {
            spell(oneOf(1, 10, 60), () -> faults.resourceRefuses = true, () -> faults.resourceRefuses = false);
        }
        if (happens(0.3)) {
            SimulatedNode cut = nodes.get(draw(nodes.size()));
            spell(oneOf(1, 10, 60), () -> cut.cutOff = true, () -> cut.cutOff = false);
        }
        if (happens(0.3)) {
            for (int i = 1 + draw(3); i > 0; i--) {
                int ports = 1 + draw(40);
                scheduler.at(nanos(end), () -> someNode().ifPresent(node -> node.crashAt(ports)));
            }
        }
    }

    private void spell(int seconds, Runnable begin, Runnable finish) {
        long from = nanos(end);
        scheduler.at(from, begin);
        scheduler.at(Math.min(end, from + seconds * 1_000_000_000L), finish);
    }

    /** Revocations, logins and logouts. */
    private void planAffairs() {
        for (int i = draw(4); i > 0; i--) {
            GrantKey key = grants.get(draw(grants.size()));
            scheduler.at(nanos(end), () -> revokeAccessToken(key));
        }
        if (happens(0.4)) {
            for (int i = 1 + draw(4); i > 0; i--) {
                GrantKey key = grants.get(draw(grants.size()));
                boolean in = happens(0.6);
                scheduler.at(nanos(end), () -> someNode().ifPresent(node -> {
                    if (in) {
                        node.spawn("authorizes", () -> authorize(node, key));
                    } else {
                        node.spawn("forgets", () -> forget(node, key));
                    }
                }));
            }
        }
    }

    private Optional<SimulatedNode> someNode() {
        return nodes.isEmpty() ? Optional.empty() : Optional.of(nodes.get(draw(nodes.size())));
    }

    private void revokeAccessToken(GrantKey key) {
        store.row(key).map(row -> row.grant().accessToken()).ifPresent(token -> {
            server.accessToken(token).revoked = true;
            trace(() -> token.value() + " of " + key + " is revoked");
        });
    }

    private void authorize(SimulatedNode node, GrantKey key) {
        trace(() -> node + " authorizes " + key);
        try {
            node.sources().authorize(CLIENT, key.grantId(), server.login(key));
            figures.authorized++;
        } catch (TokenStoreException e) {
            trace(() -> node + " could not authorize " + key);
        }
    }

    private void forget(SimulatedNode node, GrantKey key) {
        invariants.forgetting(key);
        int logins = server.families().size();
        // What needs no token begins anew, and so does a configured token that was never presented.
        boolean beginsAnew = key.grantId().equals(GrantKey.APPLICATION)
                && (direct || store.row(key).isEmpty());
        try {
            node.sources().forget(CLIENT, key.grantId());
            boolean isBack =
                    store.row(key).map(row -> row.grant().accessToken()).isPresent();
            node.memory(key).forgotten =
                    !beginsAnew && !isBack && server.families().size() == logins;
            figures.forgotten++;
            trace(() -> node + " has forgotten " + key);
        } catch (TokenStoreException e) {
            trace(() -> node + " could not forget " + key);
        }
    }

    private void startNode() {
        SimulatedNode node = new SimulatedNode(this, "node-" + ++nodesMade, registration, store, server);
        nodes.add(node);
        for (int i = 1 + draw(4); i > 0; i--) {
            GrantKey key = grants.get(draw(grants.size()));
            TokenSource kept = happens(0.3) ? node.sources().of(CLIENT, key.grantId()) : null;
            Supplier<TokenSource> source = kept != null ? () -> kept : () -> lookedUp(node, key);
            caller(node, key, source);
        }
    }

    private TokenSource lookedUp(SimulatedNode node, GrantKey key) {
        node.memory(key).lastLookedUp = now();
        return node.sources().of(CLIENT, key.grantId());
    }

    void crashed(SimulatedNode node) {
        figures.crashes++;
        invariants.crashed(node);
        nodes.remove(node);
        scheduler.at(now() + millis(30_000), this::startNode);
    }

    // ---------------------------------------------------------------- callers

    private void caller(SimulatedNode node, GrantKey key, Supplier<TokenSource> source) {
        long wait = 1 + nanos(quiet ? 20_000_000_000L : 2 * interval);
        scheduler.at(now() + wait, () -> {
            int atOnce = happens(0.1) ? 3 : 1;
            for (int i = 0; i < atOnce; i++) {
                node.spawn("calls", () -> call(node, key, source.get()));
            }
            if (node.isAlive()) {
                caller(node, key, source);
            }
        });
    }

    private void call(SimulatedNode node, GrantKey key, TokenSource source) {
        AccessToken token = token(node, key, null, source::accessToken);
        if (token == null || isAccepted(token)) {
            return;
        }
        server.accessToken(token).reported = true;
        trace(() -> node + " reports " + token.value());
        AccessToken replacement = token(node, key, token, () -> source.replacementFor(token));
        if (replacement == null) {
            return;
        }
        if (isAccepted(replacement)) {
            source.accepted(replacement);
        } else {
            source.refusedAgain(replacement);
        }
    }

    private boolean isAccepted(AccessToken token) {
        if (happens(0.1)) {
            scheduler.sleep(millis(500));
        }
        return server.accepts(token);
    }

    private @Nullable AccessToken token(
            SimulatedNode node, GrantKey key, @Nullable AccessToken rejected, Supplier<AccessToken> source) {
        Invariants.Call call = invariants.new Call(node, key, rejected);
        try {
            AccessToken token = source.get();
            call.served(token);
            if (token.equals(rejected) && !invariants.isReplacedFromOutside(key)) {
                invariants.violated("I8: " + node + " gives " + token.value() + " as its own replacement");
            }
            return token;
        } catch (TokenUnavailableException e) {
            trace(() -> node + " " + e.getMessage());
            call.unavailable();
        } catch (ReauthorizationRequiredException e) {
            call.over(e.reason());
            if (happens(0.3)) {
                node.spawn("authorizes", () -> authorize(node, key));
            }
        }
        return null;
    }

    // ---------------------------------------------------------------- the end

    private void calmDown() {
        quiet = true;
        faults.cease();
        nodes.forEach(node -> {
            node.cutOff = false;
            node.crashAt(0);
        });
        trace(() -> "from now on all goes well");
        scheduler.after(QUIET, this::probe);
    }

    private void probe() {
        for (SimulatedNode node : nodes) {
            for (GrantKey key : grants) {
                node.spawn("is probed", () -> probe(node, key));
            }
        }
        scheduler.after(registration.policy().waitTimeout().multipliedBy(3).plusSeconds(9), scheduler::end);
    }

    private void probe(SimulatedNode node, GrantKey key) {
        boolean living = isLiving(key);
        AccessToken token = null;
        for (int attempt = 1; attempt <= 3 && token == null; attempt++) { // another may be probing the same server
            token = token(node, key, null, () -> node.sources()
                    .of(CLIENT, key.grantId())
                    .accessToken());
            scheduler.sleep(1_000_000_000L);
        }
        if (token == null && living) {
            invariants.violated(
                    "I11: " + node + " does not serve " + key + ", which lives, though all has gone well for " + QUIET);
        }
    }

    private boolean isLiving(GrantKey key) {
        Optional<Versioned> row = store.row(key);
        if (key.grantId().equals(GrantKey.APPLICATION) && direct) {
            return true;
        }
        RefreshToken token = row.map(found -> found.grant().refreshToken()).orElse(null);
        return token != null && server.isLiving(token);
    }

    // ---------------------------------------------------------------- for the models

    Scheduler scheduler() {
        return scheduler;
    }

    Invariants invariants() {
        return invariants;
    }

    SimulatedServer server() {
        return server;
    }

    SimulatedStore store() {
        return store;
    }

    Faults faults() {
        return faults;
    }

    Figures figures() {
        return figures;
    }

    RefreshPolicy policy() {
        return registration.policy();
    }

    Rotation rotation() {
        return registration.refreshTokenPolicy().rotation();
    }

    Duration leeway() {
        return registration.refreshTokenPolicy().rotationLeeway();
    }

    boolean isPersistent() {
        return rotation() == Rotation.PERSISTENT;
    }

    /** Nothing fails in this one, and nothing is held up. */
    boolean isCalm() {
        return calm;
    }

    boolean isConfigured(RefreshToken token) {
        return token.value().equals(configured);
    }

    boolean stalls() {
        return lotsOfStalls;
    }

    /** A login or a logout has written the row: whatever lease there was is over, and what was forgotten may be back. */
    void takenOver(GrantKey key) {
        server.own().outlivedLease = true;
        if (store.row(key).map(row -> row.grant().accessToken()).isPresent()) {
            nodes.forEach(node -> node.memory(key).forgotten = false);
        }
    }

    /** Whether this task is about a login or a logout. */
    boolean isAuthorizing(Task task) {
        return task.name.endsWith("authorizes") || task.name.endsWith("forgets");
    }

    long now() {
        return scheduler.now();
    }

    void trace(Supplier<String> event) {
        if (trace != null) {
            if (trace.size() == TRACED) {
                trace.removeFirst();
            }
            Task task = scheduler.current();
            trace.add(String.format("%10.3f s  %s  [%s]", now() / 1e9, event.get(), task == null ? "" : task.name));
        }
    }
}
