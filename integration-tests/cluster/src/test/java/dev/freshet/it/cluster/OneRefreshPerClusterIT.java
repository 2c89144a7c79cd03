package dev.freshet.it.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.it.keycloak.Keycloak;
import dev.freshet.it.keycloak.Realm;
import dev.freshet.it.partner.ExpiryCheckingApi;
import dev.freshet.it.partner.RecordedTokenEndpoint;
import dev.freshet.store.GrantKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Some nodes with the same configured refresh token, 32 threads each, whose tokens end every moment and at the same time for
 * all of them: nobody renews ahead of time here.
 */
class OneRefreshPerClusterIT {

    private static final int THREADS = 32;
    private static final int EXPIRIES = Integer.getInteger("cluster.expiries");
    private static final Duration LIFETIME = Duration.ofSeconds(2);
    private static final Duration SKEW = Duration.ofMillis(500);

    static Stream<Integer> sizes() {
        return Stream.of(System.getProperty("cluster.nodes").split(",")).map(Integer::valueOf);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void presentsEachRefreshTokenOnceAndFailsNoCall(int size) throws IOException {
        Realm realm = Keycloak.shared().newRealm(LIFETIME);
        try (RecordedTokenEndpoint endpoint = RecordedTokenEndpoint.before(realm.tokenEndpoint());
                ExpiryCheckingApi api = ExpiryCheckingApi.start()) {
            List<NodeProcess> nodes = start(size, settings(realm, endpoint, api));
            try {
                nodes.forEach(NodeProcess::awaitReady);
                nodes.forEach(NodeProcess::begin);
                nodes.get(0)
                        .await(
                                EXPIRIES + " token requests",
                                () -> endpoint.requests() >= EXPIRIES,
                                LIFETIME.multipliedBy(EXPIRIES + 60L));
                nodes.forEach(NodeProcess::end);
                verify(realm, endpoint, api, nodes);
            } finally {
                nodes.forEach(NodeProcess::close);
            }
        }
    }

    private static NodeSettings settings(Realm realm, RecordedTokenEndpoint endpoint, ExpiryCheckingApi api)
            throws IOException {
        Path folder = Files.createDirectories(Path.of(System.getProperty("cluster.folder")));
        return new NodeSettings(
                endpoint.uri(),
                api.uri(),
                Files.createTempDirectory(folder, "grants").toString(),
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
            Realm realm, RecordedTokenEndpoint endpoint, ExpiryCheckingApi api, List<NodeProcess> nodes) {
        List<List<String>> refreshed = said(nodes, Report.REFRESHED);
        List<List<String>> calls = said(nodes, Report.CALLS);
        Map<String, Integer> presented = endpoint.presented();
        System.out.printf(
                """

                %d nodes with %d threads each: %d calls, %d failed, slowest %d ms, %d refused by the API and sent again
                  %d token requests, %d at a time; each refresh token presented %d time(s); %d reuses
                  round trips to the store for a refresh: %s; to adopt what another node has renewed: %s
                """,
                nodes.size(),
                THREADS,
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
