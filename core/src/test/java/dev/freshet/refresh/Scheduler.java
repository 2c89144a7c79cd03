package dev.freshet.refresh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time, each on a thread of its own, in an order and at times that follow from a seed alone. A task runs
 * until it calls one of the methods here that wait; then it hands on a baton, to a task drawn by lot among those that can
 * run. When none can, time moves on to the next thing that is due. Nobody ever sleeps.
 */
final class Scheduler {

    /** Threads without a task, for this scheduler and all that come after. */
    private static final Deque<Actor> IDLE = new ConcurrentLinkedDeque<>();

    final SplittableRandom random;

    private final List<Task> runnable = new ArrayList<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::number));
    private final Set<Task> begun = new LinkedHashSet<>();
    private final Thread owner = Thread.currentThread();
    private long now;
    private long timersMade;
    private long steps;
    private @Nullable Task current;
    private @Nullable Throwable defect;
    private volatile boolean over;
    private volatile boolean ownersTurn;

    Scheduler(long seed) {
        this.random = new SplittableRandom(seed);
    }

    private record Timer(long at, long number, Runnable action) {}

    /** What a task is ended with when the simulation is over; nothing in it may go on then. */
    static final class Over extends Error {

        private static final long serialVersionUID = 1L;

        Over() {
            super("the simulation is over", null, false, false);
        }
    }

    /** One activity. What it has noted while it ran is for the invariants. */
    static final class Task {

        final String name;
        private final Runnable body;
        private final BooleanSupplier alive;
        private @Nullable Actor actor;
        private long ticket;
        /** Whether it has waited for a refresh. */
        boolean awaited;
        /** For how long it was held up by nothing but bad luck. */
        long stalled;
        /** The end of the lease that it took last. */
        long leaseUntil;

        Task(String name, BooleanSupplier alive, Runnable body) {
            this.name = name;
            this.alive = alive;
            this.body = body;
        }
    }

    private static final class Actor extends Thread {

        private static final long LONGEST_IDLE_NANOS = 5_000_000_000L;

        private volatile boolean baton;
        private volatile @Nullable Scheduler scheduler;

        Actor() {
            super("simulated");
            setDaemon(true);
        }

        @Override
        public void run() {
            while (awaitWork()) {
                Scheduler mine = scheduler;
                if (mine != null) {
                    mine.act(this);
                }
            }
        }

        /** False once nobody has had work for long: copies of this class come and go, and their threads with them. */
        private boolean awaitWork() {
            long since = System.nanoTime();
            while (!baton) {
                LockSupport.parkNanos(this, LONGEST_IDLE_NANOS);
                if (!baton && System.nanoTime() - since >= LONGEST_IDLE_NANOS && IDLE.remove(this)) {
                    return false;
                }
            }
            baton = false;
            return true;
        }

        void awaitBaton() {
            while (!baton) {
                LockSupport.park(this);
            }
            baton = false;
        }

        void giveBaton() {
            baton = true;
            LockSupport.unpark(this);
        }
    }

    /** Nanoseconds since the beginning. */
    long now() {
        return now;
    }

    /** How often the baton was passed so far. */
    long steps() {
        return steps;
    }

    /** The running task; null while a timer acts, and before the beginning. */
    @Nullable
    Task current() {
        return current;
    }

    boolean isOver() {
        return over;
    }

    /** What a task threw, if one did. */
    @Nullable
    Throwable defect() {
        return defect;
    }

    /** Ends the simulation: no task gets the baton again. */
    void end() {
        over = true;
    }

    void check() {
        if (over) {
            throw new Over();
        }
    }

    void spawn(String name, BooleanSupplier alive, Runnable body) {
        runnable.add(new Task(name, alive, body));
    }

    void at(long time, Runnable action) {
        timers.add(new Timer(Math.max(time, now), timersMade++, action));
    }

    void after(Duration delay, Runnable action) {
        at(now + Moment.nanosOf(delay), action);
    }

    /** Lets others go first, if the lot says so. */
    void giveWay() {
        check();
        Task self = current;
        if (self != null) {
            runnable.add(self);
            pass(self);
        }
    }

    void sleep(long nanos) {
        check();
        Task self = self();
        wakeAt(now + nanos, self, ++self.ticket);
        pass(self);
    }

    /** Waits until that is done or the time is over. */
    void await(CompletableFuture<?> awaited, long nanos) {
        check();
        if (!awaited.isDone()) {
            Task self = self();
            long ticket = ++self.ticket;
            awaited.whenComplete((value, failure) -> wake(self, ticket));
            wakeAt(now + nanos, self, ticket);
            pass(self);
        }
    }

    /** Never goes on: its process is no more. */
    void vanish() {
        Task self = self();
        self.ticket++;
        pass(self);
    }

    private Task self() {
        Task self = current;
        if (self == null) {
            throw new IllegalStateException("only a task can wait");
        }
        return self;
    }

    private void wakeAt(long time, Task task, long ticket) {
        at(time, () -> wake(task, ticket));
    }

    private void wake(Task task, long ticket) {
        if (task.ticket == ticket) {
            task.ticket++;
            runnable.add(task);
        }
    }

    /** Runs everything, until the simulation is over or nothing is left to do. */
    void run() {
        Task first = next();
        if (first != null) {
            give(first);
            awaitOwnersTurn();
        }
        over = true;
        for (Task waiting : List.copyOf(begun)) {
            current = waiting;
            actor(waiting).giveBaton();
            awaitOwnersTurn();
        }
    }

    private void awaitOwnersTurn() {
        while (!ownersTurn) {
            LockSupport.park(this);
        }
        ownersTurn = false;
    }

    private static Actor actor(Task task) {
        Actor actor = task.actor;
        if (actor == null) {
            throw new IllegalStateException("this task has not begun");
        }
        return actor;
    }

    /** The next task to run; null if the simulation is over. */
    private @Nullable Task next() {
        current = null;
        while (!over) {
            if (runnable.isEmpty()) {
                Timer timer = timers.poll();
                if (timer == null) {
                    return null;
                }
                now = timer.at();
                timer.action().run();
            } else {
                int drawn = runnable.size() == 1 ? 0 : random.nextInt(runnable.size());
                Task task = runnable.get(drawn);
                runnable.set(drawn, runnable.get(runnable.size() - 1));
                runnable.remove(runnable.size() - 1);
                if (task.alive.getAsBoolean()) {
                    steps++;
                    current = task;
                    return task;
                }
            }
        }
        return null;
    }

    /** The running task waits: another goes on, perhaps the same. */
    private void pass(Task self) {
        Task next = next();
        if (next == self) {
            return;
        }
        Actor mine = actor(self);
        give(next);
        mine.awaitBaton();
        check();
    }

    private void give(@Nullable Task next) {
        if (next == null) {
            ownersTurn = true;
            LockSupport.unpark(owner);
        } else if (next.actor != null) {
            next.actor.giveBaton();
        } else {
            Actor actor = IDLE.poll();
            boolean isNew = actor == null;
            if (actor == null) {
                actor = new Actor();
            }
            begin(next, actor);
            actor.scheduler = this;
            if (isNew) {
                actor.start();
            }
            actor.giveBaton();
        }
    }

    private void begin(Task task, Actor actor) {
        task.actor = actor;
        begun.add(task);
    }

    /** The life of a thread between two rests. */
    private void act(Actor actor) {
        Task task = current;
        while (task != null && task.actor == actor) {
            try {
                task.body.run();
            } catch (Over expected) {
                // The simulation has ended in the midst of it.
            } catch (RuntimeException | Error e) {
                defect = defect == null ? e : defect;
                over = true;
            }
            begun.remove(task);
            task = next();
            if (task != null && task.actor == null) {
                begin(task, actor); // no need to change threads
            }
        }
        actor.scheduler = null;
        IDLE.push(actor);
        give(task);
    }
}
