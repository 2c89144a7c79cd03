package dev.freshet.jakarta.cdi;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs a method once more if it failed for an access token that was refused: if a
 * {@link jakarta.ws.rs.WebApplicationException} of status 401 is what it throws, or among the causes of that. Before,
 * the token that was current when the method was entered is replaced. For calls whose token Freshet does not attach
 * itself, and for methods that have to begin anew.
 *
 * <p>A method that returns a {@link java.util.concurrent.CompletionStage} or a
 * {@link java.util.concurrent.CompletableFuture} may fail later: it is run once more when its stage does. No thread waits for
 * that. The second run is on a thread of the container, for the same caller and user, but after the request it may be
 * without it and what is scoped to it. To cancel the future that the caller got is to cancel the run under way. What a
 * method does on another thread without telling by what it returns cannot be seen.
 *
 * <p>It stands outside {@code @Transactional}, so that each run has a transaction of its own, and outside MicroProfile
 * Fault Tolerance: only what its retries and fallbacks leave of a failure is seen.
 */
@InterceptorBinding
@Inherited
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RetryOnUnauthorized {

    /** The name of the client registration. */
    @Nonbinding
    String value() default "default";
}
