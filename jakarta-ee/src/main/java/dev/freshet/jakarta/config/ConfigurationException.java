package dev.freshet.jakarta.config;

import java.util.List;

/**
 * The configuration cannot work. Names every problem at once, each with its property and what to write, and no secret.
 * Without a stack trace, which would say nothing and hide the message in a server's log.
 */
@SuppressWarnings("OverrideThrowableToString") // see there
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConfigurationException(List<String> problems) {
        super(message(problems), null, false, false);
    }

    private static String message(List<String> problems) {
        return "FRESHET-0151: the application is not deployed, since its configuration of Freshet has "
                + (problems.size() == 1 ? "a problem" : problems.size() + " problems") + ":\n  - "
                + String.join("\n  - ", problems);
    }

    /** The message alone: servers print this, and the name of the class would help nobody. */
    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
