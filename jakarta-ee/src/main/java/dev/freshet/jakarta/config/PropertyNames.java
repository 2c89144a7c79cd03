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

    /** The names of a key of a client, such as those of headers: as the property has them, then as they are listed. */
    Set<String> namesOf(Key key, String client, List<String> named) {
        Map<String, String> names = new LinkedHashMap<>();
        named.forEach(name -> names.putIfAbsent(name.toLowerCase(Locale.ROOT), name));
        String prefix = key.of(client) + ".";
        for (String property : listed) {
            if (property.startsWith(prefix) && property.length() > prefix.length() && !isGuess(property)) {
                String name = property.substring(prefix.length());
                names.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            }
        }
        return new LinkedHashSet<>(names.values());
    }

    /** Reports the names that nothing reads. */
    void reportMisspelt(Map<String, Map<Key, Set<String>>> namesByClient, Set<String> problems) {
        for (String name : listed) {
            if (!environment.contains(Key.environmentForm(name))) {
                judge(name, namesByClient.keySet(), problems);
            }
        }
        Map<String, String> known = environmentForms(namesByClient);
        environment.forEach(name -> judgeVariable(name, known, namesByClient.keySet(), problems));
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
        if (clients.contains(client) && !Key.texts().contains(key) && !isNamed(key)) {
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
            problems.add(Key.NAMED.stream()
                    .filter(named -> key.startsWith(Key.environmentForm(named.text() + ".")))
                    .findFirst()
                    .map(named -> name + " sets a " + named.namedThing() + " that nothing names: add its name to "
                            + named.of(client) + " (" + Key.environmentForm(named.of(client)) + ")")
                    .orElseGet(() -> name + " is not known" + meant(nearestVariable(key), prefix)));
        } else if (Key.texts().stream().anyMatch(key -> Key.environmentForm(key).equals(rest))) {
            problems.add(name + " names no client: write " + ENVIRONMENT_PREFIX + "DEFAULT_" + rest);
        }
    }

    private static boolean isNamed(String key) {
        return Key.NAMED.stream().anyMatch(named -> key.startsWith(named.text() + "."));
    }

    private static Map<String, String> environmentForms(Map<String, Map<Key, Set<String>>> namesByClient) {
        Map<String, String> forms = new TreeMap<>();
        forms.put(Key.environmentForm(Key.CLIENTS), Key.CLIENTS);
        namesByClient.forEach((client, named) -> {
            for (Key key : Key.values()) {
                forms.put(Key.environmentForm(key.of(client)), key.of(client));
            }
            named.forEach((key, names) ->
                    names.forEach(name -> forms.put(Key.environmentForm(key.of(client) + "." + name), name)));
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
