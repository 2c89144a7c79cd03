/**
 * What the deployed application talks to, in the JVM of the test: the partner's protected API, which asks Keycloak about
 * each token, and a recorder before the token endpoint. Where a test needs no real authorization server, the testkit has
 * both, and more that can be scripted.
 */
@NullMarked
package dev.freshet.it.partner;

import org.jspecify.annotations.NullMarked;
