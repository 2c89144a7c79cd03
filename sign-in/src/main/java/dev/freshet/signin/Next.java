package dev.freshet.signin;

import java.util.Locale;

/** What helps after an attempt to sign in that brought nothing. */
public enum Next {
    /** Let the user sign in. */
    SIGN_IN,
    /** Let the user consent: sign in with {@code prompt=consent}. */
    CONSENT,
    /** Try again later. */
    RETRY,
    /** Nothing that a user could do: it was the user's decision, or a defect to be mended. */
    NONE;

    /** As pages of the application are told. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
