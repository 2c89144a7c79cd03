package dev.freshet.cli;

import dev.freshet.jakarta.config.ClientSettings;
import dev.freshet.jakarta.config.Settings;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.Grant;
import dev.freshet.refresh.TokenListener;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.GrantKey;
import dev.freshet.store.TokenStore;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** The application whose grants these are, as its configuration tells of it. */
final class Application {

    static final String CLIENT = "--client";
    static final String GRANT = "--grant";
    static final String CONFIG = "--config";

    static final List<String> OPTIONS = List.of(CONFIG, CLIENT, GRANT);

    static final String USAGE = """
            Each command reads what the application reads, freshet.<client>.*:
              --config FILE    a properties file, such as the application's microprofile-config.properties; environment
                               variables and system properties are read too, and win
              --client NAME    which client
              --grant ID       which of its grants; without it the one of the application itself
            """;

    // What MicroProfile Config gives to microprofile-config.properties.
    private static final int ORDINAL_OF_FILES = 100;

    private final Settings settings;
    private final OpenStore stores;
    private final @Nullable String client;
    private final @Nullable String grantId;

    private Application(Settings settings, OpenStore stores, @Nullable String client, @Nullable String grantId) {
        this.settings = settings;
        this.stores = stores;
        this.client = client;
        this.grantId = grantId;
    }

    /**
     * Reads the configuration.
     *
     * @throws dev.freshet.jakarta.config.ConfigurationException if it cannot work
     */
    static Application of(Arguments arguments, OpenStore stores) {
        String client = arguments.value(CLIENT);
        Settings settings = Settings.read(
                config(arguments.value(CONFIG)),
                client == null ? Map.of() : Map.of(client, Set.of()),
                System.getenv().keySet());
        if (settings.clients().isEmpty()) {
            throw CommandException.usage(
                    "there is no client: write --client and its name, or freshet.clients into the " + "configuration");
        }
        return new Application(settings, stores, client, arguments.value(GRANT));
    }

    private static Config config(@Nullable String file) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder().addDefaultInterceptors().addSystemSources();
        if (file != null) {
            builder.withSources(new PropertiesConfigSource(properties(file), file, ORDINAL_OF_FILES));
        }
        return builder.build();
    }

    private static Map<String, String> properties(String file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw CommandException.usage(CONFIG + " names no properties file that can be read ("
                    + e.getClass().getSimpleName() + "): write the path of one");
        }
        Map<String, String> values = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return values;
    }

    List<String> warnings() {
        return settings.warnings();
    }

    /** All clients, or the one that was named. */
    Collection<ClientSettings> clients() {
        return client == null ? settings.clients().values() : List.of(named());
    }

    /** The id of the grant that was named; null if none was. */
    @Nullable
    String grantId() {
        return grantId;
    }

    /** The client that was named, or the only one. */
    ClientSettings named() {
        Map<String, ClientSettings> all = settings.clients();
        if (client == null && all.size() > 1) {
            throw CommandException.usage(
                    "there are several clients: write " + CLIENT + " and one of " + String.join(", ", all.keySet()));
        }
        ClientSettings named = client == null ? all.values().iterator().next() : all.get(client);
        if (named == null) {
            throw CommandException.usage(CLIENT + " names no client: write one of " + String.join(", ", all.keySet()));
        }
        return named;
    }

    /** What was named, for a command that acts on one grant. */
    GrantKey key() {
        ClientSettings client = named();
        if (grantId == null && registration(client).grant().isPerUser()) {
            throw CommandException.usage(
                    "the client '" + client.name() + "' has a grant for each of its users, and none "
                            + "of its own: write " + GRANT + " and the id of one");
        }
        return new GrantKey(client.name(), grantId == null ? GrantKey.APPLICATION : grantId);
    }

    static ClientRegistration registration(ClientSettings client) {
        ClientRegistration registration = client.registration();
        if (registration == null || registration.grant() instanceof Grant.TokenExchange) {
            throw CommandException.usage("the client '" + client.name() + "' keeps no grants: it is "
                    + (registration == null
                            ? "switched off, freshet." + client.name() + ".enabled=false"
                            : "given tokens in exchange for those of another client; name that one"));
        }
        return registration;
    }

    /** The store of a client, which outlives this command. */
    TokenStore store(ClientSettings client) {
        return stores.of(client);
    }

    /** The sources of one client. Nothing is refreshed by them. */
    TokenSources sources(ClientSettings client, TokenListener listener) {
        return TokenSources.builder()
                .client(registration(client), store(client))
                .listener(listener)
                .build();
    }
}
