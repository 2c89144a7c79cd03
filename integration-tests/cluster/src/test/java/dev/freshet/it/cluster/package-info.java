/**
 * Several processes that share grants by one store: {@link dev.freshet.it.cluster.Node} is one of them, {@link
 * dev.freshet.it.cluster.NodeProcess} is how a test sees it. The processes talk to a real Keycloak with strict rotation;
 * what they are asked to survive is a real {@code kill -9}.
 */
@NullMarked
package dev.freshet.it.cluster;

import org.jspecify.annotations.NullMarked;
