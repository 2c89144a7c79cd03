/**
 * Calls of every shape for minutes on end, with tokens that expire and are revoked all the time. Start with
 * {@link dev.freshet.it.soak.SoakContract}. The figures are in {@code docs/soak.md}.
 */
@NullMarked
package dev.freshet.it.soak;

import org.jspecify.annotations.NullMarked;
