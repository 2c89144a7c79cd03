package dev.freshet.it.soak;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.it.soak.Footprint.Change;
import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenSources;
import jakarta.ws.rs.client.ClientBuilder;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/**
 * An application that calls all the time, in every way there is, with access tokens of two seconds that are revoked now and
 * then; over loopback and in real time. {@code -Dfreshet.soak=PT20S} is for how long.
 */
public abstract class SoakContract {

    private static final Duration LENGTH = Duration.parse(System.getProperty("freshet.soak", "PT10M"));
    private static final long SEED = Long.getLong("freshet.seed", System.nanoTime());
    private static final int CALLS_PER_SECOND = 200;
    private static final int CALLING_THREADS = 24;
    private static final int ASYNCHRONOUS_THREADS = 16;
    private static final Duration TOKEN_LIFETIME = Duration.ofSeconds(2);
    private static final int LOOKS = 60;

    /** What may be more late than early. Calls that leave the smallest of objects behind leave a megabyte in ten minutes. */
    private static final long MOST_BYTES = 512 * 1024;

    /** Pools keep as many connections as there were calls at the same time, which may happen late. */
    private static final long MOST_DESCRIPTORS = CALLING_THREADS;

    /** Freshet starts its own threads one after the other, at most twenty. */
    private static final long MOST_THREADS = 20;

    private final Map<String, LongAdder> events = new ConcurrentHashMap<>();
    private final Queue<String> troubles = new ConcurrentLinkedQueue<>();

    /** A builder of the runtime under test whose clients know the method {@code PATCH}. */
    protected ClientBuilder patchingBuilder() {
        return ClientBuilder.newBuilder();
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // if looking fails the latch stays shut
    void servesEveryCallAndGrowsNowhere() throws Exception {
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
        ExecutorService asynchronous = Executors.newFixedThreadPool(ASYNCHRONOUS_THREADS);
        Revocations revocations = new Revocations(clock, SEED);
        Footprint footprint = new Footprint();
        CountDownLatch over = new CountDownLatch(LOOKS);
        PacedLoad load;
        PartnerProcess.Figures figures;
        try (PartnerProcess partner = PartnerProcess.start(TOKEN_LIFETIME);
                TokenSources sources = sources(partner, revocations);
                Shapes shapes = new Shapes(sources, partner.api(), patchingBuilder(), asynchronous)) {
            load = new PacedLoad(shapes.all(), CALLING_THREADS, clock);
            try (load) {
                revocations.begin(partner);
                load.begin(CALLS_PER_SECOND);
                long gap = LENGTH.dividedBy(LOOKS).toNanos();
                clock.scheduleAtFixedRate(
                        () -> {
                            footprint.look();
                            over.countDown();
                        },
                        gap,
                        gap,
                        TimeUnit.NANOSECONDS);
                assertTrue(over.await(LENGTH.toSeconds() * 2 + 60, TimeUnit.SECONDS), "the machine stood still");
            }
            figures = partner.figures();
        } finally {
            asynchronous.shutdownNow();
        }
        print(System.out, load, revocations, figures, footprint);
        judge(load, revocations, figures, footprint);
    }

    private TokenSources sources(PartnerProcess partner, Revocations revocations) {
        return TokenSources.builder()
                .client(ClientRegistration.named(PartnerProcess.CLIENT)
                        .tokenEndpoint(partner.tokenEndpoint())
                        .authentication(new ClientAuthentication.ClientSecretBasic(
                                PartnerProcess.CLIENT, PartnerProcess.SECRET))
                        .refreshToken(partner.refreshToken())
                        .build())
                .listener(revocations)
                .listener(this::count)
                .build();
    }

    private void count(TokenEvent event) {
        events.computeIfAbsent(event.getClass().getSimpleName(), first -> new LongAdder())
                .increment();
        if (event instanceof TokenEvent.UnauthorizedHandedOn || event instanceof TokenEvent.RefreshFailed) {
            troubles.add(event.toString());
        }
    }

    private long events(Class<? extends TokenEvent> type) {
        LongAdder sum = events.get(type.getSimpleName());
        return sum == null ? 0 : sum.sum();
    }

    private void print(
            PrintStream out,
            PacedLoad load,
            Revocations revocations,
            PartnerProcess.Figures figures,
            Footprint footprint) {
        out.println();
        out.println(getClass().getSimpleName() + ", " + LENGTH + ", seed " + SEED);
        row(out, "calls", load.begun());
        row(out, "failed calls", load.failed());
        row(out, "slowest call, ms", load.slowest().toMillis());
        row(out, "revocations", revocations.count());
        row(out, "refused attempts", figures.unauthorized());
        row(out, "repeated calls", events(TokenEvent.CallRepeated.class));
        row(out, "token requests", figures.refreshes());
        row(out, "reuses of a refresh token", figures.reuses());
        row(out, "live heap, KiB", footprint.liveBytes(), 1024);
        row(out, "threads", footprint.threads(), 1);
        row(out, "descriptors", footprint.descriptors(), 1);
        out.println("served: " + load.served());
        out.println("events: " + new TreeMap<>(events));
        troubles.stream().limit(20).forEach(out::println);
        load.failures().forEach(failure -> failure.printStackTrace(out));
    }

    private static void row(PrintStream out, String name, long figure) {
        out.printf(Locale.ROOT, "%-26s %10d%n", name, figure);
    }

    private static void row(PrintStream out, String name, Change change, long unit) {
        out.printf(
                Locale.ROOT,
                "%-26s %10.1f early %10.1f late%n",
                name,
                (double) change.early() / unit,
                (double) change.late() / unit);
    }

    private static void judge(
            PacedLoad load, Revocations revocations, PartnerProcess.Figures figures, Footprint footprint) {
        long seconds = LENGTH.toSeconds();
        assertAll(
                () -> assertEquals(0, load.failed(), "failed calls"),
                () -> assertEquals(load.begun(), figures.served(), "each call is served once"),
                () -> assertTrue(load.begun() >= CALLS_PER_SECOND * seconds * 9 / 10, "the machine was too slow"),
                () -> assertEquals(16, load.served().size(), "shapes"),
                () -> assertTrue(revocations.count() >= seconds / 2, "revocations"),
                () -> assertEquals(1, figures.mostUses(), "uses of one refresh token"),
                () -> assertEquals(0, figures.reuses(), "reuses of a refresh token"),
                () -> assertGrowth("live heap", footprint.liveBytes(), MOST_BYTES),
                () -> assertGrowth("threads", footprint.threads(), MOST_THREADS),
                () -> assertGrowth("descriptors", footprint.descriptors(), MOST_DESCRIPTORS));
    }

    private static void assertGrowth(String what, Change change, long most) {
        assertTrue(change.growth() <= most, what + " grew: " + change + ", at most " + most + " more are allowed");
    }
}
