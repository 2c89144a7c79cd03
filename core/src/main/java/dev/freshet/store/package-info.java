/**
 * Where the tokens of a grant are kept. A store has one row for each grant; rows are replaced by compare-and-set, and
 * whoever wants to present a refresh token takes the row's lease first, so that it is presented once.
 *
 * <p>Start at {@link dev.freshet.store.TokenStore}. A store knows nothing of token requests and never decides when to
 * refresh.
 */
@NullMarked
package dev.freshet.store;

import org.jspecify.annotations.NullMarked;
