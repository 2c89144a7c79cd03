package dev.freshet.jakarta.cdi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Why an application is not deployed, found while its beans are made. */
final class Refusal {

    private static final Logger LOG = System.getLogger(Refusal.class.getPackageName());

    private Refusal() {}

    /** The exception to throw, which is in the log by then: Payara tells which method of a bean failed, and not why. */
    static IllegalStateException of(String message, @Nullable Throwable cause) {
        LOG.log(Level.ERROR, message);
        return new IllegalStateException(message, cause);
    }
}
