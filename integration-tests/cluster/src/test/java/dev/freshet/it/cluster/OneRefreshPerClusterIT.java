package dev.freshet.it.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.freshet.it.keycloak.Keycloak;
import dev.freshet.it.keycloak.Realm;
import dev.freshet.it.partner.ExpiryCheckingApi;
import dev.freshet.it.partner.RecordedTokenEndpoint;
import dev.freshet.store.GrantKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Some nodes with the same configured refresh token, 32 threads each, whose tokens end every moment and at the same time for
 * all of them: nobody renews ahead of time here.
 */
class OneRefreshPerClusterIT {

    private static final int THREADS = 32;
    private static final int EXPIRIES = Integer.getInteger("cluster.expiries");
    private static final Duration LIFETIME = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(60 + 5L * EXPIRIES);
    private static final Duration SKEW = Duration.ofMillis(500);

    static Stream<Arguments> clusters() {
        return listed("cluster.nodes").flatMap(size -> listed("cluster.stores")
                .map(store -> arguments(Integer.valueOf(size), Stores.valueOf(store))));
    }

    private static Stream<String> listed(String property) {
        return Stream.of(System.getProperty(property).split(","));
    }

    @ParameterizedTest
    @MethodSource("clusters")
    void presentsEachRefreshTokenOnceAndFailsNoCall(int size, Stores store) throws IOException {
        Realm realm = Keycloak.shared().newRealm(LIFETIME);
        try (RecordedTokenEndpoint endpoint = RecordedTokenEndpoint.before(realm.tokenEndpoint());
                ExpiryCheckingApi api = ExpiryCheckingApi.start()) {
            List<NodeProcess> nodes = start(size, settings(realm, endpoint, api, store));
            try {
                nodes.forEach(NodeProcess::awaitReady);
                nodes.forEach(NodeProcess::begin);
                nodes.get(0).await(EXPIRIES + " token requests", () -> endpoint.requests() >= EXPIRIES, LIMIT);
                nodes.forEach(NodeProcess::end);
                verify(realm, endpoint, api, store, nodes);
            } finally {
                nodes.forEach(NodeProcess::close);
            }
        }
    }

    private static NodeSettings settings(
            Realm realm, RecordedTokenEndpoint endpoint, ExpiryCheckingApi api, Stores store) throws IOException {
        return new NodeSettings(
                endpoint.uri(),
                api.uri(),
                store.address(),
                Optional.of(realm.passwordGrant("alice").refreshToken()),
                List.of(GrantKey.APPLICATION),
                THREADS,
                SKEW,
                SKEW,
                Duration.ZERO,
                null);
    }

    private static List<NodeProcess> start(int size, NodeSettings settings) {
        return IntStream.range(0, size)
                .mapToObj(number -> NodeProcess.start(settings))
                .toList();
    }

    private static void verify(
            Realm realm, RecordedTokenEndpoint endpoint, ExpiryCheckingApi api, Stores store, List<NodeProcess> nodes) {
        List<List<String>> refreshed = said(nodes, Report.REFRESHED);
        List<List<String>> calls = said(nodes, Report.CALLS);
        Map<String, Integer> presented = endpoint.presented();
        System.out.printf(
                """

                %d nodes with %d threads each, the grant in %s: %d calls, %d failed, slowest %d ms, %d refused by the API and sent again
                  %d token requests, %d at a time; each refresh token presented %d time(s); %d reuses
                  round trips to the store for a refresh: %s; to adopt what another node has renewed: %s
                """,
                nodes.size(),
                THREADS,
                store,
                sum(calls, 0),
                sum(calls, 1),
                calls.stream()
                        .mapToInt(words -> Integer.parseInt(words.get(2)))
                        .max()
                        .orElseThrow(),
                api.refused(),
                endpoint.requests(),
                endpoint.mostConcurrent(),
                Collections.max(presented.values()),
                realm.events("REFRESH_TOKEN_ERROR").size(),
                Trips.of(refreshed),
                Trips.of(said(nodes, Report.ADOPTED)));

        assertEquals(List.of(), said(nodes, Report.CALL_FAILED));
        assertEquals(0, sum(calls, 1));
        assertTrue(calls.stream().noneMatch(words -> words.get(0).equals("0")), calls::toString);
        assertEquals(1, Collections.max(presented.values()));
        assertEquals(endpoint.requests(), presented.size());
        assertEquals(1, endpoint.mostConcurrent());
        assertEquals(endpoint.requests(), realm.events("REFRESH_TOKEN").size());
        assertEquals(List.of(), realm.events("REFRESH_TOKEN_ERROR"));
        assertEquals(endpoint.requests(), refreshed.size());
        assertEquals(2, Trips.of(refreshed).usual());
    }

    private static List<List<String>> said(List<NodeProcess> nodes, String what) {
        List<List<String>> all = new ArrayList<>();
        nodes.forEach(node -> all.addAll(node.said(what)));
        return all;
    }

    private static int sum(List<List<String>> lines, int word) {
        return lines.stream()
                .mapToInt(words -> Integer.parseInt(words.get(word)))
                .sum();
    }
}
