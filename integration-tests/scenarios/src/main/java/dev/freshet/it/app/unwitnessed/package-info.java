/** The application without its witness. */
@NullMarked
package dev.freshet.it.app.unwitnessed;

import org.jspecify.annotations.NullMarked;
