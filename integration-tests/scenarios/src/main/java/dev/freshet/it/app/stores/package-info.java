/** The part of the application that keeps tokens in the server's database, and in a bean of its own. */
@NullMarked
package dev.freshet.it.app.stores;

import org.jspecify.annotations.NullMarked;
