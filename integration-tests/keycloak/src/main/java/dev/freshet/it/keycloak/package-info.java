/**
 * Keycloak as the authorization server of tests. Start at {@link dev.freshet.it.keycloak.Keycloak}: it starts a prepared
 * distribution on loopback and makes a realm per test; what happened in a realm is told by its
 * {@linkplain dev.freshet.it.keycloak.Realm#events events}. Not for production: passwords are known and plain HTTP is used.
 */
@NullMarked
package dev.freshet.it.keycloak;

import org.jspecify.annotations.NullMarked;
