/**
 * Sends a call once more without the filters that are registered with its client, over the transport of that client where
 * the runtime gives access to it: same time limits, same TLS, same connections. One small adapter for each client runtime,
 * and a portable way for all others.
 *
 * <p>Start with {@link dev.freshet.jakarta.rest.transport.Transports}. Nothing outside this package names a vendor, and a
 * vendor that is not there is not missed. Not meant to be used by applications.
 */
@NullMarked
package dev.freshet.jakarta.rest.transport;

import org.jspecify.annotations.NullMarked;
