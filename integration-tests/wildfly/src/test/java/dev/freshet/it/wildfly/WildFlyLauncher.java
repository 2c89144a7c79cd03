package dev.freshet.it.wildfly;

import dev.freshet.it.process.ChildProcess;
import dev.freshet.it.process.Folders;
import dev.freshet.it.process.FreePorts;
import dev.freshet.it.server.ApplicationServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts the unpacked WildFly on a copy of its standalone folder, so that servers do not see each other's state. */
public final class WildFlyLauncher implements ApplicationServer.Launcher {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final String CONFIGURATION = "standalone-microprofile.xml";

    private final Path home = Path.of(System.getProperty("wildfly.home")).toAbsolutePath();

    @Override
    public ApplicationServer start(Map<String, String> environment) {
        try {
            return start(environment, copyOfStandalone(), FreePorts.of(3));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start WildFly", e);
        }
    }

    private ApplicationServer start(Map<String, String> environment, Path base, List<Integer> ports) {
        ChildProcess process = ChildProcess.start(base.resolve("console.log"), command(base, ports), environment);
        process.await("WildFly has started", () -> process.log().contains("WFLYSRV0025"), START_LIMIT);
        return new WildFly(process, base.resolve("deployments"), ports.get(0));
    }

    private Path copyOfStandalone() throws IOException {
        Path original = home.resolve("standalone");
        Path copy = Files.createTempDirectory("freshet-wildfly");
        for (String folder : List.of("configuration", "deployments", "lib")) {
            Folders.copy(original.resolve(folder), copy.resolve(folder));
        }
        Path configuration = copy.resolve("configuration").resolve(CONFIGURATION);
        Files.writeString(configuration, edited(Files.readString(configuration)));
        return copy;
    }

    private static String edited(String configuration) {
        return configuration
                .replace("scan-interval=\"5000\"", "scan-interval=\"200\"")
                .replaceFirst(
                        "(<console-handler name=\"CONSOLE\">\\s*)<level name=\"INFO\"/>", "$1<level name=\"ALL\"/>")
                // Without it WildFly refuses the users of an application's own HttpAuthenticationMechanism.
                .replaceFirst("<application-security-domain name=\"other\" ", "$0integrated-jaspi=\"false\" ")
                .replaceFirst(
                        "<root-logger>",
                        "<logger category=\"dev.freshet\"><level name=\"ALL\"/></logger><root-logger>");
    }

    /** What the start script does, without the shell, which would stand between a signal and the server. */
    private List<String> command(Path base, List<Integer> ports) {
        List<String> command = new ArrayList<>(List.of(ChildProcess.java(), "-Xms64m", "-Xmx512m"));
        for (String exported : List.of(
                "java.desktop/sun.awt",
                "java.naming/com.sun.jndi.ldap",
                "java.naming/com.sun.jndi.url.ldap",
                "java.naming/com.sun.jndi.url.ldaps",
                "jdk.naming.dns/com.sun.jndi.dns")) {
            command.add("--add-exports=" + exported + "=ALL-UNNAMED");
        }
        for (String opened : List.of(
                "java.base/java.lang",
                "java.base/java.lang.invoke",
                "java.base/java.lang.reflect",
                "java.base/java.io",
                "java.base/java.net",
                "java.base/java.security",
                "java.base/java.util",
                "java.base/java.util.concurrent",
                "java.management/javax.management",
                "java.naming/javax.naming")) {
            command.add("--add-opens=" + opened + "=ALL-UNNAMED");
        }
        command.addAll(List.of(
                "-Dorg.jboss.boot.log.file=" + base.resolve("log/server.log"),
                "-Dlogging.configuration="
                        + base.resolve("configuration/logging.properties").toUri(),
                "-jar",
                home.resolve("jboss-modules.jar").toString(),
                "-mp",
                home.resolve("modules").toString(),
                "org.jboss.as.standalone",
                "-Djboss.home.dir=" + home,
                "-Djboss.server.base.dir=" + base,
                "-Djboss.bind.address=127.0.0.1",
                "-Djboss.bind.address.management=127.0.0.1",
                "-Djboss.http.port=" + ports.get(0),
                "-Djboss.https.port=" + ports.get(1),
                "-Djboss.management.http.port=" + ports.get(2),
                "-c",
                CONFIGURATION));
        return command;
    }
}
