package dev.freshet.it.cluster;

import dev.freshet.http.OAuth2HttpClient;
import dev.freshet.refresh.ReauthorizationRequiredException;
import dev.freshet.refresh.TokenSources;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** The threads of a node that call the API, each with the tokens of one grant. For use by one thread. */
final class Callers {

    private static final long PAUSE_MILLIS = 200;

    private final NodeSettings settings;
    private final TokenSources sources;
    private final Report report;
    private final HttpClient plain =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final List<Thread> threads;

    Callers(NodeSettings settings, TokenSources sources, Report report) {
        this.settings = settings;
        this.sources = sources;
        this.report = report;
        this.threads = IntStream.range(0, settings.threads())
                .mapToObj(number ->
                        settings.grants().get(number % settings.grants().size()))
                .map(grant -> new Thread(() -> work(grant), "caller-" + grant))
                .toList();
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /** Lets each end its last call, and says what they have counted. */
    void end() throws InterruptedException {
        ended.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        report.say(Report.CALLS, calls, failed, TimeUnit.NANOSECONDS.toMillis(slowestNanos.get()));
    }

    private void work(String grant) {
        HttpClient http = OAuth2HttpClient.builder(plain, sources, Node.CLIENT)
                .grant(grant)
                .allowedOrigin(settings.api())
                .build();
        HttpRequest request = HttpRequest.newBuilder(settings.api()).build();
        try {
            do {
                long begun = System.nanoTime();
                if (!call(http, request, grant)) {
                    return;
                }
                slowestNanos.accumulateAndGet(System.nanoTime() - begun, Math::max);
            } while (!ended.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** False if there will be no more tokens: that is told by an event, and counts as no failure of this call. */
    private boolean call(HttpClient http, HttpRequest request, String grant) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            calls.incrementAndGet();
            if (answer.statusCode() != 200) {
                failed(grant, answer.statusCode());
            }
            return true;
        } catch (IOException e) {
            if (e.getCause() instanceof ReauthorizationRequiredException) {
                return false;
            }
            calls.incrementAndGet();
            failed(grant, e);
            return true;
        }
    }

    private void failed(String grant, Object why) {
        failed.incrementAndGet();
        report.say(Report.CALL_FAILED, grant, why);
    }
}
