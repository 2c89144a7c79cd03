package dev.freshet.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example of the README, with a stand-in for the application. */
@ExtendWith(AuthorizationServerExtension.class)
class ExampleTest {

    @Test
    void survivesARevocationWhileTheTokenEndpointIsBusy(AuthorizationServer server, ProtectedResource api)
            throws Exception {
        IssuedGrant grant = server.client("parts", "secret").grant("parts");
        PartsDesk desk = new PartsDesk(server.tokenEndpoint().uri(), api.uri("/parts"), grant.refreshToken());
        desk.find("4711");

        server.revokeAccessTokens();
        server.tokenEndpoint().next(Fault.status(503));
        desk.find("4711");

        assertEquals(2, api.served());
        assertEquals(0, server.reuseEvents());
        assertEquals(1, server.mostUsesOfARefreshToken());
        assertEquals("/parts/4711", api.endpoint().latest().path());
    }

    /** The least application that passes: it asks for a token before each call, and again if there is no answer. */
    private static final class PartsDesk {
        private final URI tokenEndpoint;
        private final URI parts;
        private String refreshToken;

        PartsDesk(URI tokenEndpoint, URI parts, String refreshToken) {
            this.tokenEndpoint = tokenEndpoint;
            this.parts = parts;
            this.refreshToken = refreshToken;
        }

        void find(String sku) throws IOException {
            HttpResponse<String> tokens = tokens();
            while (tokens.statusCode() == 503) {
                tokens = tokens();
            }
            refreshToken = Http.member(tokens, "refresh_token");
            Http.call(URI.create(parts + "/" + sku), Http.member(tokens, "access_token"));
        }

        private HttpResponse<String> tokens() throws IOException {
            return Http.send(Http.form(
                    tokenEndpoint,
                    Http.basic("parts", "secret"),
                    "grant_type=refresh_token&refresh_token=" + refreshToken));
        }
    }
}
