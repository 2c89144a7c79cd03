/**
 * The command line of an operator: obtains a grant and puts it into the store of an application, lists what is there,
 * and revokes it. It reads the configuration of that application, and so knows its stores, its endpoints and its
 * credentials.
 *
 * <p>Start at {@link dev.freshet.cli.CommandLine}. Nothing here refreshes a token, and no secret is taken from the
 * command line or printed.
 */
@NullMarked
package dev.freshet.cli;

import org.jspecify.annotations.NullMarked;
