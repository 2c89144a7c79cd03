/** The command line as an operator has it: one jar, in a process of its own. */
@NullMarked
package dev.freshet.it.cli;

import org.jspecify.annotations.NullMarked;
