package dev.freshet.jakarta.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The names of properties and environment variables that are there: for headers, and for what is misspelt.
 *
 * <p>Servers list environment variables in their own ways; some add guesses such as {@code freshet.parts.client.id}. So
 * a listed name whose environment form is set is judged by its environment variable alone.
 */
final class PropertyNames {

    private static final String HEADERS = Key.HEADERS.text() + ".";
    private static final String ENVIRONMENT_PREFIX = "FRESHET_";

    private final Set<String> listed = new TreeSet<>();
    private final Set<String> environment = new TreeSet<>();

    PropertyNames(Iterable<String> listed, Collection<String> environment) {
        listed.forEach(name -> {
            if (name.startsWith(Key.PREFIX)) {
                this.listed.add(name);
            }
        });
        environment.stream().filter(name -> name.startsWith(ENVIRONMENT_PREFIX)).forEach(this.environment::add);
    }

    /** The header names of a client: as its property {@code headers} has them, then as they are listed. */
    Set<String> headersOf(String client, List<String> named) {
        Map<String, String> headers = new LinkedHashMap<>();
        named.forEach(name -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), name));
        String prefix = Key.PREFIX + client + "." + HEADERS;
        for (String name : listed) {
            if (name.startsWith(prefix) && name.length() > prefix.length() && !isGuess(name)) {
                String header = name.substring(prefix.length());
                headers.putIfAbsent(header.toLowerCase(Locale.ROOT), header);
            }
        }
        return new LinkedHashSet<>(headers.values());
    }

    /** Reports the names that nothing reads. */
    void reportMisspelt(Map<String, Set<String>> headersByClient, Set<String> problems) {
        for (String name : listed) {
            if (!environment.contains(Key.environmentForm(name))) {
                judge(name, headersByClient.keySet(), problems);
            }
        }
        Map<String, String> known = environmentForms(headersByClient);
        environment.forEach(name -> judgeVariable(name, known, headersByClient.keySet(), problems));
    }

    private static void judge(String name, Set<String> clients, Set<String> problems) {
        String rest = name.substring(Key.PREFIX.length());
        int dot = rest.indexOf('.');
        if (dot < 0) {
            if (Key.texts().contains(rest)) {
                problems.add(name + " names no client: write " + Key.PREFIX + "default." + rest);
            } else if (!name.equals(Key.CLIENTS)) {
                problems.add(name + " is not known" + meant(DidYouMean.nearest(rest, List.of("clients")), Key.PREFIX));
            }
            return;
        }
        String client = rest.substring(0, dot);
        String key = rest.substring(dot + 1);
        if (clients.contains(client) && !Key.texts().contains(key) && !key.startsWith(HEADERS)) {
            problems.add(name + " is not known" + meant(nearestKey(key), Key.PREFIX + client + "."));
        }
    }

    private static void judgeVariable(
            String name, Map<String, String> known, Set<String> clients, Set<String> problems) {
        if (known.containsKey(name)) {
            return;
        }
        String rest = name.substring(ENVIRONMENT_PREFIX.length());
        String client = clients.stream()
                .filter(each -> name.startsWith(Key.environmentForm(Key.PREFIX + each) + "_"))
                .max(Comparator.comparingInt(String::length))
                .orElse(null);
        if (client != null) {
            String prefix = Key.environmentForm(Key.PREFIX + client) + "_";
            String key = name.substring(prefix.length());
            String headers = Key.environmentForm(HEADERS);
            problems.add(
                    key.startsWith(headers)
                            ? name + " sets a header that nothing names: add its name to " + Key.HEADERS.of(client)
                                    + " (" + Key.environmentForm(Key.HEADERS.of(client)) + ")"
                            : name + " is not known" + meant(nearestVariable(key), prefix));
        } else if (Key.texts().stream().anyMatch(key -> Key.environmentForm(key).equals(rest))) {
            problems.add(name + " names no client: write " + ENVIRONMENT_PREFIX + "DEFAULT_" + rest);
        }
    }

    private static Map<String, String> environmentForms(Map<String, Set<String>> headersByClient) {
        Map<String, String> forms = new TreeMap<>();
        forms.put(Key.environmentForm(Key.CLIENTS), Key.CLIENTS);
        headersByClient.forEach((client, headers) -> {
            for (Key key : Key.values()) {
                forms.put(Key.environmentForm(key.of(client)), key.of(client));
            }
            for (String header : headers) {
                forms.put(Key.environmentForm(Key.HEADERS.of(client) + "." + header), header);
            }
        });
        return forms;
    }

    private static @Nullable String nearestKey(String key) {
        String nearest = DidYouMean.nearest(key, Key.texts());
        return nearest != null || !key.contains(".")
                ? nearest
                : DidYouMean.nearest(key.substring(0, key.indexOf('.')), Key.texts());
    }

    private static @Nullable String nearestVariable(String key) {
        String nearest = DidYouMean.nearest(key.toLowerCase(Locale.ROOT).replace('_', '-'), Key.texts());
        return nearest == null ? null : Key.environmentForm(nearest);
    }

    private static String meant(@Nullable String nearest, String prefix) {
        return nearest == null
                ? ": remove it, or look its name up in the list of properties"
                : ": did you mean " + prefix + nearest + "?";
    }

    private boolean isGuess(String name) {
        String form = Key.environmentForm(name);
        return environment.contains(form)
                && name.equals(form.toLowerCase(Locale.ROOT).replace('_', '.'));
    }
}
