/**
 * Keeps access tokens fresh: the refresh state machine.
 *
 * <p>Start at {@link dev.freshet.refresh.TokenSources}, which hands out a {@link dev.freshet.refresh.TokenSource} for each
 * grant. {@code GrantState} is the machine itself, pure and in one file; {@code RefreshingTokenSource} is the shell that
 * knows threads; {@code Flight} is one refresh from top to bottom. Nothing here knows HTTP calls other than the token
 * request: attaching a token to a call is the caller's work.
 */
@NullMarked
package dev.freshet.refresh;

import org.jspecify.annotations.NullMarked;
