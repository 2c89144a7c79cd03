/**
 * Starts the parts desk on two nodes together with everything they talk to: PostgreSQL, Keycloak with strict rotation, and the
 * partner's API. All of it is on loopback, and ends with this process. Start at {@link
 * dev.freshet.example.cluster.ClusterLauncher}. Not for production: passwords are known and plain HTTP is used.
 */
@NullMarked
package dev.freshet.example.cluster;

import org.jspecify.annotations.NullMarked;
