/**
 * Which scenario holds on which client runtime. A {@link dev.freshet.it.conformance.ConformanceListener} writes what a run
 * has shown into a file; a table is made of the files of all runs.
 */
@NullMarked
package dev.freshet.it.conformance;

import org.jspecify.annotations.NullMarked;
