package dev.freshet.it.soak;

import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.IssuedGrant;
import dev.freshet.testkit.ProtectedResource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The authorization server and the API of the testkit in a process of their own: they keep what they were asked and what
 * they issued, which is not to be counted as growth of the application. Obeys one command a line. Safe for use by many
 * threads.
 */
final class PartnerProcess implements AutoCloseable {

    static final String CLIENT = "parts";
    static final String SECRET = "secret";

    /**
     * What the servers have counted.
     *
     * @param refreshes token requests of the application
     * @param mostUses how often the refresh token was presented that was presented most
     * @param reuses how often a spent refresh token came again
     * @param served calls with a good token
     * @param unauthorized calls whose token was refused
     */
    record Figures(int refreshes, int mostUses, int reuses, int served, int unauthorized) {

        static Figures of(AuthorizationServer server, ProtectedResource api) {
            return new Figures(
                    server.tokenRequests("refresh_token"),
                    server.mostUsesOfARefreshToken(),
                    server.reuseEvents(),
                    api.served(),
                    api.unauthorized());
        }

        static Figures read(String line) {
            String[] words = line.split(" ");
            return new Figures(
                    number(words[0]), number(words[1]), number(words[2]), number(words[3]), number(words[4]));
        }

        private static int number(String word) {
            return Integer.parseInt(word);
        }

        String written() {
            return refreshes + " " + mostUses + " " + reuses + " " + served + " " + unauthorized;
        }
    }

    private static final String REVOKE = "revoke";
    private static final String FIGURES = "figures";

    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;
    private final URI tokenEndpoint;
    private final URI api;
    private final String refreshToken;

    private PartnerProcess(Process process) throws IOException {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.tokenEndpoint = URI.create(answer());
        this.api = URI.create(answer());
        this.refreshToken = answer();
    }

    static PartnerProcess start(Duration accessTokenLifetime) throws IOException {
        return new PartnerProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PartnerProcess.class.getName(),
                        accessTokenLifetime.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Ends when nobody gives commands any more. */
    public static void main(String[] args) throws IOException {
        PrintStream out = System.out;
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (AuthorizationServer server = AuthorizationServer.start()
                        .client(CLIENT, SECRET)
                        .accessTokenLifetime(Duration.parse(args[0]));
                ProtectedResource api = ProtectedResource.start(server)) {
            IssuedGrant grant = server.grant(CLIENT);
            out.println(server.tokenEndpoint().uri());
            out.println(api.uri("/"));
            out.println(grant.refreshToken());
            for (String command = in.readLine(); command != null; command = in.readLine()) {
                if (command.equals(REVOKE)) {
                    server.revokeAccessTokens();
                }
                out.println(Figures.of(server, api).written());
            }
        }
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the process of the servers has ended, see its output");
        }
        return line;
    }

    private synchronized String command(String word) throws IOException {
        commands.write(word + "\n");
        commands.flush();
        return answer();
    }

    URI tokenEndpoint() {
        return tokenEndpoint;
    }

    URI api() {
        return api;
    }

    String refreshToken() {
        return refreshToken;
    }

    void revokeAccessTokens() throws IOException {
        command(REVOKE);
    }

    Figures figures() throws IOException {
        return Figures.read(command(FIGURES));
    }

    @Override
    public void close() throws IOException {
        try {
            commands.close();
            process.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly(); // of no account if it has ended
        }
    }
}
