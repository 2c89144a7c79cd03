package dev.freshet.example.launcher;

import dev.freshet.servers.ServerInstance;
import dev.freshet.servers.ThisJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Payara Micro, which gets its one application on its command line. */
record PayaraMicro(List<String> command) implements ServerInstance {

    private static final String ON_LOOPBACK = "set configs.config.server-config.network-config.network-listeners"
            + ".network-listener.http-listener.address=127.0.0.1\n";

    static PayaraMicro create(Options options, int port) throws IOException {
        Path temporary = Files.createDirectories(options.folder().resolve("tmp"));
        Path preBoot = Files.writeString(options.folder().resolve("pre-boot.txt"), ON_LOOPBACK);
        List<String> command = new ArrayList<>(ThisJava.COMMAND);
        command.addAll(List.of(
                "-Xmx512m",
                "-Djava.io.tmpdir=" + temporary,
                "-jar",
                options.home().toString(),
                "--nohazelcast",
                "--disablephonehome",
                "--port",
                String.valueOf(port),
                "--prebootcommandfile",
                preBoot.toString(),
                "--deploy",
                options.war().toString()));
        return new PayaraMicro(command);
    }

    @Override
    public String startedMark() {
        return " ready in ";
    }

    @Override
    public Optional<String> deploy(String name, Path archive) {
        return Optional.empty();
    }

    @Override
    public void undeploy(String name) {}
}
