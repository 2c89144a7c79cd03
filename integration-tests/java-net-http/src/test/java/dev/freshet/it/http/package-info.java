/** The HTTP client of the JDK with tokens. */
@NullMarked
package dev.freshet.it.http;

import org.jspecify.annotations.NullMarked;
