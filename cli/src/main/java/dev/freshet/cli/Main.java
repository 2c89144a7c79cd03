package dev.freshet.cli;

import java.util.Arrays;

/** What {@code java -jar} starts. */
public final class Main {

    private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

    private Main() {}

    /** Runs one command, and ends with its {@link Exit} code. */
    public static void main(String[] arguments) {
        if (System.getProperty(LOG_FORMAT) == null) {
            System.setProperty(LOG_FORMAT, "%4$s: %5$s%n"); // a person reads it, and knows what time it is
        }
        System.exit(
                new CommandLine(Terminal.system()).run(Arrays.asList(arguments)).code());
    }
}
