/**
 * Freshet by annotations: {@link dev.freshet.jakarta.cdi.OAuth2Client} on a Rest Client interface or an injection
 * point, {@link dev.freshet.jakarta.cdi.RetryOnUnauthorized} on a method.
 *
 * <p>{@code Wiring} is the one bean that owns what an application uses and ends it with the application. What is done
 * to a call is the work of {@code dev.freshet.jakarta.rest}. Each {@link dev.freshet.refresh.TokenEvent} is fired as a
 * CDI event, for {@code @Observes} on the thread that caused it (return soon) and for {@code @ObservesAsync}.
 */
@NullMarked
package dev.freshet.jakarta.cdi;

import org.jspecify.annotations.NullMarked;
