/**
 * Signs users in by OpenID Connect: the authorization code flow with PKCE, silently too, and sign-out.
 *
 * <p>An application adds this jar and configures {@code freshet.<client>.sign-in.*}; it injects
 * {@link dev.freshet.signin.SignedInUser} and observes {@link dev.freshet.signin.SignedIn},
 * {@link dev.freshet.signin.SignedOut} and {@link dev.freshet.signin.SilentSignInFailed}. Who reads on begins at
 * {@code SignInFilter} and {@code SignIn}; {@code Arrivals} is what becomes of an answer of the provider. Tokens are kept by
 * {@link dev.freshet.refresh.TokenSources} and never reach a browser.
 */
@NullMarked
package dev.freshet.signin;

import org.jspecify.annotations.NullMarked;
