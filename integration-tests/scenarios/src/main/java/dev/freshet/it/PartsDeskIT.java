package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
class PartsDeskIT {

    private static final Duration LIFESPAN = Duration.ofSeconds(3);
    private static final int THREADS = 16;

    private static Partner partner;

    @ArquillianResource
    URI uri;

    @Deployment(testable = false)
    static WebArchive partsDesk() throws IOException {
        partner = Partner.withAccessTokensOf(LIFESPAN, "openid offline_access");
        return TestWar.partsDesk(partner.configuration(Files.createTempDirectory("freshet-store")));
    }

    @AfterAll
    static void closePartner() {
        partner.close();
    }

    @Test
    void noCallFailsAcrossFiveExpiries() throws IOException {
        DeployedApp desk = new DeployedApp(uri);
        Load load = Load.of(THREADS, number -> problem(desk));
        try (load) {
            Eventually.until(
                    "six token requests",
                    LIFESPAN.multipliedBy(15),
                    () -> partner.tokenEndpoint().requests() >= 6
                            || !load.problems().isEmpty());
            String status = desk.get("api/status").body();
            assertTrue(status.contains("\"failed\":0"), status);
            assertTrue(status.contains("\"state\":\"sound\""), status);
        }
        assertEquals(List.of(), load.problems());
        assertEquals(partner.tokenEndpoint().requests(), Rotations.assertOneUnbrokenChain(partner.realm()));
        assertEquals(1, partner.tokenEndpoint().mostConcurrent());
    }

    private static Optional<String> problem(DeployedApp desk) {
        try {
            HttpResponse<String> answer = desk.get("api/parts/OF-1042");
            boolean right = answer.statusCode() == 200 && answer.body().contains("\"sku\":\"OF-1042\"");
            return right ? Optional.empty() : Optional.of(answer.statusCode() + " " + answer.body());
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }
}
