package dev.freshet.jakarta.config;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * The settings of all clients of an application. Immutable.
 *
 * @param clients by name
 * @param warnings what can work, but should be looked at: each with its id, a cause and a cure
 */
public record Settings(Map<String, ClientSettings> clients, List<String> warnings) {

    private static final Pattern CLIENT_NAME = Pattern.compile("[A-Za-z0-9_-]+");

    public Settings {
        clients = Collections.unmodifiableMap(new LinkedHashMap<>(clients));
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads them. Asks for every property by its name; {@code freshet.clients} may name more clients.
     *
     * @param uses the clients that the application's annotations name, and what it does with each
     * @param environment the names of all environment variables
     * @throws ConfigurationException if anything is missing, wrong or misspelt, with all of that in its message
     */
    public static Settings read(Config config, Map<String, Set<Use>> uses, Collection<String> environment) {
        Set<String> problems = new LinkedHashSet<>();
        Set<String> warnings = new LinkedHashSet<>();
        Values values = new Values(config, problems);
        PropertyNames names = new PropertyNames(config.getPropertyNames(), environment);

        Set<String> clients = new LinkedHashSet<>(uses.keySet());
        clients.addAll(values.list(Key.CLIENTS));
        clients.addAll(SubjectClients.named(clients, values));
        Map<String, ClientSettings> settings = new LinkedHashMap<>();
        Map<String, Map<Key, Set<String>>> named = new LinkedHashMap<>();
        for (String client : clients) {
            if (!CLIENT_NAME.matcher(client).matches()) {
                problems.add("The client name '" + client
                        + "' cannot be part of a property's name: use letters, digits, - and _ alone");
                continue;
            }
            Map<Key, Set<String>> ofClient = new EnumMap<>(Key.class);
            Key.NAMED.forEach(key -> ofClient.put(key, names.namesOf(key, client, values.list(key.of(client)))));
            named.put(client, withProfile(config, client, ofClient));
            settings.put(
                    client,
                    readClient(config, client, ofClient, uses.getOrDefault(client, Set.of()), problems, warnings));
        }
        SubjectClients.check(settings, problems);
        List<String> signingIn = settings.values().stream()
                .filter(client -> client.signIn() != null)
                .map(ClientSettings::name)
                .toList();
        if (signingIn.size() > 1) {
            problems.add(
                    "The clients " + String.join(" and ", signingIn)
                            + " have properties that begin with sign-in: users sign in by one of them, so remove those of the others");
        }
        names.reportMisspelt(named, problems);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(List.copyOf(problems));
        }
        return new Settings(settings, List.copyOf(warnings));
    }

    /** The client by which users sign in; empty if they do not. */
    public Optional<ClientSettings> signingIn() {
        return clients.values().stream()
                .filter(client -> client.signIn() != null)
                .findFirst();
    }

    /** A header of the provider's profile may be set by its environment variable alone. */
    private static Map<Key, Set<String>> withProfile(Config config, String client, Map<Key, Set<String>> named) {
        ClientProperties properties = new ClientProperties(client, new Values(config, new LinkedHashSet<>()));
        Map<Key, Set<String>> all = new EnumMap<>(Key.class);
        named.forEach((key, names) -> all.put(key, properties.names(key, names)));
        return all;
    }

    private static ClientSettings readClient(
            Config config,
            String client,
            Map<Key, Set<String>> named,
            Set<Use> uses,
            Set<String> problems,
            Set<String> warnings) {
        boolean enabled = new ClientProperties(client, new Values(config, problems)).flag(Key.ENABLED, true);
        // A client that is switched off may lack everything: that is often why it is switched off.
        Values values = new Values(config, enabled ? problems : new LinkedHashSet<>());
        ClientProperties properties = new ClientProperties(client, values);
        ClientSettings settings =
                new ClientReader(properties, named, enabled ? warnings : new LinkedHashSet<>()).read(uses);
        return enabled ? settings : settings.switchedOff();
    }
}
