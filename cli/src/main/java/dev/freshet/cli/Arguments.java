package dev.freshet.cli;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The options of a command, as {@code --name value} or {@code --name=value}. Immutable. Values never come into a
 * message: somebody may have written a secret where none belongs.
 */
final class Arguments {

    private static final Set<String> SECRETS = Set.of(
            "--password",
            "--client-secret",
            "--secret",
            "--token",
            "--refresh-token",
            "--access-token",
            "--client-key-password",
            "--jdbc-password",
            "--encryption-key");

    private final Map<String, String> values;

    private Arguments(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads them.
     *
     * @param named options that have a value
     * @param flags options that have none
     * @throws CommandException for anything else; it says what to write
     */
    static Arguments of(List<String> arguments, Collection<String> named, Collection<String> flags) {
        Map<String, String> values = new LinkedHashMap<>();
        int position = 0;
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            check(name, ++position, named, flags);
            String value = "true";
            if (named.contains(name)) {
                value = equals >= 0 ? argument.substring(equals + 1) : next(rest);
                position += equals >= 0 ? 0 : 1;
            } else if (equals >= 0) {
                throw CommandException.usage(name + " has no value: write it alone");
            }
            if (value.isBlank()) {
                throw CommandException.usage(name + " needs a value: write it behind");
            }
            if (values.put(name, value) != null) {
                throw CommandException.usage(name + " is there twice: write it once");
            }
        }
        return new Arguments(values);
    }

    /** Empty if there is none. */
    private static String next(Iterator<String> rest) {
        String next = rest.hasNext() ? rest.next() : "";
        return next.startsWith("--") ? "" : next;
    }

    private static void check(String name, int position, Collection<String> named, Collection<String> flags) {
        if (named.contains(name) || flags.contains(name)) {
            return;
        }
        if (SECRETS.contains(name)) {
            throw CommandException.usage(name + " is no option, since everybody on this machine can read a command "
                    + "line: secrets come from the configuration, from files, by --password-stdin, or are asked for");
        }
        Collection<String> known = new TreeSet<>(named);
        known.addAll(flags);
        throw CommandException.usage(
                name.startsWith("--") && name.matches("--[a-z-]{1,30}")
                        ? name + " is no option of this command: it has " + String.join(", ", known)
                        : "argument " + position + " is no option: options begin with --, such as "
                                + known.iterator().next());
    }

    @Nullable
    String value(String name) {
        return values.get(name);
    }

    String value(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** @param what words for what to write */
    String required(String name, String what) {
        String value = values.get(name);
        if (value == null) {
            throw CommandException.usage(name + " is missing: write " + name + " and " + what);
        }
        return value;
    }
}
