package dev.freshet.cli;

import java.util.List;

/** One thing that an operator wants done. */
interface Command {

    /** The word for it. */
    String name();

    /** How it is written, and what it does. */
    String usage();

    /** Its options that have a value, besides those of each command. */
    List<String> options();

    /** Its options that have none. */
    List<String> flags();

    /** Whether it stores grants that may be the first ones. */
    boolean bringsGrants();

    /**
     * Does it.
     *
     * @throws CommandException if it cannot be done; the message says what to do
     */
    Exit run(Arguments arguments, Application application, Terminal terminal);
}
