package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.it.process.FreePorts;
import dev.freshet.it.server.ApplicationServer;
import dev.freshet.it.server.DeploymentFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfigurationIT {

    @Test
    void environmentVariablesSuffice() throws IOException {
        try (ScriptedPartner partner = ScriptedPartner.start()) {
            Map<String, String> configuration = partner.configuration(
                    partner.server().grant(ScriptedPartner.CLIENT_ID).refreshToken());
            try (ApplicationServer server = ApplicationServer.start(asEnvironment(configuration))) {
                server.deploy("app", archive(Map.of()));
                assertEquals(
                        200,
                        new DeployedApp(server.uriOf("app"))
                                .call(Way.REST_CLIENT, "")
                                .statusCode());
                LogCheck.assertNoneOf(partner.server().secrets(), server.log());
            }
        }
    }

    @Test
    void onlyAWrongConfigurationStopsTheDeployment() throws IOException {
        try (ApplicationServer server = ApplicationServer.start(Map.of())) {
            server.deploy("app", archive(withoutAuthorizationServer()));
            DeployedApp app = new DeployedApp(server.uriOf("app"));
            assertEquals("up", app.get("about").body());
            server.undeploy("app");

            Map<String, String> wrong = new HashMap<>(withoutAuthorizationServer());
            wrong.remove("freshet.parts.client-id");
            wrong.put("freshet.parts.client-identity", "parts");
            wrong.put("freshet.parts.wait-timeout", "soon");
            wrong.put("freshet.parts.grant", "refresh");
            Path war = archive(wrong);
            String message = assertThrows(DeploymentFailedException.class, () -> server.deploy("app", war))
                    .toString();
            assertAll(
                    () -> assertTrue(message.contains("FRESHET-01"), message),
                    () -> assertTrue(message.contains("freshet.parts.client-id"), message),
                    () -> assertTrue(message.contains("freshet.parts.client-identity"), message),
                    () -> assertTrue(message.contains("freshet.parts.wait-timeout"), message),
                    () -> assertTrue(message.contains("freshet.parts.grant"), message));
        }
    }

    private static Path archive(Map<String, String> configuration) {
        Map<String, String> named = new HashMap<>(configuration);
        named.put("it.name", "up");
        return TestWar.exported(TestWar.configuredWith(named));
    }

    private static Map<String, String> withoutAuthorizationServer() {
        String nobody = "http://127.0.0.1:" + FreePorts.of(1).get(0) + "/";
        return Map.of(
                "parts-api/mp-rest/url",
                nobody,
                "freshet.parts.base-uri",
                nobody,
                "freshet.parts.token-endpoint",
                nobody + "token",
                "freshet.parts.client-id",
                "parts",
                "freshet.parts.client-secret",
                "secret",
                "freshet.parts.grant",
                "client-credentials");
    }

    /** MicroProfile Config: what is neither letter nor digit becomes an underscore, and all of it upper case. */
    private static Map<String, String> asEnvironment(Map<String, String> configuration) {
        return configuration.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT),
                        Map.Entry::getValue));
    }
}
