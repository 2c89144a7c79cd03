/**
 * Attaches access tokens to the calls of Jakarta REST clients; after a 401 renews the token and sends the same call again.
 *
 * <p>Start with {@link dev.freshet.jakarta.rest.OAuth2Feature}, which does all of it once it is registered with a client.
 * What is known of a single client runtime is in {@code rest.transport}. Tokens are neither obtained nor kept here: that is
 * the core's.
 */
@NullMarked
package dev.freshet.jakarta.rest;

import org.jspecify.annotations.NullMarked;
