package dev.freshet.it.databases;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A MariaDB on loopback, with an empty database {@code freshet} and the user {@code freshet} who may do all there. */
final class MariaDb implements AutoCloseable {

    private static final Path HOME = Path.of(System.getProperty("mariadb.home"));
    private static final Path DATA = Path.of(System.getProperty("mariadb.data"));
    private static final long PATIENCE_SECONDS = 30;

    private final int port = freePort();
    private final Process process;

    /** Made anew each time: that takes a second. */
    MariaDb() {
        try {
            delete(DATA);
            Files.createDirectories(DATA.resolve("mysql"));
            HOME.resolve("bin/mariadbd").toFile().setExecutable(true);
            bootstrap();
            Path users = Files.writeString(
                    DATA.resolve("users.sql"),
                    "CREATE DATABASE freshet;\nCREATE USER freshet@'127.0.0.1' IDENTIFIED BY 'freshet';\n"
                            + "GRANT ALL ON freshet.* TO freshet@'127.0.0.1';\n");
            process = start(
                    "--bind-address=127.0.0.1",
                    "--skip-name-resolve",
                    "--port=" + port,
                    "--socket=" + DATA.resolve("socket"),
                    "--init-file=" + users);
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        // The driver waits for the server to start.
        return "jdbc:mariadb://127.0.0.1:" + port + "/freshet?user=freshet&password=freshet";
    }

    private static void bootstrap() throws IOException {
        Process bootstrap = start("--bootstrap");
        try (OutputStream statements = bootstrap.getOutputStream()) {
            statements.write("USE mysql;\nSET @auth_root_socket = NULL;\n".getBytes(StandardCharsets.UTF_8));
            for (String file : List.of(
                    "mariadb_system_tables.sql", "mariadb_performance_tables.sql", "mariadb_system_tables_data.sql")) {
                Files.copy(HOME.resolve("share").resolve(file), statements);
            }
        }
        try {
            if (!bootstrap.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || bootstrap.exitValue() != 0) {
                bootstrap.destroyForcibly();
                throw new IOException("MariaDB made no system tables; see " + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static Process start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                HOME.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--basedir=" + HOME,
                "--lc-messages-dir=" + HOME.resolve("share/english"),
                "--datadir=" + DATA,
                "--innodb-log-file-size=8M",
                "--innodb-buffer-pool-size=16M"));
        command.addAll(List.of(options));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    private static Path log() {
        return DATA.resolveSibling("mariadb.log");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
