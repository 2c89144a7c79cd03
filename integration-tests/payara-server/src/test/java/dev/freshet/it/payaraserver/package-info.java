/** Payara Server as a child process of the scenarios. */
@NullMarked
package dev.freshet.it.payaraserver;

import org.jspecify.annotations.NullMarked;
