package dev.freshet.example.launcher;

import dev.freshet.servers.ServerInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A server as a child process, on loopback only, with one application. It never outlives this JVM. Thread-safe. */
final class Server implements AutoCloseable {

    private static final int USUAL_PORT = 8080;
    private static final int GRACE_SECONDS = 10;
    private static final int MOST_LINES = 15;
    private static final Pattern SEVERE = Pattern.compile("SEVERE|ERROR");
    private static final Pattern COLOR = Pattern.compile("\u001B\\[[;\\d]*m");

    private final ServerInstance instance;
    private final Process process;
    private final Path log;
    private final URI uri;

    private Server(ServerInstance instance, Process process, Path log, int port) {
        this.instance = instance;
        this.process = process;
        this.log = log;
        this.uri = URI.create("http://127.0.0.1:" + port + "/");
    }

    /** Starts the server; it needs some seconds until it can deploy an application. */
    static Server start(Options options, Map<String, String> environment) throws IOException {
        Files.createDirectories(options.folder());
        Path log = options.folder().resolve("server.log");
        int port = freePort(USUAL_PORT);
        ServerInstance instance = options.server().instance(options, port);
        ProcessBuilder builder =
                new ProcessBuilder(instance.command()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new Server(instance, builder.start(), log, port);
    }

    /** A port of the loopback address that nobody listens on. */
    static int freePort() throws IOException {
        return freePort(0);
    }

    private static int freePort(int usual) throws IOException {
        for (int wish : new int[] {usual, 0}) {
            try (ServerSocket socket = new ServerSocket(wish, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // Then any other port; the last wish cannot be refused.
                continue;
            }
        }
        throw new IOException("FRESHET-0302: this machine has no free port on 127.0.0.1; stop some other server");
    }

    /** Where an application of this name is. */
    URI uriOf(String name) {
        return uri.resolve(name + "/");
    }

    /** Deploys an application in the server, which is ready; what it said, if it refused the application. */
    Optional<String> deploy(String name, Path war) throws IOException {
        return instance.deploy(name, war);
    }

    /** The file to which the server writes everything. */
    Path log() {
        return log;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Whether the server has started. */
    boolean isReady() {
        return logged().anyMatch(line -> line.contains(instance.startedMark()));
    }

    /** The lines of the log that tell what went wrong: from the first that is severe, or else its end. */
    String trouble() {
        List<String> lines = logged().filter(line -> !line.startsWith("\tat ")).toList();
        int severe = IntStream.range(0, lines.size())
                .filter(i -> SEVERE.matcher(lines.get(i)).find())
                .findFirst()
                .orElse(Math.max(0, lines.size() - MOST_LINES));
        return String.join("\n", lines.subList(severe, Math.min(lines.size(), severe + MOST_LINES)));
    }

    private Stream<String> logged() {
        try {
            return Files.readString(log).lines().map(line -> COLOR.matcher(line).replaceAll(""));
        } catch (IOException e) {
            throw new UncheckedIOException("FRESHET-0303: cannot read " + log + "; look for its folder", e);
        }
    }

    /** Ends the server, by force if it does not hurry. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
