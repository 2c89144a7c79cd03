package dev.freshet.it.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.Connections;
import dev.freshet.oauth.Discovery;
import dev.freshet.oauth.DiscoveryException;
import dev.freshet.oauth.HttpTokenEndpoint;
import dev.freshet.oauth.PublishedKeys;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.RevocationEndpoint;
import dev.freshet.oauth.TlsFiles;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.oauth.TokenRequestAdditions;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.TokenStore;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real TLS and through a real proxy, both on loopback. */
@Timeout(60)
class ConnectionsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final ClientAuthentication CLIENT = new ClientAuthentication.ClientSecretPost("parts", "s3cr3t");
    private static final TokenRequest REQUEST = new TokenRequest.ClientCredentials(null, null);

    @TempDir
    static Path certificates;

    private static Certificate one;
    private static Certificate other;
    private static Certificate client;

    @TempDir
    Path directory;

    @BeforeAll
    static void make() throws Exception {
        one = Certificate.make(certificates, "one");
        other = Certificate.make(certificates, "other");
        client = Certificate.make(certificates, "client");
    }

    private static Answer ask(URI address, Connections connections) {
        return ask(address, CLIENT, connections, TokenRequestAdditions.NONE);
    }

    private static Answer ask(
            URI address, ClientAuthentication client, Connections connections, TokenRequestAdditions additions) {
        return new HttpTokenEndpoint(address, client, LIMIT, InstantSource.system(), connections, additions)
                .request(REQUEST);
    }

    private static Connections trusting(Path file) {
        return Connections.DEFAULT.withTls(TlsFiles.JVM.trusting(file, null));
    }

    private static String notSent(Answer answer) {
        return assertInstanceOf(Answer.NotSent.class, answer, answer::toString).cause();
    }

    /** With TLS 1.3 a client learns of it only where it waits for the answer: then nobody can tell it from a lost one. */
    private static void assertRefused(Answer answer) {
        assertFalse(answer instanceof Answer.Issued, answer::toString);
    }

    private Path copy(Path file) throws IOException {
        return Files.copy(file, directory.resolve("copy"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void serverThatTheJvmDoesNotTrustIsSentNothing() throws Exception {
        try (SecureServer server = SecureServer.start(one.serving(null), false)) {
            String cause = notSent(ask(server.uri("/token"), Connections.DEFAULT));
            assertTrue(cause.contains("certification path"), cause);
            notSent(ask(server.uri("/token"), trusting(other.trusted("PEM"))));
            assertEquals(List.of(), server.seen());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PEM", "PKCS12", "JKS"})
    void serverOfTheTruststoreIsTrusted(String kind) throws Exception {
        TlsFiles files = TlsFiles.JVM.trusting(one.trusted(kind), kind.equals("PEM") ? null : Certificate.PASSWORD);
        try (SecureServer server = SecureServer.start(one.serving(null), false)) {
            assertInstanceOf(Answer.Issued.class, ask(server.uri("/token"), Connections.DEFAULT.withTls(files)));
        }
    }

    @Test
    void truststoreThatChangesCountsWithTheNextRequest() throws Exception {
        Path file = copy(other.trusted("PEM"));
        try (SecureServer server = SecureServer.start(one.serving(null), false)) {
            HttpTokenEndpoint endpoint = new HttpTokenEndpoint(
                    server.uri("/token"),
                    CLIENT,
                    LIMIT,
                    InstantSource.system(),
                    trusting(file),
                    TokenRequestAdditions.NONE);
            notSent(endpoint.request(REQUEST));

            copy(one.trusted("PEM"));
            assertInstanceOf(Answer.Issued.class, endpoint.request(REQUEST));

            copy(other.trusted("PEM"));
            notSent(endpoint.request(REQUEST)); // though the connection before would still be open
        }
    }

    @Test
    void clientPresentsItsCertificate() throws Exception {
        TlsFiles files = TlsFiles.JVM.trusting(one.trusted("PEM"), null);
        Path keystore = copy(client.keystore());
        Connections connections = Connections.DEFAULT.withTls(files.presenting(keystore, Certificate.PASSWORD));
        try (SecureServer server = SecureServer.start(one.serving(client), true)) {
            assertRefused(ask(server.uri("/token"), Connections.DEFAULT.withTls(files)));

            assertInstanceOf(
                    Answer.Issued.class,
                    ask(
                            server.uri("/token"),
                            new ClientAuthentication.Certificate("parts"),
                            connections,
                            TokenRequestAdditions.NONE));

            SecureServer.Seen seen = server.seen().get(0);
            assertEquals("CN=client", seen.client());
            assertEquals("grant_type=client_credentials&client_id=parts", seen.body());
            assertNull(seen.headers().getFirst("Authorization"));

            copy(other.keystore());
            assertRefused(ask(server.uri("/token"), connections));
            assertEquals(1, server.seen().size());
        }
    }

    @Test
    void fileThatIsOfNoUseIsNamedWithoutItsPassword() throws Exception {
        Path missing = directory.resolve("missing");
        Path damaged = Files.writeString(directory.resolve("damaged"), "nothing of use");
        for (TlsFiles files : List.of(
                TlsFiles.JVM.trusting(missing, null),
                TlsFiles.JVM.trusting(damaged, null),
                TlsFiles.JVM.trusting(one.trusted("JKS"), "s3cr3t-wrong"),
                TlsFiles.JVM.presenting(missing, null),
                TlsFiles.JVM.presenting(client.keystore(), "s3cr3t-wrong"),
                TlsFiles.JVM.presenting(one.trusted("PKCS12"), Certificate.PASSWORD))) {
            String cause = notSent(ask(URI.create("https://127.0.0.1:1/token"), Connections.DEFAULT.withTls(files)));

            assertTrue(cause.startsWith("nothing was sent: FRESHET-0016: "), cause);
            assertTrue(cause.contains(directory.toString()) || cause.contains(certificates.toString()), cause);
            assertFalse((cause + files).contains("s3cr3t"), cause);
        }
    }

    @Test
    void metadataKeysAndRevocationGoTheSameWay() throws Exception {
        try (SecureServer server = SecureServer.start(one.serving(null), false);
                LoopbackProxy proxy = LoopbackProxy.start()) {
            Connections connections = trusting(one.trusted("PEM")).withProxy("127.0.0.1", proxy.port());
            String issuer = server.uri("").toString();

            assertEquals(
                    server.uri("/token"),
                    new Discovery(issuer, LIMIT, InstantSource.system(), connections)
                            .metadata()
                            .tokenEndpoint());
            assertEquals("{\"keys\":[]}", new PublishedKeys(LIMIT, connections).at(server.uri("/keys")));
            assertEquals(Optional.empty(), revoke(server, connections));

            String tunnel = "CONNECT 127.0.0.1:" + server.uri("").getPort();
            assertEquals(List.of(tunnel, tunnel, tunnel), proxy.seen());
            assertThrows(
                    DiscoveryException.class, () -> new Discovery(issuer, LIMIT, InstantSource.system()).metadata());
        }
    }

    private static Optional<String> revoke(SecureServer server, Connections connections) {
        return new RevocationEndpoint(
                        server.uri("/revoke"),
                        CLIENT,
                        LIMIT,
                        connections,
                        TokenRequestAdditions.NONE
                                .withHeader("Gateway-Key", "s3cr3t")
                                .withParameter("audience", "api"))
                .revoke(new RefreshToken("rt-1"));
    }

    @Test
    void requestsGoThroughTheProxyOrThroughNone() throws Exception {
        try (SecureServer server = SecureServer.plain();
                LoopbackProxy proxy = LoopbackProxy.start()) {
            Connections connections = Connections.DEFAULT.withProxy("127.0.0.1", proxy.port());

            assertInstanceOf(Answer.Issued.class, ask(server.uri("/token"), connections));
            assertEquals(List.of("POST " + server.uri("/token")), proxy.seen());

            assertInstanceOf(Answer.Issued.class, ask(server.uri("/token"), connections.withoutProxy()));
            assertEquals(1, proxy.seen().size());
        }
    }

    /** So that the refresh token is known to be as good as before. */
    @ParameterizedTest
    @ValueSource(strings = {"407 Proxy Authentication Required", "503 Down", "403 Forbidden"})
    void tunnelThatTheProxyRefusesCarriedNothing(String status) throws Exception {
        try (SecureServer server = SecureServer.start(one.serving(null), false);
                LoopbackProxy proxy = LoopbackProxy.refusing(status)) {
            notSent(ask(server.uri("/token"), trusting(one.trusted("PEM")).withProxy("127.0.0.1", proxy.port())));

            assertEquals(1, proxy.seen().size());
        }
    }

    @Test
    void connectionThatDoesNotComeAboutEndsWithItsOwnTime() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> waiting = fill(full);
            long begun = System.nanoTime();
            notSent(ask(
                    URI.create("http://127.0.0.1:" + full.getLocalPort() + "/token"),
                    Connections.DEFAULT.withConnectTimeout(Duration.ofMillis(100))));
            assertTrue(Duration.ofNanos(System.nanoTime() - begun).compareTo(LIMIT.dividedBy(4)) < 0);
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    /** Connects until nobody is let in any more. */
    private static List<Socket> fill(ServerSocket full) throws IOException {
        List<Socket> waiting = new ArrayList<>();
        while (waiting.size() < 50) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()), 500);
            } catch (SocketTimeoutException e) {
                return waiting;
            }
        }
        throw new IOException("everybody is let in");
    }

    @Test
    void additionsAreSent() throws Exception {
        TokenRequestAdditions additions = TokenRequestAdditions.NONE
                .withParameter("audience", "https://api.example/ä")
                .withHeader("Gateway-Key", "s3cr3t-of-gateway");
        try (SecureServer server = SecureServer.plain()) {
            assertInstanceOf(Answer.Issued.class, ask(server.uri("/token"), CLIENT, Connections.DEFAULT, additions));
            assertEquals(Optional.empty(), revoke(server, Connections.DEFAULT));

            SecureServer.Seen token = server.seen().get(0);
            assertEquals(
                    "grant_type=client_credentials&audience=https%3A%2F%2Fapi.example%2F%C3%A4&client_id=parts"
                            + "&client_secret=s3cr3t",
                    token.body());
            assertEquals(List.of("s3cr3t-of-gateway"), token.headers().get("Gateway-Key"));
            assertEquals(List.of("s3cr3t"), server.seen().get(1).headers().get("Gateway-Key"));
            assertFalse(
                    server.seen().get(1).body().contains("audience"),
                    server.seen().get(1)::body);
        }
    }

    @Test
    void valuesDoNotComeBackInAnError() {
        try (AuthorizationServer server = AuthorizationServer.start()) {
            server.tokenEndpoint().next(Fault.error(400, "invalid_request", "who is k3y-of-gateway or k3y-too?"));
            Answer answer = ask(
                    server.tokenEndpoint().uri(),
                    CLIENT,
                    Connections.DEFAULT,
                    TokenRequestAdditions.NONE
                            .withHeader("Gateway-Key", "k3y-of-gateway")
                            .withParameter("key", "k3y-too"));

            assertInstanceOf(Answer.Refused.class, answer);
            assertFalse(answer.toString().contains("k3y-"), answer::toString);
        }
    }

    /** A token for another audience is none for this one, though the store still has it. */
    @Test
    void storedTokenIsUsedOnlyWithTheSameParameters() throws Exception {
        TokenStore store = TokenStore.inMemory();
        try (SecureServer server = SecureServer.plain()) {
            for (String audience : List.of("one", "one", "other")) {
                ClientRegistration parts = ClientRegistration.named("parts")
                        .tokenEndpoint(server.uri("/token"))
                        .authentication(CLIENT)
                        .clientCredentials()
                        .tokenParameter("audience", audience)
                        .build();
                try (TokenSources sources =
                        TokenSources.builder().client(parts, store).build()) {
                    sources.of("parts").accessToken();
                }
            }
            assertEquals(2, server.seen().size());
            assertTrue(server.seen().get(1).body().contains("audience=other"), server.seen()::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grant_type", "client_id", "client_secret", "refresh_token", "redirect_uri", "scope", ""})
    void parameterThatTheRequestSetsItselfIsRefused(String name) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> new TokenRequestAdditions(Map.of(name, "s3cr3t"), Map.of()));
        assertTrue(e.getMessage().startsWith("'" + name + "' is no parameter"), e::getMessage);
        assertFalse(e.getMessage().contains("s3cr3t"), e::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "content-type", "Host", "Two Words", ""})
    void headerThatTheRequestSetsItselfOrCannotCarryIsRefused(String name) {
        assertThrows(IllegalArgumentException.class, () -> TokenRequestAdditions.NONE.withHeader(name, "s3cr3t"));
    }

    @Test
    void headerOfTwoLinesIsRefusedWithoutShowingIt() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> TokenRequestAdditions.NONE.withHeader("Gateway-Key", "s3cr3t\r\nX: y"));
        assertFalse(e.getMessage().contains("s3cr3t"), e::getMessage);
    }
}
