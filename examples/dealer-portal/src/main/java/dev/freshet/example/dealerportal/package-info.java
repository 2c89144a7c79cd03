/**
 * A dealer portal: people sign in, and see the parts that a partner sells them. Each call to the partner carries the tokens
 * of the person whose request it is. Start at {@link dev.freshet.example.dealerportal.PartsApi}, which is all it takes, and
 * {@link dev.freshet.example.dealerportal.PartsResource}, which uses it. The browser gets a session cookie and never a token.
 */
@NullMarked
package dev.freshet.example.dealerportal;

import org.jspecify.annotations.NullMarked;
