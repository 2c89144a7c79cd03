/** The contract of the filters on Jersey, and what only Jersey has. */
@NullMarked
package dev.freshet.it.jersey;

import org.jspecify.annotations.NullMarked;
