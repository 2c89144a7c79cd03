package dev.freshet.it.payara;

import dev.freshet.it.process.ChildProcess;
import dev.freshet.it.server.ChildServer;
import dev.freshet.it.server.DeploymentFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A running {@link PayaraMicroHost}. */
final class PayaraMicroServer extends ChildServer {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Path folder;
    private final AtomicInteger deployments = new AtomicInteger();

    PayaraMicroServer(ChildProcess process, Path folder, int port) {
        super(process, port);
        this.folder = folder;
    }

    void awaitStart() {
        awaitAnswer("start", 0);
    }

    @Override
    public void deploy(String name, Path archive) {
        // The server keeps opened jars by their path, so a new archive gets a new one.
        Path copy = folder.resolve(deployments.incrementAndGet() + "-" + archive.getFileName());
        try {
            Files.copy(archive, copy);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot deploy " + name, e);
        }
        String line = "deploy " + name + " " + copy;
        String said = command(line);
        String deployed = said.substring(
                        said.indexOf(answerTo(line)) + answerTo(line).length())
                .lines()
                .findFirst()
                .orElse("");
        if (!List.of(deployed.replaceAll("[\\[\\]\\s]", "").split(",")).contains(name)) {
            throw new DeploymentFailedException(said);
        }
    }

    @Override
    public Archives archives() {
        return Archives.REFUSED;
    }

    @Override
    public void undeploy(String name) {
        command("undeploy " + name);
    }

    /** Sends a command and returns what the server printed until it had obeyed. */
    private String command(String line) {
        int before = process().log().length();
        try {
            process().input().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process().input().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Payara Micro does not listen to commands", e);
        }
        return awaitAnswer(line, before);
    }

    private static String answerTo(String line) {
        return PayaraMicroHost.DONE + line + " -> ";
    }

    private String awaitAnswer(String line, int from) {
        String answer = answerTo(line);
        process()
                .await(
                        line,
                        () -> {
                            int at = process().log().indexOf(answer, from);
                            return at >= 0 && process().log().indexOf('\n', at) >= 0;
                        },
                        LIMIT);
        return process().log().substring(from);
    }
}
