/**
 * Binds a request, and its async threads, to the grant of its user.
 *
 * <p>Start at {@link dev.freshet.jakarta.servlet.RequestGrant}. The filter is found by the web fragment of this jar.
 * There is no login here: who brings a user's tokens in begins the grant and hands them to
 * {@link dev.freshet.refresh.TokenSources#authorize}.
 */
@NullMarked
package dev.freshet.jakarta.servlet;

import org.jspecify.annotations.NullMarked;
