package dev.freshet.it.server;

import java.io.Serial;

/** A server refused an application. The message is what the server said about it. */
public final class DeploymentFailedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    /** With what the server said. */
    public DeploymentFailedException(String message) {
        super(message);
    }
}
