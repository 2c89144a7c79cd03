/**
 * Child processes of a test: servers that are started directly, without a shell between, and so are known by their own
 * process id. Start at {@link dev.freshet.it.process.ChildProcess}. Knows no particular server.
 */
@NullMarked
package dev.freshet.it.process;

import org.jspecify.annotations.NullMarked;
