package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.Scheduler.Task;
import dev.freshet.store.GrantKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A process: the real token sources, on threads, clocks and dice of the simulation. It may crash at any call of a port. */
final class SimulatedNode implements Workers, TimeSource {

    final String name;
    private final Simulation simulation;
    private final Scheduler scheduler;
    private final Duration wallOffset;
    private final TokenSources sources;
    private int portsToCrash;
    private boolean crashed;
    boolean cutOff;

    /** What the invariants remember of this node. */
    final Map<GrantKey, Memory> memories = new HashMap<>();

    static final class Memory {
        /** The latest token served, by its place in the store. */
        long latestServed;
        /** What was served last without waiting, unless something has happened to it since. */
        @Nullable
        AccessToken lastServed;
        /** Events about the held token so far. */
        long events;

        long lastLookedUp;
        /** Forgotten here, and not authorized again anywhere. */
        boolean forgotten;
        /** Refresh tokens of the rows that were read. */
        final Set<SimulatedServer.Refresh> seen = new HashSet<>();
    }

    SimulatedNode(
            Simulation simulation,
            String name,
            ClientRegistration registration,
            SimulatedStore store,
            SimulatedServer server) {
        this.simulation = simulation;
        this.scheduler = simulation.scheduler();
        this.name = name;
        this.wallOffset = Duration.ofMillis(scheduler.random.nextInt(400) - 200);
        this.sources = TokenSources.builder()
                .client(registration, store.view(this))
                .endpoints(any -> server.endpoint(this))
                .time(this)
                .listener(event -> simulation.invariants().happened(this, event))
                .process(name, this, scheduler.random::nextDouble)
                .build();
    }

    TokenSources sources() {
        return sources;
    }

    Duration attemptTimeout() {
        return sources.registration(Simulation.CLIENT).attemptTimeout();
    }

    Memory memory(GrantKey key) {
        return memories.computeIfAbsent(key, absent -> new Memory());
    }

    Task task() {
        Task task = scheduler.current();
        if (task == null) {
            throw new IllegalStateException("not in a task");
        }
        return task;
    }

    void spawn(String what, Runnable body) {
        scheduler.spawn(name + " " + what, this::isAlive, body);
    }

    boolean isAlive() {
        return !crashed;
    }

    boolean isCutOff() {
        return cutOff;
    }

    /** Crashes at the port call of that number from now on. */
    void crashAt(int ports) {
        portsToCrash = ports;
    }

    /** Every call that leaves the machine comes through here: others may go first, time may pass, or all may end. */
    void port() {
        scheduler.check();
        Task task = scheduler.current();
        if (task == null) {
            return;
        }
        if (portsToCrash > 0 && --portsToCrash == 0) {
            crashed = true;
            simulation.trace(() -> this + " crashes");
            simulation.crashed(this);
            scheduler.vanish();
        }
        scheduler.giveWay();
        if (simulation.happens(simulation.faults().stall)) {
            long stall = simulation.millis(3_000);
            task.stalled += stall;
            scheduler.sleep(stall);
        }
    }

    @Override
    public void execute(Runnable work) {
        port();
        if (simulation.happens(simulation.faults().rejectsWork)) {
            throw new RejectedExecutionException("simulated");
        }
        if (simulation.happens(simulation.faults().slowWork)) {
            scheduler.at(simulation.now() + simulation.millis(2_000), () -> spawn("flight", work));
        } else {
            spawn("flight", work);
        }
    }

    @Override
    public void later(Duration delay, Runnable work) {
        port();
        scheduler.after(delay, () -> {
            if (isAlive()) {
                spawn("timer", work);
            }
        });
    }

    @Override
    public void pause(Duration time) {
        port();
        scheduler.sleep(time.toNanos());
    }

    @Override
    public <T> T await(CompletableFuture<T> awaited, Duration limit) throws TimeoutException {
        task().awaited = true;
        scheduler.await(awaited, limit.toNanos());
        if (!awaited.isDone()) {
            throw new TimeoutException();
        }
        T value = awaited.join();
        port();
        return value;
    }

    @Override
    public boolean isClosing() {
        return false;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("a simulated process crashes, it is not closed");
    }

    /** The clock without giving way to anybody. */
    Instant wall() {
        return Simulation.START.plusNanos(simulation.now()).plus(wallOffset);
    }

    @Override
    public Instant instant() {
        scheduler.check();
        if (scheduler.current() != null && simulation.happens(0.2)) {
            port();
        }
        return wall();
    }

    // The cache calls this while it holds locks: nobody else may go on meanwhile.
    @Override
    public long nanoTime() {
        scheduler.check();
        return simulation.now() + wallOffset.toNanos();
    }

    @Override
    public String toString() {
        return name;
    }
}
