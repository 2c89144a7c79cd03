package dev.freshet.it.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.AuthorizationServerMetadata;
import dev.freshet.oauth.ClientAuthentication.ClientSecretBasic;
import dev.freshet.oauth.DiscoveredTokenEndpoint;
import dev.freshet.oauth.Discovery;
import dev.freshet.oauth.DiscoveryException;
import dev.freshet.oauth.TokenEndpoint;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.TokenSources;
import dev.freshet.refresh.TokenUnavailableException;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.AuthorizationServerExtension;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.Gate;
import dev.freshet.testkit.ManualTime;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An authorization server that is known by its issuer alone. */
@ExtendWith(AuthorizationServerExtension.class)
@Timeout(60)
class DiscoveryTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final ClientSecretBasic BASIC = new ClientSecretBasic("parts", "secret");

    private static Discovery discovery(AuthorizationServer server, InstantSource time) {
        return new Discovery(server.issuer(), LIMIT, time);
    }

    private static Discovery discovery(AuthorizationServer server) {
        return discovery(server, InstantSource.system());
    }

    private static int fetches(AuthorizationServer server) {
        return server.openIdMetadataEndpoint().count()
                + server.oauthMetadataEndpoint().count();
    }

    private static String refusal(Discovery discovery) {
        String message =
                assertThrows(DiscoveryException.class, discovery::metadata).getMessage();
        assertTrue(message.startsWith("FRESHET-0009: "), message);
        return message;
    }

    private static void down(AuthorizationServer server) {
        server.openIdMetadataEndpoint().always(Fault.status(503));
        server.oauthMetadataEndpoint().always(Fault.status(503));
    }

    @Test
    void findsWhatOpenIdConnectPublishesBehindThePath(AuthorizationServer server) {
        assertEquals(
                new AuthorizationServerMetadata(
                        server.issuer(),
                        server.tokenEndpoint().uri(),
                        server.authorizationEndpoint().uri(),
                        server.jwksEndpoint().uri(),
                        server.endSessionEndpoint().uri(),
                        server.revocationEndpoint().uri(),
                        server.introspectionEndpoint().uri(),
                        true,
                        List.of("RS256")),
                discovery(server).metadata());
        assertEquals(0, server.oauthMetadataEndpoint().count());
        assertEquals(
                "/oauth2/default/.well-known/openid-configuration",
                server.openIdMetadataEndpoint().latest().target());
    }

    /** The form in which the well-known path is inserted before that of the issuer. */
    @ParameterizedTest
    @ValueSource(ints = {404, 400, 500})
    void findsWhatRfc8414PublishesBeforeThePath(int status, AuthorizationServer server) {
        server.openIdMetadataEndpoint().always(Fault.status(status));
        assertEquals(server.tokenEndpoint().uri(), discovery(server).metadata().tokenEndpoint());
        assertEquals(
                "/.well-known/oauth-authorization-server/oauth2/default",
                server.oauthMetadataEndpoint().latest().target());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "issuer | \"https://evil.example\" | it names the issuer 'https://evil.example'",
                "issuer | 1 | it names the issuer not at all",
                "token_endpoint | null | it names no token_endpoint",
                "token_endpoint | \"file:///etc/passwd\" | its token_endpoint is no address",
                "jwks_uri | \"https://identity.example/keys#1\" | its jwks_uri is no address",
                "revocation_endpoint | \"not an address\" | its revocation_endpoint is no address",
            })
    void believesNothingOfADocumentWithAFlaw(String member, String value, String words, AuthorizationServer server) {
        server.openIdMetadataEndpoint().always(Fault.none().with(member, value));
        String message = refusal(discovery(server));
        assertTrue(message.contains(words), message);
        assertEquals(0, server.oauthMetadataEndpoint().count(), "another document does not heal it");
    }

    @Test
    void namesBothAddressesThatItHasTried(AuthorizationServer server) {
        server.openIdMetadataEndpoint().always(Fault.status(404));
        server.oauthMetadataEndpoint().always(Fault.status(403));
        String message = refusal(discovery(server));
        assertTrue(message.contains("openid-configuration answered HTTP 404"), message);
        assertTrue(message.contains("oauth-authorization-server/oauth2/default answered HTTP 403"), message);
    }

    @Test
    void takesNoDocumentOfAnySize(AuthorizationServer server) {
        server.openIdMetadataEndpoint().next(Fault.body(200, "application/json", new byte[2 << 20]));
        String message = refusal(discovery(server));
        assertTrue(message.contains("more than 1048576 bytes"), message);
    }

    @Test
    void waitsNoLongerThanItsLimit(AuthorizationServer server) {
        try (Gate gate = server.openIdMetadataEndpoint().hold()) {
            String message = refusal(new Discovery(server.issuer(), Duration.ofMillis(200), InstantSource.system()));
            assertTrue(message.contains("no answer within"), message);
            gate.open();
        }
    }

    @Test
    void asksOnceAnHour(AuthorizationServer server, ManualTime time) {
        Discovery discovery = discovery(server, time);
        AuthorizationServerMetadata first = discovery.metadata();
        time.advance(HOUR.minusMillis(1));
        assertSame(first, discovery.metadata());
        assertEquals(1, fetches(server));
        time.advance(Duration.ofMillis(1));
        discovery.metadata();
        assertEquals(2, fetches(server));
    }

    @Test
    void keepsTheOldAnswerWhileTheServerIsDown(AuthorizationServer server, ManualTime time) {
        Discovery discovery = discovery(server, time);
        AuthorizationServerMetadata first = discovery.metadata();
        down(server);
        time.advance(HOUR);
        assertSame(first, discovery.metadata());
        assertSame(first, discovery.metadata());
        assertEquals(2, server.openIdMetadataEndpoint().count(), "a dead server is left alone for a while");

        server.openIdMetadataEndpoint().always(Fault.none().with("jwks_uri", "\"https://a.example/new\""));
        time.advance(Duration.ofMinutes(1));
        assertEquals(URI.create("https://a.example/new"), discovery.metadata().jwksUri());
    }

    /** Who holds the old answer does not wait for the new one. */
    @Test
    void servesTheOldAnswerWhileAFetchIsUnderWay(AuthorizationServer server, ManualTime time) throws Exception {
        Discovery discovery = discovery(server, time);
        AuthorizationServerMetadata first = discovery.metadata();
        time.advance(HOUR);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Gate gate = server.openIdMetadataEndpoint().hold()) {
            Future<AuthorizationServerMetadata> fetching = threads.submit(discovery::metadata);
            gate.awaitArrivals(1, LIMIT);
            assertSame(first, discovery.metadata());
            gate.open();
            assertEquals(first, fetching.get(5, TimeUnit.SECONDS));
            assertEquals(2, fetches(server));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void fetchesOnceForAllWhoWait(AuthorizationServer server) throws Exception {
        Discovery discovery = discovery(server);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Gate gate = server.openIdMetadataEndpoint().hold()) {
            CountDownLatch begun = new CountDownLatch(8);
            List<Future<AuthorizationServerMetadata>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(() -> {
                    begun.countDown();
                    return discovery.metadata();
                }));
            }
            assertTrue(begun.await(5, TimeUnit.SECONDS));
            gate.awaitArrivals(1, LIMIT);
            gate.open();
            for (Future<AuthorizationServerMetadata> each : all) {
                assertSame(all.get(0).get(5, TimeUnit.SECONDS), each.get(5, TimeUnit.SECONDS));
            }
            assertEquals(1, fetches(server));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void asksAServerThatWasDownAgainAfterAWhile(AuthorizationServer server, ManualTime time) {
        Discovery discovery = discovery(server, time);
        down(server);
        refusal(discovery);
        refusal(discovery);
        assertEquals(1, server.openIdMetadataEndpoint().count());
        server.openIdMetadataEndpoint().repair();
        time.advance(Duration.ofSeconds(2));
        discovery.metadata();
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity.example", "https://identity.example?x=1", "https://identity.example#x"})
    void refusesAnIssuerThatIsNone(String issuer) {
        assertThrows(IllegalArgumentException.class, () -> new Discovery(issuer, LIMIT, InstantSource.system()));
    }

    @Test
    void theTokenEndpointIsFoundWithTheFirstRequest(AuthorizationServer server) {
        server.client("parts", "secret");
        TokenEndpoint endpoint = new DiscoveredTokenEndpoint(discovery(server), BASIC, LIMIT, InstantSource.system());
        assertEquals(0, fetches(server));
        TokenRequest request = new TokenRequest.ClientCredentials(null, null);
        assertInstanceOf(Answer.Issued.class, endpoint.request(request));
        assertInstanceOf(Answer.Issued.class, endpoint.request(request));
        assertEquals(1, fetches(server));
    }

    @Test
    void nothingIsSentWhileTheTokenEndpointIsNotFound(AuthorizationServer server) {
        down(server);
        TokenEndpoint endpoint = new DiscoveredTokenEndpoint(discovery(server), BASIC, LIMIT, InstantSource.system());
        Answer.NotSent answer = assertInstanceOf(
                Answer.NotSent.class, endpoint.request(new TokenRequest.ClientCredentials(null, null)));
        assertTrue(answer.cause().startsWith("FRESHET-0009: "), answer.cause());
        assertEquals(0, server.tokenEndpoint().count());
    }

    /** A provider that is down when an application starts is none of its errors. */
    @Test
    void aClientWaitsForItsServerToComeUp(AuthorizationServer server, ManualTime time) {
        server.client("parts", "secret");
        String refreshToken = server.grant("parts").refreshToken();
        down(server);
        ClientRegistration registration = ClientRegistration.named("parts")
                .issuer(server.issuer())
                .authentication(BASIC)
                .refreshToken(refreshToken)
                .build();
        try (TokenSources sources =
                TokenSources.builder().client(registration).time(time).build()) {
            assertThrows(TokenUnavailableException.class, sources.of("parts")::accessToken);
            assertThrows(DiscoveryException.class, () -> sources.server("parts"));
            server.openIdMetadataEndpoint().repair();
            time.advance(Duration.ofMinutes(1));
            assertTrue(server.isActive(sources.of("parts").accessToken().value()));
            assertEquals(1, server.usesOf(refreshToken));
            assertEquals(
                    server.authorizationEndpoint().uri(),
                    sources.server("parts").authorizationEndpoint());
        }
    }

    @Test
    void whatIsGivenByHandCountsBeforeWhatIsFound(AuthorizationServer server) {
        URI byHand = URI.create("https://elsewhere.example/keys");
        ClientRegistration.Builder registration = ClientRegistration.named("parts")
                .issuer(server.issuer())
                .authentication(BASIC)
                .perUser()
                .jwksUri(byHand);
        try (TokenSources sources =
                TokenSources.builder().client(registration.build()).build()) {
            assertEquals(byHand, sources.server("parts").jwksUri());
            assertEquals(server.tokenEndpoint().uri(), sources.server("parts").tokenEndpoint());
        }
        int before = fetches(server);
        registration.tokenEndpoint(byHand).authorizationEndpoint(byHand);
        try (TokenSources sources =
                TokenSources.builder().client(registration.build()).build()) {
            assertEquals(server.issuer(), sources.server("parts").issuer());
            assertEquals(before, fetches(server), "nothing is left to ask for");
        }
    }
}
