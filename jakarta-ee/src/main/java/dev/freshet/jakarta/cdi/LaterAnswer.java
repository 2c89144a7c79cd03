package dev.freshet.jakarta.cdi;

import dev.freshet.oauth.AccessToken;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What a method that returns a stage answers in the end: by its first run or, if the token of that was refused, by its
 * second. No thread waits for a run. To cancel it is to cancel the run that is under way.
 */
final class LaterAnswer extends CompletableFuture<@Nullable Object> {

    private static final Logger LOG = System.getLogger(LaterAnswer.class.getPackageName());

    private final HeldToken held;
    private volatile CompletionStage<?> run;

    private LaterAnswer(CompletionStage<?> first, HeldToken held) {
        this.run = first;
        this.held = held;
    }

    /**
     * To be called by the thread that called the method: what it has at hand, the second run finds too.
     *
     * @param first what the first run returned
     * @param method runs the method once more
     */
    static CompletionStage<?> of(
            CompletionStage<?> first, HeldToken held, Callable<@Nullable Object> method, CallThreads threads) {
        if (isAnswered(first)) {
            return first;
        }
        LaterAnswer answer = new LaterAnswer(first, held);
        CompletableFuture<Throwable> refusal = new CompletableFuture<>();
        Runnable secondRun = threads.carrying(() -> answer.runAgain(method, refusal.join()));
        first.whenComplete((result, failure) -> {
            if (failure == null || answer.isDone() || !HeldToken.isUnauthorized(failure)) {
                answer.settle(result, failure);
                return;
            }
            refusal.complete(failure);
            try {
                // Not here: to wait for a token is not what the thread of somebody's answer is for.
                threads.execute(() -> answer.settleIfFailing(secondRun, failure));
            } catch (RuntimeException e) {
                answer.notAgain(failure, e);
            }
        });
        return answer;
    }

    /** A container may refuse to run within an application that ends. */
    private void settleIfFailing(Runnable secondRun, Throwable refusal) {
        try {
            secondRun.run();
        } catch (RuntimeException e) {
            notAgain(refusal, e);
        }
    }

    private void notAgain(Throwable refusal, RuntimeException reason) {
        LOG.log(Level.DEBUG, "FRESHET-0194: no thread to run a method once more; its 401 is handed on", reason);
        settle(null, refusal);
    }

    private static boolean isAnswered(CompletionStage<?> stage) {
        return stage instanceof CompletableFuture<?> future && future.isDone() && !future.isCompletedExceptionally();
    }

    private void runAgain(Callable<@Nullable Object> method, Throwable refusal) {
        try {
            AccessToken replacement = held.replacementAfter(refusal);
            if (replacement == null || isDone()) {
                settle(null, refusal);
            } else {
                follow(held.secondRun(method, replacement));
            }
        } catch (Throwable failure) { // whatever it is, somebody waits to hear of it
            settle(null, failure);
        }
    }

    private void follow(@Nullable Object result) {
        if (result instanceof CompletionStage<?> second) {
            run = second;
            second.whenComplete(this::settle);
            if (isCancelled()) {
                // It was cancelled before there was a second run to cancel.
                cancel(run);
            }
        } else {
            complete(result);
        }
    }

    private void settle(@Nullable Object result, @Nullable Throwable failure) {
        if (failure == null) {
            complete(result);
        } else {
            completeExceptionally(failure);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            cancel(run);
        }
        return cancelled;
    }

    private static void cancel(CompletionStage<?> run) {
        if (run instanceof Future<?> future) {
            future.cancel(true);
        }
    }
}
