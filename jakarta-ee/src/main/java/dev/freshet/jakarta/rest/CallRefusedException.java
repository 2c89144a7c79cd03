package dev.freshet.jakarta.rest;

import jakarta.ws.rs.ProcessingException;

/**
 * A call was not sent because of how it was made or configured; its message says what to change. Trying again does not
 * help. (Where there is merely no token, the cause of the {@link ProcessingException} is a
 * {@link dev.freshet.refresh.TokenException} instead.)
 */
public final class CallRefusedException extends ProcessingException {

    private static final long serialVersionUID = 1L;

    CallRefusedException(String message) {
        super(message);
    }
}
