package dev.freshet.signin;

import org.jspecify.annotations.Nullable;

/**
 * A silent sign-in brought nothing: a CDI event. The session, if there was one, is as it was.
 *
 * @param client the name of the client registration
 * @param error why
 * @param code the code that the provider sent, or that of the error
 * @param description a text for developers, or null
 */
public record SilentSignInFailed(
        String client,
        SignInError error,
        String code,
        @Nullable String description) {

    /** What helps. */
    public Next next() {
        return error.next();
    }
}
