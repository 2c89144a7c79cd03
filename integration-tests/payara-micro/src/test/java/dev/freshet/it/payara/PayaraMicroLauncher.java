package dev.freshet.it.payara;

import dev.freshet.it.process.ChildProcess;
import dev.freshet.it.process.FreePorts;
import dev.freshet.it.server.ApplicationServer;
import dev.freshet.servers.ThisJava;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;

/** Starts a {@link PayaraMicroHost} as a child process. */
public final class PayaraMicroLauncher implements ApplicationServer.Launcher {

    private final Path jar = Path.of(System.getProperty("payara.jar")).toAbsolutePath();

    @Override
    public ApplicationServer start(Map<String, String> environment) {
        int port = FreePorts.of(1).get(0);
        try {
            Path folder = Files.createTempDirectory("freshet-payara");
            PayaraMicroServer server = new PayaraMicroServer(
                    ChildProcess.start(folder.resolve("console.log"), command(port), environment), folder, port);
            server.awaitStart();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start Payara Micro", e);
        }
    }

    private List<String> command(int port) throws IOException {
        List<String> command = new ArrayList<>(ThisJava.COMMAND);
        command.add("-Xmx512m");
        // From a class path the JVM does not read what the manifest asks for.
        try (JarFile server = new JarFile(jar.toFile())) {
            command.addAll(options(server, "Add-Opens", "--add-opens="));
            command.addAll(options(server, "Add-Exports", "--add-exports="));
        }
        command.addAll(List.of("-cp", jar + File.pathSeparator + here(), PayaraMicroHost.class.getName(), "" + port));
        return command;
    }

    private static List<String> options(JarFile jar, String attribute, String option) throws IOException {
        return Arrays.stream(jar.getManifest()
                        .getMainAttributes()
                        .getValue(attribute)
                        .split(" +"))
                .map(target -> option + target + "=ALL-UNNAMED")
                .toList();
    }

    private static Path here() {
        try {
            return Path.of(PayaraMicroLauncher.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no folder of this class", e);
        }
    }
}
