package dev.freshet.example.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What to start.
 *
 * @param server on what
 * @param home where that is: a jar, or the folder that it was unpacked into
 * @param war the application
 * @param folder for the log of the server, the tokens of the application and temporary files; is made if it is not there
 * @param runTime how long to run; zero is until somebody ends it
 */
public record Options(ServerKind server, Path home, Path war, Path folder, Duration runTime) {

    /** How a command line is written. */
    public static final String USAGE =
            "--server payara-micro|payara-server|wildfly --home PATH --war WAR --folder FOLDER [--seconds N]";

    private static final Set<String> NAMES = Set.of("--server", "--home", "--war", "--folder", "--seconds");

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if it is not like {@link #USAGE}
     */
    public static Options of(String... arguments) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length || !NAMES.contains(arguments[i])) {
                throw wrong();
            }
            values.put(arguments[i], arguments[i + 1]);
        }
        return new Options(
                ServerKind.named(values.getOrDefault("--server", "")).orElseThrow(Options::wrong),
                path(values, "--home"),
                path(values, "--war"),
                path(values, "--folder"),
                Duration.ofSeconds(Long.parseLong(values.getOrDefault("--seconds", "0"))));
    }

    private static Path path(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw wrong();
        }
        return Path.of(value).toAbsolutePath();
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException("FRESHET-0301: the launcher cannot read its arguments; write " + USAGE);
    }
}
