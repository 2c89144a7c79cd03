package dev.freshet.it;

import dev.freshet.it.keycloak.Keycloak;
import dev.freshet.it.keycloak.Realm;
import dev.freshet.it.partner.IntrospectingApi;
import dev.freshet.it.partner.RecordedTokenEndpoint;
import dev.freshet.it.server.ApplicationServer;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The dealer portal in a server of its own, with a realm whose users sign in and a partner that believes their tokens. */
record Portal(Realm realm, RecordedTokenEndpoint tokenEndpoint, IntrospectingApi api, ApplicationServer server)
        implements AutoCloseable {

    private static final String NAME = "dealer-portal";

    static Portal withAccessTokensOf(Duration lifespan) {
        Realm realm = Keycloak.shared().newRealm(lifespan);
        Portal portal = new Portal(
                realm,
                RecordedTokenEndpoint.before(realm.tokenEndpoint()),
                IntrospectingApi.start(realm),
                ApplicationServer.start(Map.of()));
        portal.server.deploy(NAME, TestWar.exported(TestWar.dealerPortal(portal.configuration())));
        return portal;
    }

    private Map<String, String> configuration() {
        return Map.of(
                "PORTAL_ISSUER",
                realm.issuer().toString(),
                "PORTAL_CLIENT_ID",
                Realm.CLIENT_ID,
                "PORTAL_CLIENT_SECRET",
                Realm.CLIENT_SECRET,
                "PORTAL_PARTS_API",
                api.catalogue().toString(),
                "freshet.parts.token-endpoint",
                tokenEndpoint.uri().toString(),
                "freshet.parts.sign-in.silent-timeout",
                "4s");
    }

    /** Where the page is; ends with a slash. */
    URI uri() {
        return server.uriOf(NAME);
    }

    /** What nobody but the server may see. */
    Set<String> secrets() {
        Set<String> secrets = new HashSet<>(tokenEndpoint.secrets());
        secrets.add(Realm.CLIENT_SECRET);
        return secrets;
    }

    @Override
    public String toString() {
        return "Portal[" + realm.name() + "]";
    }

    @Override
    public void close() {
        server.close();
        tokenEndpoint.close();
        api.close();
    }
}
