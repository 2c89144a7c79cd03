@NullMarked
package dev.freshet.it.conformance;

import org.jspecify.annotations.NullMarked;
