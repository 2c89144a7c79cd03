/**
 * What a call pays for its token. {@link CachedReads} measures the token alone, {@link CallComparison} a call as a whole; both
 * print a table.
 *
 * <p>Figures of one machine and one run: only ratios within the same run say something.
 */
@NullMarked
package dev.freshet.benchmarks;

import org.jspecify.annotations.NullMarked;
