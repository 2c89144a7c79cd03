package dev.freshet.example.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Payara Micro as a child process, on loopback only, with one application. It never outlives this JVM. Thread-safe. */
final class PayaraMicro implements AutoCloseable {

    private static final int USUAL_PORT = 8080;
    private static final int GRACE_SECONDS = 10;
    private static final int TAIL = 20;
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
                "-Xmx512m", "-Djava.io.tmpdir=" + temporary, "-jar", options.payaraMicro().toString(),
                "--nohazelcast", "--disablephonehome", "--port", String.valueOf(port),
                "--prebootcommandfile", preBoot.toString(), "--deploy", options.war().toString())
                .redirectErrorStream(true).redirectOutput(log.toFile());
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

    /** The lines of the log that tell what went wrong; its end, if none seems to. */
    String trouble() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            List<String> severe = lines.stream()
                    .filter(line -> line.contains("FRESHET-") || line.contains("SEVERE")).limit(TAIL).toList();
            List<String> end = lines.subList(Math.max(0, lines.size() - TAIL), lines.size());
            return String.join("\n", severe.isEmpty() ? end : severe);
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
