/**
 * What the filters of Freshet promise, as tests that each client runtime runs. Start with {@link dev.freshet.it.rest.Fixture};
 * a runtime's module extends each of the contracts and adds what only that runtime has.
 */
@NullMarked
package dev.freshet.it.rest;

import org.jspecify.annotations.NullMarked;
