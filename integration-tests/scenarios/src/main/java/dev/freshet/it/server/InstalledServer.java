package dev.freshet.it.server;

import dev.freshet.it.process.ChildProcess;
import dev.freshet.servers.ServerInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A running {@link ServerInstance}. */
public final class InstalledServer extends ChildServer {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final ServerInstance instance;
    private final Archives archives;

    private InstalledServer(ChildProcess process, ServerInstance instance, Archives archives, int port) {
        super(process, port);
        this.instance = instance;
        this.archives = archives;
    }

    /**
     * Starts it.
     *
     * @param archives what it makes of enterprise archives
     * @param log the file for what it prints
     * @param port where its applications answer
     * @param environment added to its environment variables
     */
    public static ApplicationServer start(
            ServerInstance instance, Archives archives, Path log, int port, Map<String, String> environment) {
        ChildProcess process = ChildProcess.start(log, instance.command(), environment);
        process.await("the server has started", () -> process.log().contains(instance.startedMark()), START_LIMIT);
        return new InstalledServer(process, instance, archives, port);
    }

    @Override
    public void deploy(String name, Path archive) {
        Optional<String> refusal;
        try {
            refusal = instance.deploy(name, archive);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot deploy " + name, e);
        }
        if (refusal.isPresent()) {
            throw new DeploymentFailedException(refusal.get());
        }
    }

    @Override
    public Archives archives() {
        return archives;
    }

    @Override
    public void undeploy(String name) {
        try {
            instance.undeploy(name);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot undeploy " + name, e);
        }
    }
}
