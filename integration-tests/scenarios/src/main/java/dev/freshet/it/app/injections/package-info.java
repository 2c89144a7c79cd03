/** The part of the application that has clients injected very often. */
@NullMarked
package dev.freshet.it.app.injections;

import org.jspecify.annotations.NullMarked;
