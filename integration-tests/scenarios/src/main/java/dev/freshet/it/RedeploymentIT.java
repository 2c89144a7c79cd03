package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.it.server.ApplicationServer;
import dev.freshet.it.server.DeploymentFailedException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedeploymentIT {

    @Test
    void applicationIsReplacedAndRemoved() throws Exception {
        try (ApplicationServer server = ApplicationServer.start(Map.of())) {
            server.deploy("app", TestWar.exported(TestWar.configuredWith(Map.of("it.name", "first"))));
            assertEquals("first", get(server.uriOf("app").resolve("about")).body());
            server.deploy("app", TestWar.exported(TestWar.configuredWith(Map.of("it.name", "second"))));
            assertEquals("second", get(server.uriOf("app").resolve("about")).body());
            server.undeploy("app");
            assertEquals(404, get(server.uriOf("app").resolve("about")).statusCode());
        }
    }

    @Test
    void refusedDeploymentSaysWhy() {
        try (ApplicationServer server = ApplicationServer.start(Map.of())) {
            var war = TestWar.configuredWith(Map.of()).addClass(Unsatisfied.class);
            DeploymentFailedException failure =
                    assertThrows(DeploymentFailedException.class, () -> server.deploy("app", TestWar.exported(war)));
            assertTrue(failure.getMessage().contains("it.missing"), failure.getMessage());
        }
    }

    private static HttpResponse<String> get(URI uri) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
