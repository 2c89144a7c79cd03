package dev.freshet.example.launcher;

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
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Payara Micro as a child process, on loopback only, with one application. It never outlives this JVM. Thread-safe. */
final class PayaraMicro implements AutoCloseable {

    private static final int USUAL_PORT = 8080;
    private static final int GRACE_SECONDS = 10;
    private static final int MOST_LINES = 15;
    private static final Pattern COLOR = Pattern.compile("\u001B\\[[;\\d]*m");
    private static final String ON_LOOPBACK = "set configs.config.server-config.network-config.network-listeners"
            + ".network-listener.http-listener.address=127.0.0.1\n";

    private final Process process;
    private final Path log;
    private final URI application;

    private PayaraMicro(Process process, Path log, URI application) {
        this.process = process;
        this.log = log;
        this.application = application;
    }

    /** Starts the server; it needs some seconds until the application answers. */
    static PayaraMicro start(Options options, Map<String, String> environment) throws IOException {
        Path temporary = Files.createDirectories(options.folder().resolve("tmp"));
        Path log = options.folder().resolve("payara-micro.log");
        Path preBoot = Files.writeString(options.folder().resolve("pre-boot.txt"), ON_LOOPBACK);
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Djava.io.tmpdir=" + temporary,
                        "-jar",
                        options.payaraMicro().toString(),
                        "--nohazelcast",
                        "--disablephonehome",
                        "--port",
                        String.valueOf(port),
                        "--prebootcommandfile",
                        preBoot.toString(),
                        "--deploy",
                        options.war().toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        String name = options.war().getFileName().toString().replaceFirst("\\.war$", "");
        return new PayaraMicro(builder.start(), log, URI.create("http://127.0.0.1:" + port + "/" + name + "/"));
    }

    private static int freePort() throws IOException {
        for (int wish : new int[] {USUAL_PORT, 0}) {
            try (ServerSocket socket = new ServerSocket(wish, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // Then any other port; the last wish cannot be refused.
                continue;
            }
        }
        throw new IOException("FRESHET-0302: this machine has no free port on 127.0.0.1; stop some other server");
    }

    /** Where the application is. */
    URI application() {
        return application;
    }

    /** The file to which the server writes everything. */
    Path log() {
        return log;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether the server has started, with the application or without. */
    boolean isReady() {
        return logged().anyMatch(line -> line.contains("Payara Micro") && line.contains("ready in"));
    }

    /** The lines of the log that tell what went wrong: from the first that is severe, or else its end. */
    String trouble() {
        List<String> lines = logged().filter(line -> !line.startsWith("\tat ")).toList();
        int severe = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).contains("SEVERE"))
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
