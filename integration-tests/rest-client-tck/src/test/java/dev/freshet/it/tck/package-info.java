/**
 * The TCK of MicroProfile Rest Client in WildFly, without Freshet and with it. Start at {@link TckExtension}: what the TCK
 * leaves to whoever runs it. {@link Comparison} has the last word.
 */
@NullMarked
package dev.freshet.it.tck;

import org.jspecify.annotations.NullMarked;
