package dev.freshet.jakarta.cdi;

import dev.freshet.jakarta.config.ClientSettings;
import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.TokenException;
import dev.freshet.refresh.TokenSource;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.io.Serializable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Runs a method once more with a new token. Outside transactions (200) and MicroProfile Fault Tolerance. */
@Interceptor
@RetryOnUnauthorized
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 100)
class UnauthorizedInterceptor implements Serializable {

    private static final long serialVersionUID = 1L;

    @Inject
    Wiring wiring; // a proxy, and these can be serialized

    @AroundInvoke
    @Nullable
    Object retry(InvocationContext context) throws Exception {
        String name = name(context);
        ClientSettings settings = wiring.settings(name);
        HeldToken held = settings.enabled() && settings.retry().enabled() ? tokenOnEntry(name) : null;
        if (held == null) {
            return context.proceed();
        }
        try {
            Object result = context.proceed();
            return result instanceof CompletionStage<?> stage && isReturnedAsFuture(context)
                    ? LaterAnswer.of(stage, held, context::proceed, wiring.callThreads())
                    : result;
        } catch (Exception failure) {
            AccessToken replacement = HeldToken.isUnauthorized(failure) ? held.replacementAfter(failure) : null;
            if (replacement == null) {
                throw failure;
            }
            return held.secondRun(context::proceed, replacement);
        }
    }

    /** Null if there is none: the method may do without, or fail in its own way. */
    private @Nullable HeldToken tokenOnEntry(String name) {
        try {
            TokenSource source = wiring.source(name);
            return new HeldToken(source, source.accessToken());
        } catch (TokenException | IllegalStateException e) {
            return null;
        }
    }

    /** Whether a future of our own can take the place of what the method returns. */
    private static boolean isReturnedAsFuture(InvocationContext context) {
        return context.getMethod().getReturnType().isAssignableFrom(CompletableFuture.class);
    }

    private static String name(InvocationContext context) {
        RetryOnUnauthorized binding = context.getMethod().getAnnotation(RetryOnUnauthorized.class);
        if (binding == null) {
            // Inherited: a container's subclass of the bean has it too.
            binding = context.getTarget().getClass().getAnnotation(RetryOnUnauthorized.class);
        }
        return binding == null ? "default" : binding.value();
    }
}
