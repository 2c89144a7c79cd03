/** The part of the application whose methods are run once more, with what else stands around a method in a server. */
@NullMarked
package dev.freshet.it.app.retry;

import org.jspecify.annotations.NullMarked;
