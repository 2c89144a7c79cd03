/** The contract of the filters on RestEasy, and what only RestEasy has. */
@NullMarked
package dev.freshet.it.resteasy;

import org.jspecify.annotations.NullMarked;
