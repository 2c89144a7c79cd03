/**
 * Servers as they are unpacked, laid out in a folder of their own and on free ports of the loopback address, and the command
 * that starts each: for the example and for the integration tests, which run the processes. Start at
 * {@link dev.freshet.servers.ServerInstance}.
 */
@NullMarked
package dev.freshet.servers;

import org.jspecify.annotations.NullMarked;
