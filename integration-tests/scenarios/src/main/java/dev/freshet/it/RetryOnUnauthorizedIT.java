package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.it.app.retry.RetryResource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where {@code @RetryOnUnauthorized} stands among what a server puts around a method. */
@ExtendWith(ArquillianExtension.class)
class RetryOnUnauthorizedIT {

    private static final String RUN = "run";

    private static ScriptedPartner partner;

    @ArquillianResource
    URI uri;

    @Deployment(testable = false)
    static WebArchive application() {
        partner = ScriptedPartner.start();
        return TestWar.configuredWith(partner.configuration(
                        partner.server().grant(ScriptedPartner.CLIENT_ID).refreshToken()))
                .addPackage(RetryResource.class.getPackage());
    }

    @AfterAll
    static void closePartner() {
        partner.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "stage", "asynchronous", "asynchronous-of-fault-tolerance"})
    void runsAMethodOnceMore(String way) throws IOException {
        assertEquals(List.of(RUN, RUN), runsWithARevokedToken(way));
    }

    @Test
    void givesEachRunATransactionOfItsOwn() throws IOException {
        assertEquals(List.of(RUN, "rolled back", RUN, "committed"), runsWithARevokedToken("transactional"));
    }

    @Test
    void standsOutsideOfTheRetriesOfFaultTolerance() throws IOException {
        assertEquals(List.of(RUN, RUN, RUN, RUN), runsWithARevokedToken("retried"));
    }

    @Test
    void doesNotSeeWhatAFallbackHides() throws IOException {
        partner.server().revokeAccessTokens();
        assertEquals("fallback\n" + RUN, run("fallen-back"));
        assertEquals(List.of(RUN, RUN), runsWithARevokedToken("plain"));
    }

    /** The runs of a method that came to a good end. */
    private List<String> runsWithARevokedToken(String way) throws IOException {
        run("plain");
        partner.server().revokeAccessTokens();
        int refreshes = partner.server().tokenRequests("refresh_token");
        String said = run(way);
        assertEquals(refreshes + 1, partner.server().tokenRequests("refresh_token"));
        assertTrue(said.startsWith("{"), said);
        return said.lines().skip(1).collect(Collectors.toList());
    }

    private String run(String way) throws IOException {
        HttpResponse<String> answer = new DeployedApp(uri).post("retry/" + way, "");
        assertEquals(200, answer.statusCode(), answer::body);
        return answer.body();
    }
}
