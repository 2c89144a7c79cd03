package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.jupiter.api.Assertions.fail;

import dev.freshet.it.conformance.ContractsServlet;
import dev.freshet.it.conformance.Verdict;
import dev.freshet.it.server.ApplicationServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** The contracts of the filters inside the server, on its own client runtime and MicroProfile Rest Client. */
class ConformanceIT {

    private static final long LIMIT_SECONDS = 180;

    @TestFactory
    Stream<DynamicNode> holdsInsideTheServer() throws Exception {
        return run().stream().map(verdict -> dynamicTest(verdict.contract() + ": " + verdict.test(), () -> replay(verdict)));
    }

    private static void replay(Verdict verdict) {
        switch (verdict.result()) {
            case PASSED -> {}
            case FAILED -> fail(verdict.detail());
            case SKIPPED -> abort(verdict.detail());
        }
    }

    private static List<Verdict> run() throws Exception {
        try (ApplicationServer server = ApplicationServer.start(Map.of())) {
            server.deploy("contracts", TestWar.exported(TestWar.contracts()));
            HttpRequest request = HttpRequest.newBuilder(server.uriOf("contracts").resolve("contracts"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            List<String> lines = HttpClient.newHttpClient()
                    .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .body()
                    .lines()
                    .toList();
            assertNotEquals(List.of(), lines);
            assertEquals(ContractsServlet.END, lines.get(lines.size() - 1));
            return lines.stream().limit(lines.size() - 1).map(Verdict::of).toList();
        }
    }
}
