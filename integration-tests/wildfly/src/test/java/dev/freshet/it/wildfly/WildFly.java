package dev.freshet.it.wildfly;

import dev.freshet.it.process.ChildProcess;
import dev.freshet.it.server.ChildServer;
import dev.freshet.it.server.DeploymentFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** A running WildFly whose applications are deployed by marker files in its scanned folder. */
final class WildFly extends ChildServer {

    private static final Duration DEPLOYMENT_LIMIT = Duration.ofSeconds(90);

    private final Path deployments;

    WildFly(ChildProcess process, Path deployments, int port) {
        super(process, port);
        this.deployments = deployments;
    }

    @Override
    public void deploy(String name, Path war) {
        try {
            Files.deleteIfExists(marker(name, "failed"));
            Files.copy(war, deployments.resolve(name + ".war"), StandardCopyOption.REPLACE_EXISTING);
            Files.createFile(marker(name, "dodeploy"));
            process().await(name + " is deployed", () -> isSettled(name), DEPLOYMENT_LIMIT);
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
        process().await(name + " is undeployed", () -> Files.exists(marker(name, "undeployed")), DEPLOYMENT_LIMIT);
    }

    private Path marker(String name, String state) {
        return deployments.resolve(name + ".war." + state);
    }
}
