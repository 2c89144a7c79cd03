/**
 * Keeps HTTP calls authorized, whatever sends them: where a token may go, what condemns it, and the same call again.
 *
 * <p>{@link dev.freshet.http.OAuth2HttpClient} does it for {@code java.net.http}; {@link dev.freshet.http.CallRules} and
 * {@link dev.freshet.http.InvalidTokenRule} are shared by all who do.
 */
@NullMarked
package dev.freshet.http;

import org.jspecify.annotations.NullMarked;
