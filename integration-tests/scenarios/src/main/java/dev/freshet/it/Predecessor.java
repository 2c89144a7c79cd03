package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.freshet.it.app.RestApplication;
import dev.freshet.it.app.unwitnessed.UnwitnessedApplication;
import dev.freshet.it.server.ApplicationServer;
import java.io.IOException;
import java.util.List;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * An application with Freshet that has come and gone before the one that a test looks for in the memory. What a server
 * loads or starts once only, it does for the predecessor: when two threads ask for a class of Payara at the same time, its
 * class loader may never forget the first of them, and with it an application.
 */
final class Predecessor {

    private static final String CLASSES = "/WEB-INF/classes/";

    private Predecessor() {}

    /** Deploys it, lets it make the calls, and undeploys it. */
    static void cameAndWent(ApplicationServer server, ScriptedPartner partner, List<Way> ways) throws IOException {
        WebArchive archive = TestWar.configuredWith(partner.configuration(
                        partner.server().grant(ScriptedPartner.CLIENT_ID).refreshToken()))
                .addPackage(UnwitnessedApplication.class.getPackage());
        archive.delete(CLASSES + RestApplication.class.getName().replace('.', '/') + ".class");
        server.deploy("predecessor", TestWar.exported(archive));
        callAcrossRevocations(partner, new DeployedApp(server.uriOf("predecessor")), ways);
        server.undeploy("predecessor");
    }

    /** Each call once, each with a token that was revoked on its way. */
    static void callAcrossRevocations(ScriptedPartner partner, DeployedApp app, List<Way> ways) throws IOException {
        for (Way way : ways) {
            partner.server().revokeAccessTokens();
            assertEquals(200, app.call(way, "").statusCode(), way::toString);
        }
    }
}
