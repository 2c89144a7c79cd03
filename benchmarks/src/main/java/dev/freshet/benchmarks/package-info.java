/**
 * What a call pays for its token. {@link CachedReads} runs it all and prints a table.
 *
 * <p>Figures of one machine and one run: only the ratio to the floor of the same run says something.
 */
@NullMarked
package dev.freshet.benchmarks;

import org.jspecify.annotations.NullMarked;
