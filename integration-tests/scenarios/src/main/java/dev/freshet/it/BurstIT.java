package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.testkit.IssuedGrant;
import dev.freshet.testkit.RecordedRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(ArquillianExtension.class)
class BurstIT {

    private static final int THREADS = 64;

    private static ScriptedPartner partner;

    @ArquillianResource
    URI uri;

    private DeployedApp app;

    @Deployment(testable = false)
    static WebArchive application() {
        partner = ScriptedPartner.start();
        IssuedGrant grant = partner.server().grant(ScriptedPartner.CLIENT_ID);
        return TestWar.configuredWith(partner.configuration(grant.refreshToken()));
    }

    @AfterAll
    static void closePartner() {
        partner.close();
    }

    @BeforeEach
    void findApplication() {
        app = new DeployedApp(uri);
    }

    @ParameterizedTest
    @EnumSource(names = {"REST_CLIENT", "TARGET"})
    void oneTokenRequestForAllThreadsAtAnExpiredToken(Way way) throws IOException {
        partner.server().accessTokenLifetime(Duration.ofSeconds(1));
        String token = freshlyIssuedToken();
        partner.server().accessTokenLifetime(Duration.ofHours(1));
        Eventually.until("the token has expired", Duration.ofSeconds(5), () -> !partner.server()
                .isActive(token));

        assertOneTokenRequestFor(way);
    }

    @ParameterizedTest
    @EnumSource(names = {"REST_CLIENT", "TARGET"})
    void oneTokenRequestForAllThreadsAtARevokedToken(Way way) throws IOException {
        partner.server().accessTokenLifetime(Duration.ofHours(1));
        freshlyIssuedToken();
        partner.server().revokeAccessTokens();
        int refusedBefore = partner.api().unauthorized();

        assertOneTokenRequestFor(way);
        assertTrue(partner.api().unauthorized() > refusedBefore);
    }

    /** Makes the application ask for a token, and returns it. */
    private String freshlyIssuedToken() throws IOException {
        partner.server().revokeAccessTokens();
        assertEquals(200, app.call(Way.TARGET, "").statusCode());
        List<RecordedRequest> requests = partner.api().endpoint().requests();
        return requests.get(requests.size() - 1).bearerToken().orElseThrow();
    }

    private void assertOneTokenRequestFor(Way way) throws IOException {
        int before = partner.server().tokenEndpoint().count();
        assertEquals(
                THREADS + " succeeded",
                app.post("bursts/" + way.path() + "/" + THREADS, "").body());
        assertEquals(before + 1, partner.server().tokenEndpoint().count());
        assertEquals(1, partner.server().tokenEndpoint().mostConcurrent());
        assertEquals(1, partner.server().mostUsesOfARefreshToken());
    }
}
