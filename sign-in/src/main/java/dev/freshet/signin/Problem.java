package dev.freshet.signin;

import org.jspecify.annotations.Nullable;

/**
 * Why a sign-in brought nothing, as it is told to whoever asked.
 *
 * @param status of a page that says so
 * @param code the code that the provider sent, or that of the error
 * @param description a text for developers, or null
 * @param words what a person is told
 */
record Problem(
        int status,
        SignInError error,
        String code,
        @Nullable String description,
        String words) {

    static final int BAD_REQUEST = 400;
    static final int FORBIDDEN = 403;
    static final int BAD_GATEWAY = 502;
    static final int UNAVAILABLE = 503;

    private static final int LONGEST_TEXT = 300;

    Problem {
        code = plain(code);
        description = description == null ? null : plain(description);
    }

    static Problem of(int status, SignInError error, String words) {
        return new Problem(status, error, error.code(), null, words);
    }

    /** What comes from outside is kept to one line of bounded length. */
    private static String plain(String text) {
        String oneLine = text.replaceAll("\\p{Cntrl}", " ");
        return oneLine.length() <= LONGEST_TEXT ? oneLine : oneLine.substring(0, LONGEST_TEXT) + "...";
    }
}
