package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.freshet.jakarta.cdi.OAuth2Client;
import dev.freshet.refresh.TokenSource;
import jakarta.inject.Inject;
import jakarta.ws.rs.client.Client;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
class InsideServerIT {

    @Inject
    @OAuth2Client("parts")
    TokenSource tokens;

    @Inject
    @OAuth2Client("parts")
    Client client;

    @Inject
    @OAuth2Client("parts")
    Client sameClient;

    @Deployment
    static WebArchive application() {
        ScriptedPartner partner = ScriptedPartner.shared();
        return TestWar.configuredWith(partner.configuration(
                partner.server().grant(ScriptedPartner.CLIENT_ID).refreshToken()));
    }

    @Test
    void aTokenSourceCanBeInjected() {
        assertEquals(tokens.accessToken(), tokens.accessToken());
    }

    @Test
    void allInjectionPointsShareOneClient() {
        assertSame(client, sameClient);
    }
}
