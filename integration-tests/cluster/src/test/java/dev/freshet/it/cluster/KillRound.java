package dev.freshet.it.cluster;

import dev.freshet.it.keycloak.Realm;
import dev.freshet.it.keycloak.Tokens;
import dev.freshet.it.partner.ExpiryCheckingApi;
import dev.freshet.it.partner.RecordedTokenEndpoint;
import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.TokenSources;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A grant for each of some {@link CrashPoint}s, with a node that renews it early and is killed there, and one node that calls
 * with the tokens of all of them and survives. For use by one thread.
 */
final class KillRound implements AutoCloseable {

    /** The victims renew at half of it, the survivor from three quarters of it on. */
    static final Duration LIFETIME = Duration.ofSeconds(12);

    private static final int THREADS_OF_SURVIVOR = 32;
    private static final int THREADS_OF_VICTIM = 4;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Realm realm;
    private final String store;
    private final RecordedTokenEndpoint endpoint;
    private final RecordedTokenEndpoint ambush;
    private final ExpiryCheckingApi api = ExpiryCheckingApi.start();
    private final NodeProcess survivor;
    private final Map<CrashPoint, NodeProcess> victims = new EnumMap<>(CrashPoint.class);
    private final Map<CrashPoint, Integer> refreshedBefore = new EnumMap<>(CrashPoint.class);

    /** Starts the nodes, without waiting for them. */
    KillRound(Realm realm, List<CrashPoint> points, Duration leeway, String store) {
        this.realm = realm;
        this.store = store;
        this.endpoint = RecordedTokenEndpoint.before(realm.tokenEndpoint());
        this.ambush = RecordedTokenEndpoint.before(
                endpoint.uri(), presented -> victim(CrashPoint.AFTER_SENDING).kill());
        this.survivor = NodeProcess.start(
                settings(points.stream().map(CrashPoint::grant).toList(), leeway, Optional.empty()));
        for (CrashPoint point : points) {
            victims.put(point, NodeProcess.start(settings(List.of(point.grant()), leeway, Optional.of(point))));
        }
    }

    private NodeSettings settings(List<String> grants, Duration leeway, Optional<CrashPoint> crash) {
        return new NodeSettings(
                crash.filter(CrashPoint.AFTER_SENDING::equals).isPresent() ? ambush.uri() : endpoint.uri(),
                api.uri(),
                store,
                Optional.empty(),
                grants,
                crash.isPresent() ? THREADS_OF_VICTIM : THREADS_OF_SURVIVOR,
                crash.map(victim -> LIFETIME).orElse(null),
                null,
                leeway,
                crash.orElse(null));
    }

    /** Logs in once for each grant, and lets the calls begin. */
    void begin() {
        survivor.awaitReady();
        victims.values().forEach(NodeProcess::awaitReady);
        ClientRegistration client = ClientRegistration.named(Node.CLIENT)
                .tokenEndpoint(endpoint.uri())
                .authentication(new ClientAuthentication.None(Realm.CLIENT_ID))
                .perUser()
                .build();
        try (TokenSources login =
                TokenSources.builder().client(client, Stores.open(store)).build()) {
            victims.forEach((point, victim) -> {
                Tokens tokens = realm.passwordGrant("alice");
                login.authorize(
                        Node.CLIENT,
                        point.grant(),
                        TokenResponse.of(tokens.accessToken(), LIFETIME, tokens.refreshToken()));
            });
        }
        survivor.begin();
        victims.values().forEach(NodeProcess::begin);
    }

    /** Kills each node at its point; one that has sent was killed on the way of its request. */
    void kill() {
        victims.forEach((point, victim) -> {
            if (point == CrashPoint.AFTER_SENDING) {
                survivor.await("a node was killed " + point, () -> !victim.isAlive(), LIMIT);
            } else {
                victim.await("a node is " + point, () -> !victim.said(Report.AT).isEmpty(), LIMIT);
            }
            refreshedBefore.put(point, refreshes(point));
            victim.kill();
        });
    }

    private NodeProcess victim(CrashPoint point) {
        return Objects.requireNonNull(victims.get(point));
    }

    /** Waits until the survivor has renewed each grant, or knows that it is over, and ends it. */
    void settle() {
        for (CrashPoint point : victims.keySet()) {
            survivor.await(
                    "the survivor goes on with what was interrupted " + point,
                    () -> refreshes(point) > refreshedBefore.getOrDefault(point, 0)
                            || !end(point).isEmpty(),
                    LIMIT);
        }
        survivor.end();
    }

    private int refreshes(CrashPoint point) {
        return survivor.said(Report.REFRESHED, point.grant()).size();
    }

    /** Why this grant is over, if it is. */
    List<List<String>> end(CrashPoint point) {
        return survivor.said(Report.OVER, point.grant());
    }

    /** The calls of the survivor that failed, other than for a grant that is over. */
    List<List<String>> failedCalls() {
        return survivor.said(Report.CALL_FAILED);
    }

    /** How many calls the survivor made, and how many milliseconds the slowest took. */
    List<String> calls() {
        return survivor.said(Report.CALLS).get(0);
    }

    /** How often the refresh token was presented that was presented most. */
    int mostPresented() {
        return Collections.max(endpoint.presented().values());
    }

    @Override
    public void close() {
        Stream.concat(Stream.of(survivor), victims.values().stream()).forEach(NodeProcess::close);
        ambush.close();
        endpoint.close();
        api.close();
    }
}
