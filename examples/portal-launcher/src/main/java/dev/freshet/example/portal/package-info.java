/**
 * Starts the dealer portal together with everything it talks to: Keycloak, where people sign in, and the partner's API. All of
 * it is on loopback, and ends with this process. Start at {@link dev.freshet.example.portal.DealerPortalLauncher}. Not for
 * production: passwords are known and plain HTTP is used.
 */
@NullMarked
package dev.freshet.example.portal;

import org.jspecify.annotations.NullMarked;
