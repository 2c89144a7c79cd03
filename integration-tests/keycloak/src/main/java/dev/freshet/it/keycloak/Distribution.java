package dev.freshet.it.keycloak;

import dev.freshet.it.process.ChildProcess;
import dev.freshet.it.process.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An unpacked Keycloak distribution on the disk. It is never written to after {@link #prepare()}. */
record Distribution(Path home) {

    static final String ADMIN = "admin";
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(5);
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Path DATABASE = Path.of("data", "h2", "keycloakdb.mv.db");

    /** The distribution that the build prepared, named by the system property {@code keycloak.home}. */
    static Distribution prepared() {
        String home = System.getProperty("keycloak.home");
        if (home == null) {
            throw new IllegalStateException("set the system property keycloak.home to a prepared distribution");
        }
        Distribution distribution =
                new Distribution(Path.of(home).toAbsolutePath().normalize());
        if (!distribution.isPrepared()) {
            throw new IllegalStateException(home + " is not prepared: build the module freshet-it-keycloak first");
        }
        return distribution;
    }

    boolean isPrepared() {
        return Files.exists(marker());
    }

    /** Augments the distribution and fills a first database, both of which would lengthen each start. */
    void prepare() throws IOException {
        Path log = home.resolve("prepare.log");
        build(log);
        Path seed = Files.createDirectories(home.resolve("seed"));
        List<Integer> ports = FreePorts.of(2);
        ChildProcess first = start(seed, log, ports.get(0), ports.get(1));
        first.close();
        Files.createFile(marker());
    }

    private void build(Path log) {
        List<String> command = java(List.of("-Dkc.config.build-and-exit=true"));
        command.addAll(List.of("build", "--db=dev-file", "--health-enabled=true"));
        int code = ChildProcess.start(log, command, Map.of()).awaitEnd(BUILD_LIMIT);
        if (code != 0) {
            throw new IllegalStateException("Keycloak's build ended with " + code + ", see " + log);
        }
    }

    /** Starts a server on a copy of the first database. */
    ChildProcess startCopy(Path data, int port, int managementPort) throws IOException {
        Path database = data.resolve(DATABASE);
        Files.createDirectories(database.getParent());
        Files.copy(home.resolve("seed").resolve(DATABASE), database, StandardCopyOption.REPLACE_EXISTING);
        return start(data, data.resolve("keycloak.log"), port, managementPort);
    }

    private ChildProcess start(Path data, Path log, int port, int managementPort) {
        List<String> command = java(List.of("-Dkc.db-url-path=" + data));
        // Without the local cache JGroups would open ports on the machine's own address.
        command.addAll(List.of(
                "start",
                "--optimized",
                "--cache=local",
                "--hostname-strict=false",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--http-management-port=" + managementPort));
        ChildProcess process = ChildProcess.start(
                log, command, Map.of("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN, "KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN));
        // The log says "started" long before requests are answered, so a real one is the sign.
        URI ready = URI.create("http://127.0.0.1:" + port + "/realms/master/.well-known/openid-configuration");
        Http http = new Http();
        process.await("Keycloak answers", () -> http.answersOk(ready), START_LIMIT);
        return process;
    }

    private List<String> java(List<String> properties) {
        List<String> command = new ArrayList<>(List.of(
                ChildProcess.java(),
                "-Xms64m",
                "-Xmx512m",
                "-XX:MaxMetaspaceSize=256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dfile.encoding=UTF-8",
                "-Duser.language=en",
                "-Duser.country=US",
                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                        + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "--add-opens=java.base/java.security=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dkc.home.dir=" + home,
                "-Djboss.server.config.dir=" + home.resolve("conf"),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dpicocli.disable.closures=true"));
        command.addAll(properties);
        command.addAll(List.of(
                "-cp",
                home.resolve("lib/quarkus-run.jar").toString(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint"));
        return command;
    }

    private Path marker() {
        return home.resolve("prepared");
    }
}
