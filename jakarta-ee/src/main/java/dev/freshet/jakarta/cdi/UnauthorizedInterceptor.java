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
import jakarta.ws.rs.WebApplicationException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Runs a method once more with a new token. Outside transactions (200) and MicroProfile Fault Tolerance. */
@Interceptor
@RetryOnUnauthorized
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 100)
class UnauthorizedInterceptor implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final int UNAUTHORIZED = 401;
    private static final int DEEPEST_CAUSE = 20;

    @Inject
    Wiring wiring; // a proxy, and these can be serialized

    @AroundInvoke
    @Nullable
    Object retry(InvocationContext context) throws Exception {
        String name = name(context);
        ClientSettings settings = wiring.settings(name);
        AccessToken held = settings.enabled() && settings.retry().enabled() ? tokenOnEntry(name) : null;
        try {
            return context.proceed();
        } catch (Exception failure) {
            if (held == null || !isUnauthorized(failure)) {
                throw failure;
            }
            return again(context, wiring.source(name), held, failure);
        }
    }

    private static @Nullable Object again(
            InvocationContext context, TokenSource source, AccessToken held, Exception failure) throws Exception {
        AccessToken replacement;
        try {
            replacement = source.replacementFor(held);
        } catch (TokenException e) {
            failure.addSuppressed(e);
            throw failure;
        }
        try {
            Object result = context.proceed();
            source.accepted(replacement);
            return result;
        } catch (Exception second) {
            if (isUnauthorized(second)) {
                source.refusedAgain(replacement);
            }
            throw second;
        }
    }

    /** Null if there is none: the method may do without, or fail in its own way. */
    private @Nullable AccessToken tokenOnEntry(String name) {
        try {
            return wiring.source(name).accessToken();
        } catch (TokenException | IllegalStateException e) {
            return null;
        }
    }

    private static boolean isUnauthorized(Throwable failure) {
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

    private static String name(InvocationContext context) {
        RetryOnUnauthorized binding = context.getMethod().getAnnotation(RetryOnUnauthorized.class);
        if (binding == null) {
            // Inherited: a container's subclass of the bean has it too.
            binding = context.getTarget().getClass().getAnnotation(RetryOnUnauthorized.class);
        }
        return binding == null ? "default" : binding.value();
    }
}
