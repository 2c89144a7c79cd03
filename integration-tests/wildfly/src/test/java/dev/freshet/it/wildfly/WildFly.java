package dev.freshet.it.wildfly;

import dev.freshet.it.process.ChildProcess;
import dev.freshet.it.server.ApplicationServer;
import dev.freshet.it.server.DeploymentFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** A running WildFly whose applications are deployed by marker files in its scanned folder. */
final class WildFly implements ApplicationServer {

    private static final Duration DEPLOYMENT_LIMIT = Duration.ofSeconds(90);

    private final ChildProcess process;
    private final Path deployments;
    private final int port;

    WildFly(ChildProcess process, Path deployments, int port) {
        this.process = process;
        this.deployments = deployments;
        this.port = port;
    }

    @Override
    public void deploy(String name, Path war) {
        try {
            Files.deleteIfExists(marker(name, "failed"));
            Files.copy(war, deployments.resolve(name + ".war"), StandardCopyOption.REPLACE_EXISTING);
            Files.createFile(marker(name, "dodeploy"));
            process.await(name + " is deployed", () -> isSettled(name), DEPLOYMENT_LIMIT);
            if (Files.exists(marker(name, "failed"))) {
                throw new DeploymentFailedException(Files.readString(marker(name, "failed")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot deploy " + name, e);
        }
    }

    private boolean isSettled(String name) {
        return !Files.exists(marker(name, "dodeploy"))
                && !Files.exists(marker(name, "isdeploying"))
                && (Files.exists(marker(name, "deployed")) || Files.exists(marker(name, "failed")));
    }

    @Override
    public void undeploy(String name) {
        try {
            Files.delete(marker(name, "deployed"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot undeploy " + name, e);
        }
        process.await(name + " is undeployed", () -> Files.exists(marker(name, "undeployed")), DEPLOYMENT_LIMIT);
    }

    @Override
    public URI uriOf(String name) {
        return URI.create("http://127.0.0.1:" + port + "/" + name + "/");
    }

    @Override
    public long liveInstancesOf(String className) {
        return process.liveInstancesOf(className);
    }

    @Override
    public String log() {
        return process.log();
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }

    private Path marker(String name, String state) {
        return deployments.resolve(name + ".war." + state);
    }
}
