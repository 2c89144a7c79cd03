package dev.freshet.it.payaraserver;

import dev.freshet.it.process.FreePorts;
import dev.freshet.it.server.ApplicationServer;
import dev.freshet.it.server.InstalledServer;
import dev.freshet.servers.PayaraDomain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;

/** Starts the unpacked Payara Server on a domain of its own, so that servers do not see each other's state. */
public final class PayaraServerLauncher implements ApplicationServer.Launcher {

    private static final int MOST_PORTS = 12;
    /** Short, for tests that ask whether an application has left the memory. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final Path home = Path.of(System.getProperty("payara.home"));

    @Override
    public ApplicationServer start(Map<String, String> environment) {
        Iterator<Integer> ports = FreePorts.of(MOST_PORTS).iterator();
        return start(environment, ports.next(), ports.next(), ports);
    }

    /** Starts a server with its applications and its administration on given ports. */
    static ApplicationServer start(int httpPort, int adminPort) {
        return new PayaraServerLauncher()
                .start(Map.of(), httpPort, adminPort, FreePorts.of(MOST_PORTS).iterator());
    }

    private ApplicationServer start(
            Map<String, String> environment, int httpPort, int adminPort, Iterator<Integer> others) {
        try {
            Path folder = Files.createTempDirectory(home.toAbsolutePath().getParent(), "domain");
            PayaraDomain domain = PayaraDomain.create(home, folder, httpPort, adminPort, others::next)
                    .endingIdleThreadsAfter(IDLE)
                    .logging("dev.freshet.level=ALL");
            return InstalledServer.start(
                    domain,
                    ApplicationServer.Archives.CONFIGURED_TOGETHER,
                    folder.resolve("console.log"),
                    httpPort,
                    environment);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start Payara Server", e);
        }
    }
}
