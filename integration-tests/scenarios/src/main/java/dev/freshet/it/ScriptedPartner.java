package dev.freshet.it;

import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.ProtectedResource;
import java.util.HashMap;
import java.util.Map;

/** A partner made of the testkit, for what Keycloak cannot be told to do. */
record ScriptedPartner(AuthorizationServer server, ProtectedResource api) implements AutoCloseable {

    static final String CLIENT_ID = "parts-client";
    static final String CLIENT_SECRET = "parts-secret-of-the-test";

    static ScriptedPartner start() {
        AuthorizationServer server = AuthorizationServer.start().client(CLIENT_ID, CLIENT_SECRET);
        return new ScriptedPartner(server, ProtectedResource.start(server));
    }

    /** The one partner of this JVM, for tests that leave no hook to close one of their own. Ends with the JVM. */
    static ScriptedPartner shared() {
        return Shared.PARTNER;
    }

    /** The configuration of an application that begins with this refresh token and keeps what follows in memory. */
    Map<String, String> configuration(String refreshToken) {
        Map<String, String> configuration = new HashMap<>(configuration());
        configuration.put("freshet.parts.grant", "refresh-token");
        configuration.put("freshet.parts.refresh-token", refreshToken);
        return configuration;
    }

    /** The configuration without a grant. */
    Map<String, String> configuration() {
        String base = api.uri("/").toString();
        return Map.of(
                "parts-api/mp-rest/url", base,
                "freshet.parts.base-uri", base,
                "freshet.parts.token-endpoint", server.tokenEndpoint().uri().toString(),
                "freshet.parts.client-id", CLIENT_ID,
                "freshet.parts.client-secret", CLIENT_SECRET);
    }

    @Override
    public void close() {
        api.close();
        server.close();
    }

    private static final class Shared {
        static final ScriptedPartner PARTNER = start();
    }
}
