package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.freshet.it.server.ApplicationServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Another application on the server, which is called before and after the one that a test looks at. A request thread may hold
 * its last request, and with it an application, until it has the next; and one of WildFly holds the request it was started
 * for as long as it lives.
 */
final class Neighbour {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CALLERS = 16;

    private final DeployedApp app;

    private Neighbour(DeployedApp app) {
        this.app = app;
    }

    /** Deploys it, and lets the server start request threads for it. */
    static Neighbour deployedTo(ApplicationServer server) {
        server.deploy("other", TestWar.exported(TestWar.page()));
        Neighbour neighbour = new Neighbour(new DeployedApp(server.uriOf("other")));
        neighbour.serve();
        return neighbour;
    }

    /** Sees to it that more request threads had a request than the calls of a test need. */
    void serve() {
        try (Load load = Load.of(CALLERS, number -> problem())) {
            Eventually.until("the server serves", LIMIT, () -> load.calls() > CALLERS * 20);
            assertEquals(List.of(), load.problems());
        }
    }

    private Optional<String> problem() {
        try {
            int status = app.get(TestWar.PAGE).statusCode();
            return status == 200 ? Optional.empty() : Optional.of("status " + status);
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }
}
