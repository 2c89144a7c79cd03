/** The store of tokens in real databases. */
@NullMarked
package dev.freshet.it.databases;

import org.jspecify.annotations.NullMarked;
