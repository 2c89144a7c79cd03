package dev.freshet.cli;

/** A command cannot go on. The message says what to do, and holds no secret. */
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Exit exit;

    CommandException(Exit exit, String message) {
        super(message);
        this.exit = exit;
    }

    /** The command line is wrong. */
    static CommandException usage(String message) {
        return new CommandException(Exit.USAGE, "FRESHET-0601: " + message);
    }

    /** Nobody authorized. */
    static CommandException refused(String message) {
        return new CommandException(Exit.REFUSED, "FRESHET-0604: " + message);
    }

    Exit exit() {
        return exit;
    }
}
