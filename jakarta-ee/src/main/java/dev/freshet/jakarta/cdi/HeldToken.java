package dev.freshet.jakarta.cdi;

import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.TokenException;
import dev.freshet.refresh.TokenSource;
import jakarta.ws.rs.WebApplicationException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The token that was current when a method was entered, and what its refusal leads to: a new token and a second run.
 *
 * @param source where it came from
 * @param token the token
 */
record HeldToken(TokenSource source, AccessToken token) {

    private static final int UNAUTHORIZED = 401;
    private static final int DEEPEST_CAUSE = 20;

    /** Whether a method failed for a token that was refused. */
    static boolean isUnauthorized(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof WebApplicationException answer
                    && answer.getResponse().getStatus() == UNAUTHORIZED) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /**
     * Waits for the token that takes the place of this one.
     *
     * @return null if there is none; the failure of the method then tells why
     */
    @Nullable
    AccessToken replacementAfter(Throwable failure) {
        try {
            return source.replacementFor(token);
        } catch (TokenException e) {
            unwrapped(failure).addSuppressed(e);
            return null;
        }
    }

    /** Runs the method once more, and tells the source whether the replacement was any better: now or, of a stage, later. */
    @Nullable
    Object secondRun(Callable<@Nullable Object> method, AccessToken replacement) throws Exception {
        Object result;
        try {
            result = method.call();
        } catch (Exception failure) {
            report(replacement, failure);
            throw failure;
        }
        if (result instanceof CompletionStage<?> stage) {
            stage.whenComplete((answer, failure) -> report(replacement, failure));
        } else {
            report(replacement, null);
        }
        return result;
    }

    private void report(AccessToken replacement, @Nullable Throwable failure) {
        if (failure == null) {
            source.accepted(replacement);
        } else if (isUnauthorized(failure)) {
            source.refusedAgain(replacement);
        }
    }

    /** What a caller of {@code get} sees of the failure of a stage. */
    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
