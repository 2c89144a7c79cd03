package dev.freshet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.testkit.AuthorizationServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of the command line in this process, on the configuration of an application whose grants are in files. */
final class Run {

    private static final Pattern ADDRESS = Pattern.compile("^http://\\S+$", Pattern.MULTILINE);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<URI> address = new CompletableFuture<>();
    private final CompletableFuture<Exit> exit;

    private Run(String input, List<String> arguments) {
        Terminal terminal = new Terminal(
                new PrintStream(new Watched(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                null);
        this.exit = CompletableFuture.supplyAsync(() -> new CommandLine(terminal).run(arguments));
    }

    static Run of(String... arguments) {
        return withInput("", arguments);
    }

    static Run withInput(String input, String... arguments) {
        return new Run(input, Arrays.asList(arguments));
    }

    /** A command on one client. */
    static Run on(Path configuration, String command, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of(command, "--config", configuration.toString(), "--client", "parts"));
        arguments.addAll(Arrays.asList(more));
        return new Run("", arguments);
    }

    /** The configuration of an application that calls for itself. */
    static Path configuration(Path directory, AuthorizationServer server, String... more) {
        List<String> lines = new ArrayList<>(List.of(
                "freshet.parts.issuer=" + server.issuer(),
                "freshet.parts.client-id=parts-desk",
                "freshet.parts.client-secret=" + SECRET,
                "freshet.parts.scope=openid offline_access"));
        lines.addAll(Arrays.asList(more));
        if (lines.stream().noneMatch(line -> line.startsWith("freshet.parts.store="))) {
            lines.add("freshet.parts.store=file");
            lines.add("freshet.parts.store-directory=" + directory.resolve("grants"));
        }
        if (lines.stream().noneMatch(line -> line.startsWith("freshet.parts.grant="))) {
            lines.add("freshet.parts.grant=brought-in");
        }
        try {
            return Files.write(directory.resolve("application.properties"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static final String SECRET = "s3cr3t-of-the-parts-desk";

    /** The address that a person is asked to open. */
    URI address() {
        try {
            return address.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no address was printed: " + output(), e);
        }
    }

    Run ends(Exit expected) {
        try {
            assertEquals(expected, exit.get(30, TimeUnit.SECONDS), this::output);
            return this;
        } catch (Exception e) {
            throw new AssertionError("the command did not end: " + output(), e);
        }
    }

    Run says(String text) {
        assertTrue(output().contains(text), this::output);
        return this;
    }

    Run saysNothingOf(Iterable<String> secrets) {
        for (String secret : secrets) {
            assertFalse(output().contains(secret), () -> "a secret is printed: " + output());
        }
        return this;
    }

    String output() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    /** Looks for the address whenever something is printed. */
    private final class Watched extends OutputStream {

        @Override
        public void write(int character) {
            write(new byte[] {(byte) character}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            synchronized (out) {
                out.write(bytes, offset, length);
                Matcher found = ADDRESS.matcher(out.toString(StandardCharsets.UTF_8));
                if (found.find() && out.toString(StandardCharsets.UTF_8).endsWith("\n")) {
                    address.complete(URI.create(found.group()));
                }
            }
        }
    }
}
