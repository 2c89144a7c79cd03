package dev.freshet.cli;

import dev.freshet.jakarta.config.ClientSettings;
import dev.freshet.jakarta.config.StoreSettings;
import dev.freshet.store.JdbcTokenStore;
import dev.freshet.store.TokenStore;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Opens the store of a client from outside of its application. */
final class OpenStore {

    static final String URL = "--jdbc-url";
    static final String USER = "--jdbc-user";
    static final String DRIVER = "--driver";
    static final String FROM_INPUT = "--jdbc-password-stdin";
    static final List<String> OPTIONS = List.of(URL, USER, DRIVER);

    static final String USAGE = """
            For store=jdbc, since the data source of a server is not known here:
              --jdbc-url URL         where the database is; without a password in it
              --jdbc-user NAME       who reads and writes it
              --driver JAR           the jar of its JDBC driver
              --jdbc-password-stdin  the password is the first line of the standard input, before that of a user; else it is
                                     that of the environment variable FRESHET_JDBC_PASSWORD, or is asked for
            """;

    private static final String VARIABLE = "FRESHET_JDBC_PASSWORD";

    private final Arguments arguments;
    private final Terminal terminal;
    private final boolean createsTables;
    private @Nullable String password;

    /** @param createsTables whether a table is made where it is not there, if the application would make it */
    OpenStore(Arguments arguments, Terminal terminal, boolean createsTables) {
        this.arguments = arguments;
        this.terminal = terminal;
        this.createsTables = createsTables;
    }

    /** @throws CommandException if it cannot be reached from here */
    TokenStore of(ClientSettings client) {
        StoreSettings settings = client.store();
        return settings.encrypting(place(client.name(), settings.place()));
    }

    private TokenStore place(String client, StoreSettings.Place place) {
        if (place instanceof StoreSettings.Files files) {
            return TokenStore.files(files.directory());
        }
        if (place instanceof StoreSettings.Database database) {
            return JdbcTokenStore.builder(DriverJar.of(
                            arguments.required(DRIVER, "the jar of the JDBC driver"),
                            url(),
                            arguments.value(USER),
                            password()))
                    .table(database.table())
                    .createsTable(createsTables && database.createsTable())
                    .build();
        }
        throw CommandException.usage("the client '" + client + "' keeps its grants "
                + (place instanceof StoreSettings.Bean
                        ? "where a bean of the application says"
                        : "in the memory of the application")
                + ", which cannot be reached from here: write freshet." + client + ".store=file or jdbc");
    }

    private String url() {
        String url = arguments.required(URL, "where the database is, such as jdbc:postgresql://db.example/app");
        if (url.toLowerCase(Locale.ROOT).contains("password")) {
            throw CommandException.usage(
                    URL + " has a password, which everybody on this machine can read: take it out, and " + "write "
                            + FROM_INPUT + ", or " + VARIABLE + " into the environment");
        }
        return url;
    }

    private @Nullable String password() {
        String variable = System.getenv(VARIABLE);
        if (arguments.value(USER) == null || password != null) {
            return password;
        }
        password = variable != null && !arguments.has(FROM_INPUT)
                ? variable
                : terminal.secret("password of the database", arguments.has(FROM_INPUT), FROM_INPUT);
        return password;
    }
}
