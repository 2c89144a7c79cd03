package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.freshet.it.conformance.ConformanceListener;
import dev.freshet.it.contracts.Contracts;
import dev.freshet.it.contracts.ContractsServlet;
import dev.freshet.it.contracts.Verdict;
import dev.freshet.it.rest.Fixture;
import dev.freshet.it.server.ApplicationServer;
import java.io.File;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract of the filters inside the server: on its own client runtime and MicroProfile Rest Client, under its class
 * loaders and on its threads. The tests run there and are told again here.
 */
class ConformanceIT {

    /** A test that stands still is ended and told by its server long before. */
    private static final long LIMIT_SECONDS = 600;

    @TestFactory
    Stream<DynamicTest> holdsInsideTheServer() throws Exception {
        try (ApplicationServer server = ApplicationServer.start(Map.of())) {
            server.deploy("contracts", TestWar.exported(TestWar.contracts()));
            List<String> lines = run(server.uriOf("contracts").resolve("contracts"));
            assertEquals(ContractsServlet.END, lines.get(lines.size() - 1), lines::toString);
            return lines.stream().limit(lines.size() - 1).map(Verdict::of).map(ConformanceIT::toldAgain);
        }
    }

    private static List<String> run(URI contracts) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(contracts)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(parameters())))
                .build();
        return HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                .body()
                .lines()
                .toList();
    }

    private static Map<String, String> parameters() {
        return Map.of(
                ConformanceListener.RUNTIME,
                System.getProperty("it.server"),
                ConformanceListener.ABOUT,
                System.getProperty("it.server.about"),
                ConformanceListener.DIRECTORY,
                Path.of("target", "conformance").toAbsolutePath().toString(),
                ConformanceListener.INSIDE_SERVER,
                "true",
                "junit.jupiter.extensions.autodetection.enabled",
                "true",
                "junit.jupiter.execution.timeout.default",
                "60 s");
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static DynamicTest toldAgain(Verdict verdict) {
        return dynamicTest(verdict.contract() + ": " + verdict.test(), () -> {
            switch (verdict.result()) {
                case PASSED -> {}
                case FAILED -> fail("inside the server: " + verdict.detail());
                case SKIPPED -> abort(verdict.detail());
            }
        });
    }

    @Test
    void leavesNoContractOut() throws Exception {
        Set<String> run = Contracts.ALL.stream()
                .map(type -> type.getSuperclass().getName())
                .collect(Collectors.toSet());
        File jar = new File(Fixture.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (JarFile contracts = new JarFile(jar)) {
            assertEquals(
                    contracts.stream()
                            .map(entry -> entry.getName().replace('/', '.'))
                            .filter(name -> name.startsWith(Fixture.class.getPackageName() + "."))
                            .filter(name -> name.endsWith("Contract.class"))
                            .map(name -> name.substring(0, name.length() - ".class".length()))
                            .collect(Collectors.toSet()),
                    run);
        }
    }
}
