/**
 * The messages of OAuth 2.0 as a client sees them: tokens, token requests and their answers, client authentication, and
 * the token endpoint as a port with one implementation on {@code java.net.http}.
 *
 * <p>Start at {@link dev.freshet.oauth.TokenEndpoint}. Nothing here remembers anything or decides when to ask; that is
 * the work of {@code dev.freshet.refresh}.
 */
@NullMarked
package dev.freshet.oauth;

import org.jspecify.annotations.NullMarked;
