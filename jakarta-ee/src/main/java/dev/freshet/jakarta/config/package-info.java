/**
 * MicroProfile Config to client registrations, with all problems collected.
 *
 * <p>Start at {@link dev.freshet.jakarta.config.Settings}. Properties are asked for by name, so that environment
 * variables suffice; names are listed only to find headers and what is misspelt. Nothing here opens a connection; files
 * that are named are looked at, to warn of what is not there yet.
 */
@NullMarked
package dev.freshet.jakarta.config;

import org.jspecify.annotations.NullMarked;
