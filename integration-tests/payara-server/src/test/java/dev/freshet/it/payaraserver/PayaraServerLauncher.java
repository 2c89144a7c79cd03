package dev.freshet.it.payaraserver;

import dev.freshet.it.process.ChildProcess;
import dev.freshet.it.process.FreePorts;
import dev.freshet.it.server.ApplicationServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Starts the unpacked Payara Server on a domain of its own, so that servers do not see each other's state. */
public final class PayaraServerLauncher implements ApplicationServer.Launcher {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final Path home = Path.of(System.getProperty("payara.home")).toAbsolutePath();

    @Override
    public ApplicationServer start(Map<String, String> environment) {
        List<Integer> ports = FreePorts.of(2);
        return start(environment, ports.get(0), ports.get(1));
    }

    /** Starts a server with its applications and its administration on given ports. */
    ApplicationServer start(Map<String, String> environment, int httpPort, int adminPort) {
        try {
            Path folder = Files.createTempDirectory(home.getParent(), "domain");
            PayaraDomain domain = PayaraDomain.create(home, folder, httpPort, adminPort);
            ChildProcess process = ChildProcess.start(folder.resolve("console.log"), domain.command(), environment);
            process.await("Payara Server has started", () -> process.log().contains("startup time"), START_LIMIT);
            return new PayaraServer(process, httpPort, adminPort);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start Payara Server", e);
        }
    }
}
