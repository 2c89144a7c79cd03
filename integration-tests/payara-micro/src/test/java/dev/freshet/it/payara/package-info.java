/** Payara Micro as a child process of the scenarios. */
@NullMarked
package dev.freshet.it.payara;

import org.jspecify.annotations.NullMarked;
