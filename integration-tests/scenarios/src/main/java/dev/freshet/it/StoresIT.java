package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.freshet.it.app.stores.StoresResource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Map;
import org.h2.jdbcx.JdbcDataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tokens in the database that the server brings, in one that the application defines, and in a bean of its own. */
@ExtendWith(ArquillianExtension.class)
class StoresIT {

    private static ScriptedPartner partner;

    @ArquillianResource
    URI uri;

    @Deployment(testable = false)
    static WebArchive application() {
        partner = ScriptedPartner.start();
        Map<String, String> configuration = partner.configuration(
                partner.server().grant(ScriptedPartner.CLIENT_ID).refreshToken());
        configuration.put("freshet.clients", "parts,users,own,defined");
        configuration.put("freshet.users.grant", "authorization-code");
        configuration.put("freshet.own.grant", "authorization-code");
        configuration.put("freshet.defined.grant", "authorization-code");
        for (String client : new String[] {"users", "own", "defined"}) {
            for (String key : new String[] {"token-endpoint", "client-id", "client-secret"}) {
                configuration.put("freshet." + client + "." + key, configuration.get("freshet.parts." + key));
            }
        }
        for (String client : new String[] {"parts", "users"}) {
            configuration.put("freshet." + client + ".store", "jdbc");
            configuration.put("freshet." + client + ".data-source", "java:comp/DefaultDataSource");
            configuration.put(
                    "freshet." + client + ".encryption-key", Base64.getEncoder().encodeToString(new byte[32]));
        }
        configuration.put("freshet.own.store", "bean");
        configuration.put("freshet.defined.store", "jdbc");
        configuration.put("freshet.defined.data-source", StoresResource.DEFINED);
        configuration.put("freshet.defined.encryption-key", "none");
        return TestWar.configuredWith(configuration)
                .addPackage(StoresResource.class.getPackage())
                .addAsLibrary(TestWar.jarOf(JdbcDataSource.class));
    }

    @AfterAll
    static void closePartner() {
        partner.close();
    }

    @Test
    void keepsTokensEncryptedInTheDatabase() throws IOException {
        DeployedApp app = new DeployedApp(uri);
        assertEquals(200, app.call(Way.TARGET, "").statusCode());
        partner.server().revokeAccessTokens();
        assertEquals(200, app.call(Way.TARGET, "").statusCode());
        assertEquals(2, partner.server().tokenRequests("refresh_token"));
        assertEquals(1, partner.server().mostUsesOfARefreshToken());
        assertEquals("[application encrypted encrypted]", ok(app.get("stores/rows/parts")));
    }

    @Test
    void keepsTokensThoughTheTransactionOfTheirLoginIsRolledBack() throws IOException {
        DeployedApp app = new DeployedApp(uri);
        assertEquals("0", ok(app.post("stores/rolled-back/users/alice/rt-of-alice", "")));
        assertEquals("[alice encrypted encrypted]", ok(app.get("stores/rows/users")));
    }

    @Test
    void keepsTokensInTheBeanOfTheApplication() throws IOException {
        DeployedApp app = new DeployedApp(uri);
        assertEquals("0", ok(app.post("stores/rolled-back/own/alice/rt-of-alice", "")));
        assertEquals("[alice]", ok(app.get("stores/own/own")));
    }

    @Test
    void keepsTokensInADataSourceThatTheApplicationDefines() throws IOException {
        DeployedApp app = new DeployedApp(uri);
        assertEquals("0", ok(app.post("stores/rolled-back/defined/alice/rt-of-alice", "")));
        assertEquals("[alice plain plain]", ok(app.get("stores/rows/defined")));
    }

    private static String ok(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer::body);
        return answer.body();
    }
}
