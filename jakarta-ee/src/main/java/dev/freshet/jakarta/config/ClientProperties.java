package dev.freshet.jakarta.config;

import dev.freshet.refresh.ProviderProfile;
import dev.freshet.refresh.RefreshPolicy;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The properties of one client in their types. What is wrong becomes a problem, and null or the default. */
final class ClientProperties {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,10}) ?(KiB|MiB|)");

    private static final String FILE = "file:";

    private final String client;
    private final Values values;
    private final ProviderProfile provider;

    ClientProperties(String client, Values values) {
        this.client = client;
        this.values = values;
        this.provider = provider();
    }

    private ProviderProfile provider() {
        String name = values.text(Key.PROVIDER.of(client));
        try {
            return name == null ? ProviderProfile.NONE : ProviderProfile.of(name);
        } catch (IllegalArgumentException e) {
            problem(Key.PROVIDER, "cannot be used. " + e.getMessage());
            return ProviderProfile.NONE;
        }
    }

    String client() {
        return client;
    }

    /** What is configured, or else what the provider's profile says. */
    @Nullable
    String text(Key key) {
        String given = values.text(key.of(client));
        return given == null ? provider.value(key.text()).orElse(null) : given;
    }

    /** Whether it is configured, for this client itself. */
    boolean isGiven(Key key) {
        return values.text(key.of(client)) != null;
    }

    /** The value of one of the names of a key that has such. */
    @Nullable
    String named(Key key, String name) {
        String given = values.text(key.of(client) + "." + name);
        return given == null ? provider.named(key.text()).get(name) : given;
    }

    /** These names of a key, and those that the provider's profile has besides. */
    Set<String> names(Key key, Set<String> given) {
        Map<String, String> all = new LinkedHashMap<>();
        given.forEach(name -> all.put(name.toLowerCase(Locale.ROOT), name));
        provider.named(key.text()).keySet().forEach(name -> all.putIfAbsent(name.toLowerCase(Locale.ROOT), name));
        return new LinkedHashSet<>(all.values());
    }

    /** @param what words for what to write */
    @Nullable
    String required(Key key, String what) {
        String text = text(key);
        if (text == null) {
            missing(key, what);
        }
        return text;
    }

    void missing(Key key, String what) {
        if (!values.hasProblem(key.of(client))) { // else there is something, but it cannot be used
            problem(key, "is missing: write " + what);
        }
    }

    List<String> list(Key key) {
        return Values.split(text(key));
    }

    boolean flag(Key key, boolean otherwise) {
        return Boolean.parseBoolean(choice(key, List.of("true", "false"), String.valueOf(otherwise)));
    }

    String choice(Key key, List<String> choices, String otherwise) {
        String text = text(key);
        if (text == null || choices.contains(text)) {
            return text == null ? otherwise : text;
        }
        problem(key, "is '" + text + "': write one of " + String.join(", ", choices));
        return otherwise;
    }

    @Nullable
    Duration duration(Key key) {
        String text = text(key);
        Duration duration = text == null ? null : Durations.parse(text);
        if (text != null && (duration == null || duration.isNegative())) {
            problem(key, "is '" + text + "': write a duration such as 10s, 500ms, 5m or PT10S");
            return null;
        }
        return duration;
    }

    /** How long to wait for something: more than zero, and not for ever. */
    Duration timeout(Key key, Duration otherwise) {
        Duration duration = positive(key, otherwise);
        if (duration.compareTo(RefreshPolicy.LONGEST_TIMEOUT) > 0) {
            problem(key, "is more than a day: write how long to wait at most, such as 30s");
            return otherwise;
        }
        return duration;
    }

    /** A duration of more than zero. */
    Duration positive(Key key, Duration otherwise) {
        Duration duration = duration(key);
        if (duration != null && duration.isZero()) {
            problem(key, "is zero: write a duration of more than that");
            return otherwise;
        }
        return duration == null ? otherwise : duration;
    }

    /** A number of bytes, which may be given in KiB or MiB. */
    int size(Key key, int otherwise) {
        String text = text(key);
        if (text == null) {
            return otherwise;
        }
        Matcher size = SIZE.matcher(text);
        if (size.matches()) {
            long unit =
                    switch (size.group(2)) {
                        case "KiB" -> 1024;
                        case "MiB" -> 1024 * 1024;
                        default -> 1;
                    };
            long bytes = Long.parseLong(size.group(1)) * unit;
            if (bytes <= Integer.MAX_VALUE) {
                return (int) bytes;
            }
        }
        problem(key, "is '" + text + "': write a number of bytes such as 65536, 64KiB or 1MiB, less than 2048MiB");
        return otherwise;
    }

    /** Whether this text says that the value is in a file. */
    static boolean isFile(String text) {
        return text.startsWith(FILE);
    }

    /** The file that this text names; null if it names none, and then there is a problem, unless there is no text. */
    @Nullable
    Path file(Key key, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            Path file = isFile(text) ? Path.of(text.substring(FILE.length())) : null;
            if (file != null && file.isAbsolute()) {
                return file;
            }
        } catch (InvalidPathException e) {
            // reported below, as any other text that names no file
        }
        problem(key, "names no file: write file: and the whole path of one, such as file:/run/secrets/" + client);
        return null;
    }

    @Nullable
    URI address(Key key) {
        String text = text(key);
        return text == null ? null : address(key, text);
    }

    @Nullable
    URI address(Key key, String text) {
        URI address = Addresses.parse(text);
        if (address == null) {
            // The text stays out of the message: an address may hold a password.
            problem(key, "is no address of a server: write one that begins with https:// and a host");
        }
        return address;
    }

    void problem(Key key, String text) {
        values.problem(key.of(client), text);
    }

    void missingNamed(Key key, String name) {
        String property = key.of(client) + "." + name;
        if (!values.hasProblem(property)) {
            values.problem(
                    property,
                    "is missing: write the value of the " + key.namedThing() + ", or take its name off "
                            + key.of(client));
        }
    }

    void namedProblem(Key key, String name, String text) {
        values.problem(key.of(client) + "." + name, text);
    }
}
