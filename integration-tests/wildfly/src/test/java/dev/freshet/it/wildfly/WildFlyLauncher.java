package dev.freshet.it.wildfly;

import dev.freshet.it.process.FreePorts;
import dev.freshet.it.server.ApplicationServer;
import dev.freshet.it.server.InstalledServer;
import dev.freshet.servers.WildFlyInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;

/** Starts the unpacked WildFly on a copy of its standalone folder, so that servers do not see each other's state. */
public final class WildFlyLauncher implements ApplicationServer.Launcher {

    private final Path home = Path.of(System.getProperty("wildfly.home"));

    @Override
    public ApplicationServer start(Map<String, String> environment) {
        Iterator<Integer> ports = FreePorts.of(3).iterator();
        int port = ports.next();
        try {
            Path folder = Files.createTempDirectory("freshet-wildfly");
            WildFlyInstance instance =
                    WildFlyInstance.create(home, folder, port, ports::next).edit(WildFlyLauncher::edited);
            return InstalledServer.start(
                    instance,
                    ApplicationServer.Archives.CONFIGURED_APART,
                    folder.resolve("console.log"),
                    port,
                    environment);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start WildFly", e);
        }
    }

    private static String edited(String configuration) {
        return configuration
                .replaceFirst(
                        "(<console-handler name=\"CONSOLE\">\\s*)<level name=\"INFO\"/>", "$1<level name=\"ALL\"/>")
                // Without it WildFly refuses the users of an application's own HttpAuthenticationMechanism.
                .replaceFirst("<application-security-domain name=\"other\" ", "$0integrated-jaspi=\"false\" ")
                .replaceFirst(
                        "<root-logger>",
                        "<logger category=\"dev.freshet\"><level name=\"ALL\"/></logger><root-logger>");
    }
}
