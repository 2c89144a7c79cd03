package dev.freshet.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;

/** A copy of the standalone folder of WildFly, which listens on the loopback address only. */
public final class WildFlyInstance implements ServerInstance {

    private static final String CONFIGURATION = "standalone-microprofile.xml";

    private final Path home;
    private final Path folder;
    private final int httpPort;
    private final IntSupplier otherPorts;
    private final DeploymentScanner scanner;

    private WildFlyInstance(Path home, Path folder, int httpPort, IntSupplier otherPorts) {
        this.home = home;
        this.folder = folder;
        this.httpPort = httpPort;
        this.otherPorts = otherPorts;
        this.scanner = new DeploymentScanner(folder.resolve("deployments"));
    }

    /**
     * Makes an instance of a folder.
     *
     * @param home the unpacked server
     * @param httpPort where the applications answer
     * @param otherPorts free ports for all else
     */
    public static WildFlyInstance create(Path home, Path folder, int httpPort, IntSupplier otherPorts)
            throws IOException {
        WildFlyInstance instance =
                new WildFlyInstance(home.toAbsolutePath(), folder.toAbsolutePath(), httpPort, otherPorts);
        for (String part : List.of("configuration", "deployments", "lib")) {
            Folders.copy(instance.home.resolve("standalone").resolve(part), instance.folder.resolve(part));
        }
        return instance.edit(all -> all.replace("scan-interval=\"5000\"", "scan-interval=\"200\""));
    }

    /** Changes its configuration file. */
    public WildFlyInstance edit(UnaryOperator<String> change) throws IOException {
        Path file = folder.resolve("configuration").resolve(CONFIGURATION);
        Files.writeString(file, change.apply(Files.readString(file)));
        return this;
    }

    @Override
    public String startedMark() {
        return "WFLYSRV0025";
    }

    @Override
    public Optional<String> deploy(String name, Path archive) throws IOException {
        return scanner.deploy(name, archive);
    }

    @Override
    public void undeploy(String name) throws IOException {
        scanner.undeploy(name);
    }

    /** What its start script starts. */
    @Override
    public List<String> command() {
        List<String> command = new ArrayList<>(ThisJava.COMMAND);
        command.addAll(List.of("-Xms64m", "-Xmx512m"));
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
                "-Dorg.jboss.boot.log.file=" + folder.resolve("log/server.log"),
                "-Dlogging.configuration="
                        + folder.resolve("configuration/logging.properties").toUri(),
                "-jar",
                home.resolve("jboss-modules.jar").toString(),
                "-mp",
                home.resolve("modules").toString(),
                "org.jboss.as.standalone",
                "-Djboss.home.dir=" + home,
                "-Djboss.server.base.dir=" + folder,
                "-Djboss.bind.address=127.0.0.1",
                "-Djboss.bind.address.management=127.0.0.1",
                "-Djboss.http.port=" + httpPort,
                "-Djboss.https.port=" + otherPorts.getAsInt(),
                "-Djboss.management.http.port=" + otherPorts.getAsInt(),
                "-c",
                CONFIGURATION));
        return command;
    }
}
