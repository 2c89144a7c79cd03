package dev.freshet.refresh;

import dev.freshet.oauth.OAuthError;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.oauth.TokenResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A token endpoint that answers from a script, or issues at-1, rt-1, at-2, rt-2 and so on where the script is empty. It can
 * hold a request at a gate.
 */
final class ScriptedEndpoint implements TokenEndpoint {

    final List<TokenRequest> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger mostAtOnce = new AtomicInteger();

    private final Queue<Function<TokenRequest, Answer>> script = new ConcurrentLinkedQueue<>();
    private final InstantSource time;
    private final AtomicInteger issued = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private volatile @Nullable Gate gate;
    volatile Duration lifetime = Duration.ofMinutes(10);
    /** While this is set it is the answer to everything, and the script waits. */
    volatile @Nullable Answer outage;

    ScriptedEndpoint(InstantSource time) {
        this.time = time;
    }

    /** Holds requests until it is opened, and says when one has arrived. */
    static final class Gate {

        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        void awaitArrival() throws InterruptedException {
            if (!arrived.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("no token request arrived at the gate");
            }
        }

        void open() {
            open.countDown();
        }

        private void pass() {
            arrived.countDown();
            try {
                if (!open.await(10, TimeUnit.SECONDS)) {
                    throw new AssertionError("the gate was never opened");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    Gate gate() {
        Gate closed = new Gate();
        gate = closed;
        return closed;
    }

    ScriptedEndpoint then(Answer answer) {
        script.add(request -> answer);
        return this;
    }

    ScriptedEndpoint then(Function<TokenRequest, Answer> answer) {
        script.add(answer);
        return this;
    }

    ScriptedEndpoint thenBusy(int times) {
        for (int i = 0; i < times; i++) {
            then(new Answer.Busy("HTTP 503", null));
        }
        return this;
    }

    ScriptedEndpoint thenRefused(String error) {
        return then(new Answer.Refused(new OAuthError(error, null, null)));
    }

    ScriptedEndpoint thenUnanswered() {
        return then(new Answer.Unanswered("connection reset", null));
    }

    @Override
    public Answer request(TokenRequest request) {
        requests.add(request);
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try {
            Gate closed = gate;
            if (closed != null) {
                closed.pass();
            }
            Answer always = outage;
            if (always != null) {
                return always;
            }
            Function<TokenRequest, Answer> scripted = script.poll();
            return scripted != null ? scripted.apply(request) : issue(issued.incrementAndGet());
        } finally {
            atOnce.decrementAndGet();
        }
    }

    private Answer issue(int number) {
        return new Answer.Issued(TokenResponse.of("at-" + number, lifetime, "rt-" + number), time.instant());
    }

    /** The refresh tokens presented so far, in order. */
    List<String> presented() {
        return requests.stream()
                .filter(TokenRequest.Refresh.class::isInstance)
                .map(request -> ((TokenRequest.Refresh) request).refreshToken())
                .map(RefreshToken::value)
                .toList();
    }
}
