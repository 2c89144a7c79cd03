/**
 * The contracts of the filters as an application that a server runs: on the server's own client runtime, with its JSON, its
 * threads and its class loaders. Start at {@link dev.freshet.it.contracts.ContractsServlet}.
 */
@NullMarked
package dev.freshet.it.contracts;

import org.jspecify.annotations.NullMarked;
