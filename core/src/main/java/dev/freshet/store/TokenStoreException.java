package dev.freshet.store;

/** A store could not do its work; nothing was written. Its message names the place and what to look at. */
public final class TokenStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message never holds a token */
    public TokenStoreException(String message) {
        super(message);
    }

    /** @param message never holds a token */
    public TokenStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
