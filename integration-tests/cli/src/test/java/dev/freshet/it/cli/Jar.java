package dev.freshet.it.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.it.keycloak.Realm;
import dev.freshet.it.process.ChildProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code java -jar freshet-cli.jar}, with the client secret in its environment. */
final class Jar implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern ADDRESS = Pattern.compile("^http://\\S+(?=\\R)", Pattern.MULTILINE);

    /** What the jar finds in its environment. */
    static final String DATABASE_PASSWORD = "h2-passw0rd";

    private final ChildProcess process;

    private Jar(ChildProcess process) {
        this.process = process;
    }

    static Jar start(Path directory, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(ChildProcess.java(), "-jar", System.getProperty("freshet.cli"), arguments[0]));
        command.addAll(
                List.of("--config", directory.resolve("application.properties").toString(), "--client", "parts"));
        command.addAll(Arrays.asList(arguments).subList(1, arguments.length));
        try {
            return new Jar(ChildProcess.start(
                    Files.createTempFile(directory, "cli", ".log"),
                    command,
                    Map.of(
                            "FRESHET_PARTS_CLIENT_SECRET",
                            Realm.CLIENT_SECRET,
                            "FRESHET_JDBC_PASSWORD",
                            DATABASE_PASSWORD)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address that the operator is asked to open. */
    URI address() {
        process.await(
                "an address is printed", () -> ADDRESS.matcher(process.log()).find(), LIMIT);
        Matcher address = ADDRESS.matcher(process.log());
        assertTrue(address.find());
        return URI.create(address.group());
    }

    Jar types(String line) {
        try (OutputStream input = process.input()) {
            input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it printed, once it has ended in this way and shown none of the secrets. */
    String ends(int code, String... secrets) {
        int ended = process.awaitEnd(LIMIT);
        String output = process.log();
        assertEquals(code, ended, output);
        for (String secret : secrets) {
            assertFalse(output.contains(secret), "a secret is printed");
        }
        assertFalse(
                output.contains(Realm.CLIENT_SECRET) || output.contains(DATABASE_PASSWORD) || output.contains("eyJ"),
                "a secret is printed");
        return output;
    }

    @Override
    public void close() {
        process.close();
    }
}
