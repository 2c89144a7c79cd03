/**
 * Application servers without Arquillian, for what its life cycle has no words for: kills, restarts, redeployments, failed
 * deployments. Start at {@link dev.freshet.it.server.ApplicationServer}; each server's module has the implementation.
 */
@NullMarked
package dev.freshet.it.server;

import org.jspecify.annotations.NullMarked;
