package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.freshet.it.app.RestApplication;
import dev.freshet.it.server.ApplicationServer;
import dev.freshet.it.server.ApplicationServer.Archives;
import dev.freshet.it.server.DeploymentFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;

/** Two web applications in one enterprise archive, each with Freshet, do not know of each other. */
class EnterpriseArchiveIT {

    private static final List<String> NAMES = List.of("north", "south");
    private static final String HEADER = "X-Application";
    /** Not by a Rest Client: WildFly's looks for its address when there is no application yet, but the archive. */
    private static final List<Way> WAYS = List.of(Way.CLIENT, Way.TARGET, Way.TARGET_RX);

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Test
    void keepsItsApplicationsApart() throws IOException {
        try (ScriptedPartner partner = ScriptedPartner.start();
                ApplicationServer server = ApplicationServer.start(Map.of())) {
            Path archive = TestWar.exported(archive(partner));
            if (server.archives() == Archives.REFUSED) {
                assertThrows(DeploymentFailedException.class, () -> server.deploy("dealer", archive));
                return;
            }
            Predecessor.cameAndWent(server, partner, WAYS);
            Neighbour neighbour = Neighbour.deployedTo(server);
            server.deploy("dealer", archive);
            for (String name : NAMES) {
                callAcrossRevocations(partner, new DeployedApp(server.uriOf(name)));
                assertEquals(
                        server.archives() == Archives.CONFIGURED_APART ? List.of(name) : List.of(),
                        partner.api().endpoint().latest().headers(HEADER));
            }
            assertEquals(NAMES.size(), server.liveInstancesOf(RestApplication.WITNESS));

            server.undeploy("dealer");
            Eventually.until("both applications have left the memory", LIMIT, () -> {
                neighbour.serve();
                return server.liveInstancesOf(RestApplication.WITNESS) == 0;
            });
        }
    }

    /** One token request to begin with, and one after each revocation: nobody shares a token. */
    private static void callAcrossRevocations(ScriptedPartner partner, DeployedApp app) throws IOException {
        int before = partner.server().tokenRequests("client_credentials");
        for (Way way : WAYS) {
            assertEquals(200, app.call(way, "").statusCode(), way::toString);
            partner.server().revokeAccessTokens();
        }
        assertEquals(before + WAYS.size(), partner.server().tokenRequests("client_credentials"));
    }

    private static EnterpriseArchive archive(ScriptedPartner partner) {
        Map<String, String> configuration = new HashMap<>(partner.configuration());
        configuration.put("freshet.parts.grant", "client-credentials");
        EnterpriseArchive archive =
                ShrinkWrap.create(EnterpriseArchive.class, "dealer.ear").addAsLibraries(TestWar.library(configuration));
        StringBuilder modules = new StringBuilder();
        for (String name : NAMES) {
            archive.addAsModule(TestWar.configuredWith(name + ".war", Map.of("freshet.parts.headers." + HEADER, name)));
            modules.append("<module><web><web-uri>")
                    .append(name)
                    .append(".war</web-uri><context-root>")
                    .append(name)
                    .append("</context-root></web></module>");
        }
        return archive.setApplicationXML(
                new StringAsset("<application xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"10\">" + modules
                        + "</application>"));
    }
}
