package dev.freshet.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The person, or the script, in front of a command. Not safe for use by several threads. */
final class Terminal {

    private final PrintStream out;
    private final PrintStream err;
    private final BufferedReader in;
    private final @Nullable Function<String, char @Nullable []> prompt;

    /** @param prompt asks for a secret, which does not appear while it is typed; null where nobody can be asked */
    Terminal(PrintStream out, PrintStream err, InputStream in, @Nullable Function<String, char @Nullable []> prompt) {
        this.out = out;
        this.err = err;
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.prompt = prompt;
    }

    @SuppressWarnings("SystemConsoleNull") // from JDK 22 on it is never null, and reads what there is to read
    static Terminal system() {
        Console console = System.console();
        return new Terminal(
                System.out,
                System.err,
                System.in,
                console == null ? null : question -> console.readPassword("%s", question));
    }

    /** What the command has to say. */
    void say(String text) {
        out.println(text);
        out.flush();
    }

    /** What went wrong, or should be looked at. */
    void complain(String text) {
        err.println(text);
        err.flush();
    }

    /**
     * A secret: typed without being seen, or the next line of the standard input.
     *
     * @param fromInput whether it comes by the standard input
     * @param option which says so
     */
    String secret(String question, boolean fromInput, String option) {
        String secret = fromInput ? line() : typed(question, option);
        if (secret == null || secret.isEmpty()) {
            throw CommandException.usage("there is no " + question + ": "
                    + (fromInput ? "write it as a line of the standard input" : "type it"));
        }
        return secret;
    }

    private @Nullable String typed(String question, String option) {
        if (prompt == null) {
            throw CommandException.usage("nobody can be asked for the " + question
                    + " here, since there is no terminal: write " + option + " and send it by the standard input");
        }
        char[] typed = prompt.apply(question + ": ");
        return typed == null ? null : new String(typed);
    }

    private @Nullable String line() {
        try {
            return in.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException("FRESHET-0603: the standard input cannot be read", e);
        }
    }
}
