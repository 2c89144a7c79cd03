package dev.freshet.example.launcher;

import dev.freshet.servers.PayaraDomain;
import dev.freshet.servers.ServerInstance;
import dev.freshet.servers.WildFlyInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The servers that the example runs on. */
public enum ServerKind {
    PAYARA_MICRO("Payara Micro"),
    PAYARA_SERVER("Payara Server"),
    WILDFLY("WildFly");

    private final String title;

    ServerKind(String title) {
        this.title = title;
    }

    /** The one of this name, such as {@code payara-server}. */
    static Optional<ServerKind> named(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.optionName().equals(name))
                .findFirst();
    }

    String optionName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Its name for people. */
    public String title() {
        return title;
    }

    /** A server of this kind that answers on a port. */
    ServerInstance instance(Options options, int port) throws IOException {
        return switch (this) {
            case PAYARA_MICRO -> PayaraMicro.create(options, port);
            case PAYARA_SERVER ->
                PayaraDomain.create(options.home(), ownFolder(options), port, Server.freePort(), ServerKind::anyPort);
            case WILDFLY -> WildFlyInstance.create(options.home(), ownFolder(options), port, ServerKind::anyPort);
        };
    }

    /** New at each start, so that no server finds what another one has left. */
    private static Path ownFolder(Options options) throws IOException {
        return Files.createTempDirectory(options.folder(), "server");
    }

    private static int anyPort() {
        try {
            return Server.freePort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
