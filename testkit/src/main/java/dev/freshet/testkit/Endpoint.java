package dev.freshet.testkit;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint of a server: where it is, what came to it, and what goes wrong there. Thread-safe; each method may be
 * called while requests are under way.
 *
 * <p>A request meets, in this order: the gate of {@link #hold()}, the next single fault, the outage of
 * {@link #breakFor(Duration)}, and the standing fault of {@link #always(Fault)}; of the last three only the first that
 * is there. The latest 10,000 requests are kept, or fewer if together they are larger than 64 MiB; the counters count
 * on.
 */
public final class Endpoint {

    /** What the endpoint does with a request when nothing goes wrong. */
    interface Handler {
        Answer answer(RecordedRequest request);
    }

    private static final int MOST_KEPT = 10_000;
    private static final long MOST_BYTES_KEPT = 64L * 1024 * 1024;

    private final String path;
    private final Supplier<URI> uri;
    private final Handler handler;
    private final InstantSource time;

    private final Queue<Fault> next = new ConcurrentLinkedQueue<>();
    private volatile Fault always = Fault.none();
    private volatile Instant brokenUntil = Instant.MIN;
    private volatile @Nullable Gate gate;

    private final Deque<RecordedRequest> kept = new ArrayDeque<>();
    private long bytesKept;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger concurrent = new AtomicInteger();
    private final AtomicInteger mostConcurrent = new AtomicInteger();
    private final Countdown arrived = new Countdown(count::get);

    Endpoint(String path, Supplier<URI> uri, Handler handler, InstantSource time) {
        this.path = path;
        this.uri = uri;
        this.handler = handler;
        this.time = time;
    }

    /** The address of this endpoint. */
    public URI uri() {
        return uri.get();
    }

    String path() {
        return path;
    }

    /** Lets these faults happen to the next requests, one each, after those that are already waiting for theirs. */
    public Endpoint next(Fault... faults) {
        next.addAll(List.of(faults));
        return this;
    }

    /** Lets this fault happen to every request, until {@link #repair()}. */
    public Endpoint always(Fault fault) {
        always = fault;
        return this;
    }

    /** Answers 503 for {@code outage} from now, by the time of the server. */
    public Endpoint breakFor(Duration outage) {
        brokenUntil = time.instant().plus(outage);
        return this;
    }

    /** Ends outage and standing fault and forgets all single faults that have not happened. A gate stays as it is. */
    public Endpoint repair() {
        next.clear();
        always = Fault.none();
        brokenUntil = Instant.MIN;
        return this;
    }

    /** Whether an outage of {@link #breakFor(Duration)} lasts now. */
    public boolean broken() {
        return time.instant().isBefore(brokenUntil);
    }

    /** Holds all requests from now at the returned gate, before anything else happens to them. */
    public Gate hold() {
        Gate shut = Gate.shut();
        gate = shut;
        return shut;
    }

    /** How many requests came in. */
    public int count() {
        return count.get();
    }

    /** The most requests that were at work here at the same time, those held at a gate included. */
    public int mostConcurrent() {
        return mostConcurrent.get();
    }

    /** The requests that came in, oldest first. */
    public List<RecordedRequest> requests() {
        synchronized (kept) {
            return new ArrayList<>(kept);
        }
    }

    /**
     * The latest request.
     *
     * @throws AssertionError if there was none
     */
    public RecordedRequest latest() {
        synchronized (kept) {
            RecordedRequest latest = kept.peekLast();
            if (latest == null) {
                throw new AssertionError("FRESHET-0210: no request has come to this endpoint");
            }
            return latest;
        }
    }

    /** How many of the kept requests match. */
    public int count(Predicate<RecordedRequest> matching) {
        return (int) requests().stream().filter(matching).count();
    }

    /**
     * Waits until {@code count} requests in all have come in.
     *
     * @throws AssertionError if fewer have within {@code limit}
     */
    public Endpoint awaitRequests(int count, Duration limit) {
        arrived.await(count, limit, "requests");
        return this;
    }

    Reaction react(RecordedRequest request) throws InterruptedException {
        mostConcurrent.accumulateAndGet(concurrent.incrementAndGet(), Math::max);
        keep(request);
        try {
            Reaction reaction = passesGate() ? fault().react(handler, request) : new Reaction.Drop();
            request.answered(reaction);
            return reaction;
        } finally {
            // Before the answer is on its way: whoever has read it may send the next request at once.
            concurrent.decrementAndGet();
        }
    }

    private void keep(RecordedRequest request) {
        synchronized (kept) {
            kept.addLast(request);
            bytesKept += request.size();
            while (kept.size() > MOST_KEPT || bytesKept > MOST_BYTES_KEPT && kept.size() > 1) {
                bytesKept -= kept.removeFirst().size();
            }
            count.incrementAndGet();
        }
        arrived.changed();
    }

    private boolean passesGate() throws InterruptedException {
        Gate now = gate;
        return now == null || now.pass(Gate.LONGEST_HOLD);
    }

    private Fault fault() {
        Fault single = next.poll();
        if (single != null) {
            return single;
        }
        return broken() ? Fault.status(503) : always;
    }

    @Override
    public String toString() {
        return "Endpoint[" + uri() + ", " + count + " requests]";
    }
}
