package dev.freshet.signin;

/** An ID token cannot be believed. The message says why, without quoting it. */
final class IdTokenException extends Exception {

    private static final long serialVersionUID = 1L;

    IdTokenException(String message) {
        super(message);
    }
}
