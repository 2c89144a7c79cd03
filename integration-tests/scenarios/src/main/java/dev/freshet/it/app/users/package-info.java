/** The part of the application that calls the partner for its signed-in users, each with tokens of their own. */
@NullMarked
package dev.freshet.it.app.users;

import org.jspecify.annotations.NullMarked;
