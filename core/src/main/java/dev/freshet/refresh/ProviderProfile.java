package dev.freshet.refresh;

import dev.freshet.refresh.RefreshTokenPolicy.Rotation;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one provider does otherwise than others: values for ordinary settings, which count where nothing else is set. Read
 * from the file {@code META-INF/freshet/providers/<name>.properties} of the class path, of this library or of anybody else.
 * Immutable.
 *
 * <p>A file may have {@code rotation}, {@code rotation-leeway} and {@code keep-alive} (durations in ISO-8601),
 * {@code invalid-token}, {@code invalid-token-codes}, {@code headers.<Name>}, {@code token-parameters.<name>},
 * {@code token-headers.<Name>}, {@code sign-in.offline-access}, {@code sign-in.prompt}, {@code sign-in.roles-claim} and
 * {@code sign-in.parameters.<name>}.
 */
public final class ProviderProfile {

    /** No provider in particular. */
    public static final ProviderProfile NONE = new ProviderProfile("none", Map.of());

    private static final String FOLDER = "META-INF/freshet/providers/";
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Set<String> KEYS = Set.of(
            "rotation",
            "rotation-leeway",
            "keep-alive",
            "invalid-token",
            "invalid-token-codes",
            "sign-in.offline-access",
            "sign-in.prompt",
            "sign-in.roles-claim");
    private static final List<String> NAMED =
            List.of("headers.", "token-parameters.", "token-headers.", "sign-in.parameters.");

    private final String name;
    private final Map<String, String> values;
    private final RefreshTokenPolicy refreshTokenPolicy;

    private ProviderProfile(String name, Map<String, String> values) {
        this.name = name;
        this.values = Collections.unmodifiableMap(new TreeMap<>(values));
        values.keySet().forEach(this::check);
        this.refreshTokenPolicy = policy();
    }

    /**
     * The profile of this name.
     *
     * @throws IllegalArgumentException if there is none, or if it cannot be used; the message says what to write
     */
    public static ProviderProfile of(String name) {
        if (NAME.matcher(name).matches()) {
            Properties values = new Properties();
            if (read(FOLDER + name + ".properties", values)) {
                Map<String, String> texts = new TreeMap<>();
                values.stringPropertyNames()
                        .forEach(key -> texts.put(key, values.getProperty(key).strip()));
                return new ProviderProfile(name, texts);
            }
        }
        throw new IllegalArgumentException("There is no profile '" + name + "': write one of "
                + String.join(", ", known()) + ", or add " + FOLDER
                + "<name>.properties to the class path, where a name has "
                + "small letters, digits and -");
    }

    /** The names of the profiles that this library has. */
    public static List<String> known() {
        Properties names = new Properties();
        if (!read(FOLDER + "index", names)) {
            throw new IllegalStateException("The list of profiles is a part of this library");
        }
        return names.stringPropertyNames().stream().sorted().toList();
    }

    /** Looks where the application is first: its own file goes before that of this library. */
    private static boolean read(String resource, Properties into) {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        try (InputStream own = application == null ? null : application.getResourceAsStream(resource);
                InputStream ours = own != null
                        ? null
                        : ProviderProfile.class.getClassLoader().getResourceAsStream(resource)) {
            InputStream found = own == null ? ours : own;
            if (found != null) {
                into.load(new InputStreamReader(found, StandardCharsets.UTF_8));
            }
            return found != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void check(String key) {
        if (!KEYS.contains(key) && NAMED.stream().noneMatch(prefix -> key.startsWith(prefix) && !key.equals(prefix))) {
            throw problem(key, "is not known to profiles: remove it, and write it for each client instead");
        }
    }

    private RefreshTokenPolicy policy() {
        String rotation = values.getOrDefault("rotation", "unknown");
        try {
            return new RefreshTokenPolicy(
                    Rotation.valueOf(rotation.replace('-', '_').toUpperCase(Locale.ROOT)),
                    Objects.requireNonNullElse(duration("rotation-leeway"), Duration.ZERO),
                    duration("keep-alive"));
        } catch (IllegalArgumentException e) {
            throw problem("rotation, rotation-leeway or keep-alive", "cannot be used: " + e.getMessage());
        }
    }

    private @Nullable Duration duration(String key) {
        String text = values.get(key);
        try {
            return text == null ? null : Duration.parse(text);
        } catch (DateTimeException e) {
            throw problem(key, "is '" + text + "': write a duration such as PT30S");
        }
    }

    private IllegalArgumentException problem(String key, String words) {
        return new IllegalArgumentException(
                "The profile '" + name + "' has a value that is wrong: " + key + " " + words);
    }

    /** The name of the provider. */
    public String name() {
        return name;
    }

    /** Its value for a setting; empty if it has none. */
    public Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** Its values for a setting of many names, such as {@code headers}, by these names. */
    public Map<String, String> named(String key) {
        Map<String, String> named = new TreeMap<>();
        values.forEach((each, value) -> {
            if (each.startsWith(key + ".")) {
                named.put(each.substring(key.length() + 1), value);
            }
        });
        return named;
    }

    /** How it treats refresh tokens. */
    public RefreshTokenPolicy refreshTokenPolicy() {
        return refreshTokenPolicy;
    }

    @Override
    public String toString() {
        return "ProviderProfile[" + name + "]";
    }
}
