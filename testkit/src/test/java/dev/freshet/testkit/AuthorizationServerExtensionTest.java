package dev.freshet.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(AuthorizationServerExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuthorizationServerExtensionTest {

    private static final List<AuthorizationServer> SEEN = new ArrayList<>();
    private static final List<ProtectedResource> APIS = new ArrayList<>();

    @BeforeEach
    void remember(AuthorizationServer server) {
        SEEN.add(server);
    }

    @Test
    @Order(1)
    void sharesTheServersWithinATest(AuthorizationServer server, ProtectedResource api) throws IOException {
        APIS.add(api);
        assertSame(SEEN.get(0), server);
        String token = server.client("parts", "secret").grant("parts").accessToken();
        assertEquals(200, Http.call(api.uri("/"), token).statusCode());
    }

    @Test
    @Order(2)
    void startsNewServersForEachTestAndClosesThemAfterIt(AuthorizationServer server) {
        assertNotSame(SEEN.get(0), server);
        assertThrows(ConnectException.class, () -> Http.refresh(SEEN.get(0), "rt-any"));
        assertThrows(ConnectException.class, () -> Http.call(APIS.get(0).uri("/"), "at-any"));
    }

    @Test
    @Order(3)
    void letsTheServerGoByManualTime(ManualTime time, AuthorizationServer server) throws IOException {
        server.client("parts", "secret");
        Http.refresh(server, "rt-any");
        assertEquals(time.instant(), server.tokenEndpoint().latest().arrivedAt());
    }

    @AfterAll
    static void forget() {
        SEEN.clear();
        APIS.clear();
    }
}
