package dev.freshet.it;

import dev.freshet.it.keycloak.Keycloak;
import dev.freshet.it.keycloak.Realm;
import dev.freshet.it.partner.IntrospectingApi;
import dev.freshet.it.partner.RecordedTokenEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A partner with a realm of its own, a recorded token endpoint and a protected API; {@code alice} has logged in once. */
record Partner(Realm realm, RecordedTokenEndpoint tokenEndpoint, IntrospectingApi api, String refreshToken)
        implements AutoCloseable {

    static Partner withAccessTokensOf(Duration lifespan) {
        return withAccessTokensOf(lifespan, "openid");
    }

    static Partner withAccessTokensOf(Duration lifespan, String scope) {
        Realm realm = Keycloak.shared().newRealm(lifespan);
        return new Partner(
                realm,
                RecordedTokenEndpoint.before(realm.tokenEndpoint()),
                IntrospectingApi.start(realm),
                realm.passwordGrant("alice", scope).refreshToken());
    }

    /** The configuration of an application that begins with alice's refresh token and keeps what follows in a folder. */
    Map<String, String> configuration(Path store) {
        Map<String, String> configuration = new HashMap<>();
        configuration.put("parts-api/mp-rest/url", api.uri().toString());
        configuration.put("freshet.parts.base-uri", api.uri().toString());
        configuration.put("freshet.parts.token-endpoint", tokenEndpoint.uri().toString());
        configuration.put("freshet.parts.client-id", Realm.CLIENT_ID);
        configuration.put("freshet.parts.client-secret", Realm.CLIENT_SECRET);
        configuration.put("freshet.parts.grant", "refresh-token");
        configuration.put("freshet.parts.refresh-token", refreshToken);
        configuration.put("freshet.parts.store", "file");
        configuration.put("freshet.parts.store-directory", store.toString());
        return configuration;
    }

    /** What no log line may contain. */
    Set<String> secrets() {
        Set<String> secrets = new HashSet<>(tokenEndpoint.secrets());
        secrets.addAll(List.of(refreshToken, Realm.CLIENT_SECRET));
        return secrets;
    }

    @Override
    public String toString() {
        return "Partner[" + realm.name() + "]";
    }

    @Override
    public void close() {
        tokenEndpoint.close();
        api.close();
    }
}
