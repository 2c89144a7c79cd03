package dev.freshet.example.portal;

import dev.freshet.example.launcher.Options;
import dev.freshet.example.launcher.RunningExample;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Runs the dealer portal until Ctrl-C, or for {@code --seconds}. It prints where the page is, and who can sign in there. */
public final class DealerPortalLauncher {

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
    private static final Duration NO_END = Duration.ofDays(365);

    private DealerPortalLauncher() {}

    /** The command line is {@value Options#USAGE}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options = Options.of(arguments);
        PrintStream out = System.out;
        out.println("Keycloak starts, then " + options.server().title() + " with the dealer portal");
        Surroundings surroundings = Surroundings.start();
        RunningExample portal = RunningExample.start(options, "dealer-portal", surroundings.environment());
        Runnable end = () -> {
            portal.close();
            surroundings.close();
        };
        // Also for Ctrl-C and a plain kill.
        Runtime.getRuntime().addShutdownHook(new Thread(end, "stop-dealer-portal"));
        try {
            portal.deploy();
            portal.await("the portal answers", () -> answerOf(portal.uri()), LONGEST_SILENCE);
            out.println("\n  Dealer portal:  " + portal.uri() + "\n  User:           alice, or bob"
                    + "\n  Password:       the same as the user's name\n  End:            "
                    + (options.runTime().isZero()
                            ? "Ctrl-C"
                            : "in " + options.runTime().toSeconds() + " s, or Ctrl-C")
                    + "\n");
            portal.isClosedWithin(options.runTime().isZero() ? NO_END : options.runTime());
        } finally {
            end.run();
        }
    }

    private static Optional<Integer> answerOf(URI page) {
        HttpRequest request =
                HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(5)).build();
        try {
            int status = HttpClient.newHttpClient()
                    .send(request, BodyHandlers.discarding())
                    .statusCode();
            return Optional.of(status).filter(answer -> answer == 200);
        } catch (IOException notYet) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
