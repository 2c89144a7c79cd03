package dev.freshet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.ClientAuthentication.ClientSecretBasic;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.GrantKey;
import dev.freshet.store.TokenStore;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AuthorizeCommandTest {

    private final AuthorizationServer server =
            AuthorizationServer.start().client("parts-desk", Run.SECRET).signedIn("alice");

    @TempDir
    Path directory;

    private Path configuration;

    @AfterEach
    void stop() {
        server.close();
    }

    @BeforeEach
    void configure() {
        configuration = Run.configuration(directory, server);
    }

    private TokenStore store() {
        return TokenStore.files(directory.resolve("grants"));
    }

    private static Set<String> parametersOf(URI address) {
        return Set.of(address.getRawQuery().split("&"));
    }

    @Test
    void bringsAGrantInThatTheApplicationLivesBy() {
        Run run = Run.on(configuration, "authorize");
        HttpResponse<String> page = Visitor.open(run.address());
        run.ends(Exit.DONE).says("The grant 'parts' is stored, with a refresh token.");
        assertTrue(page.body().contains("You are signed in"), page.body());

        ClientRegistration registration = ClientRegistration.named("parts")
                .issuer(server.issuer())
                .authentication(new ClientSecretBasic("parts-desk", Run.SECRET))
                .broughtIn()
                .build();
        try (TokenSources sources =
                TokenSources.builder().client(registration, store()).build()) {
            String token = sources.of("parts").accessToken().value();
            assertEquals("alice", server.subjectOf(token).orElseThrow());
            assertTrue(server.isActive(sources.of("parts")
                    .replacementFor(sources.of("parts").accessToken())
                    .value()));
        }
        assertEquals(1, server.tokenRequests("authorization_code"));
        assertEquals(1, server.tokenRequests("refresh_token"));
        run.saysNothingOf(server.secrets());
    }

    @Test
    void asksAsANativeApplicationShould() {
        Run run = Run.on(configuration, "authorize", "--login-hint", "bob", "--prompt=consent");
        Set<String> asked = parametersOf(run.address());
        Visitor.open(run.address());
        run.ends(Exit.DONE);
        assertTrue(
                asked.containsAll(List.of(
                        "response_type=code",
                        "client_id=parts-desk",
                        "scope=openid+offline_access",
                        "code_challenge_method=S256",
                        "login_hint=bob",
                        "prompt=consent")),
                asked.toString());
        String redirect = asked.stream()
                .filter(parameter -> parameter.startsWith("redirect_uri="))
                .findFirst()
                .orElseThrow();
        assertTrue(redirect.matches("redirect_uri=http%3A%2F%2F127\\.0\\.0\\.1%3A\\d+%2Fcallback"), redirect);
        assertTrue(asked.stream().anyMatch(parameter -> parameter.matches("state=[\\w-]{43}")));
        assertEquals(
                redirect.substring("redirect_uri=".length()).replace("%3A", ":").replace("%2F", "/"),
                server.tokenEndpoint().latest().form().get("redirect_uri"));
    }

    @Test
    void listensWhereTheConfigurationSays() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String address = "http://127.0.0.1:" + port + "/done";
        configuration = Run.configuration(directory, server, "freshet.parts.redirect-uri=" + address);
        Run run = Run.on(configuration, "authorize");
        assertTrue(Visitor.sentTo(run.address()).toString().startsWith(address + "?"));
        Visitor.open(run.address());
        run.ends(Exit.DONE);
    }

    @Test
    void storesTheGrantOfAUserUnderItsId() {
        configuration = Run.configuration(directory, server, "freshet.parts.grant=authorization-code");
        Run.on(configuration, "authorize")
                .ends(Exit.USAGE)
                .says("FRESHET-0601: the client 'parts' has a grant for each of its users")
                .says("write --grant");
        Run run = Run.on(configuration, "authorize", "--grant", "browser-1");
        Visitor.open(run.address());
        run.ends(Exit.DONE).says("The grant 'parts/browser-1' is stored");
        assertTrue(store().read(new GrantKey("parts", "browser-1")).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?code=c&state=forged", "?code=c", "?error=access_denied", "", "?state=a&state=a"})
    void waitsOnWhenSomebodyElseAnswers(String forged) {
        Run run = Run.on(configuration, "authorize");
        URI redirect = Visitor.sentTo(run.address());
        URI target = URI.create(redirect.toString().replaceFirst("\\?.*", ""));
        HttpResponse<String> page = Visitor.open(URI.create(target + forged));
        assertEquals(400, page.statusCode());
        assertTrue(page.body().contains("not started here"), page.body());

        assertEquals(200, Visitor.open(redirect).statusCode());
        run.ends(Exit.DONE);
    }

    @Test
    void servesNothingBesidesTheAnswer() {
        Run run = Run.on(configuration, "authorize");
        URI redirect = Visitor.sentTo(run.address());
        assertEquals(404, Visitor.open(redirect.resolve("/favicon.ico")).statusCode());
        HttpResponse<String> page = Visitor.open(redirect);
        run.ends(Exit.DONE);
        assertEquals("no-store", page.headers().firstValue("Cache-Control").orElseThrow());
        assertEquals("no-referrer", page.headers().firstValue("Referrer-Policy").orElseThrow());
        assertTrue(page.headers()
                .firstValue("Content-Security-Policy")
                .orElseThrow()
                .startsWith("default-src 'none'"));
    }

    @Test
    void takesNoAnswerOfAnotherServer() {
        Run run = Run.on(configuration, "authorize");
        String redirect = Visitor.sentTo(run.address()).toString();
        Visitor.open(URI.create(redirect.replaceFirst("iss=[^&]*", "iss=https%3A%2F%2Fevil.example")));
        run.ends(Exit.REFUSED).says("FRESHET-0604").says("comes from another server");
        assertEquals(0, server.tokenRequests("authorization_code"));
    }

    @Test
    void takesNoAnswerWithoutTheNameOfAServerThatAlwaysSaysIt() {
        Run run = Run.on(configuration, "authorize");
        String redirect = Visitor.sentTo(run.address()).toString();
        Visitor.open(URI.create(redirect.replaceFirst("&iss=[^&]*", "")));
        run.ends(Exit.REFUSED).says("does not name its server");
    }

    @ParameterizedTest
    @CsvSource({
        "access_denied,the user or the server said no",
        "login_required,nobody is signed in",
        "consent_required,Write --prompt consent",
        "invalid_scope,does not give this scope",
        "unauthorized_client,does not allow this client",
        "temporarily_unavailable,Try again later",
        "something_new,the server says no",
    })
    void saysEachErrorInPlainWords(String error, String words) {
        server.nextAuthorizationErrors(error);
        Run run = Run.on(configuration, "authorize");
        HttpResponse<String> page = Visitor.open(run.address());
        run.ends(Exit.REFUSED);
        assertTrue(run.output().replace(",", "").contains(words), run::output);
        run.says(error);
        assertTrue(page.body().contains("Nothing was authorized"), page.body());
        assertTrue(store().grantIds("parts").isEmpty());
    }

    @Test
    void leavesWhatIsStoredWhenTheCodeIsRefused() {
        Run first = Run.on(configuration, "authorize");
        Visitor.open(first.address());
        first.ends(Exit.DONE);
        GrantKey key = GrantKey.ofApplication("parts");
        long before = store().read(key).orElseThrow().version();

        server.tokenEndpoint().next(Fault.error(400, "invalid_grant", "The code has expired."));
        Run second = Run.on(configuration, "authorize");
        Visitor.open(second.address());
        second.ends(Exit.REFUSED).says("invalid_grant (The code has expired.)");
        assertEquals(before, store().read(key).orElseThrow().version());
    }

    @Test
    void saysThatARefreshTokenIsMissing() {
        server.tokenEndpoint().next(Fault.none().without("refresh_token"));
        Run run = Run.on(configuration, "authorize");
        Visitor.open(run.address());
        run.ends(Exit.DONE).says("FRESHET-0605").says("offline_access into freshet.parts.scope");
    }

    @Test
    void waitsNoLongerThanItWasTold() {
        Run.on(configuration, "authorize", "--wait", "1").ends(Exit.REFUSED).says("nobody signed in within 1 seconds");
    }

    @Test
    void saysThatItCannotListen() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run.on(
                            configuration,
                            "authorize",
                            "--redirect-uri",
                            "http://127.0.0.1:" + taken.getLocalPort() + "/callback")
                    .ends(Exit.USAGE)
                    .says("nobody can listen at")
                    .says("--redirect-uri");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/callback",
                "http://parts.example/callback",
                "http://127.0.0.1.evil.example/",
                "http://127.0.0.1",
                "http://127.0.0.1:70000/callback",
                "nothing"
            })
    void listensOnThisMachineAlone(String address) {
        Run.on(configuration, "authorize", "--redirect-uri", address)
                .ends(Exit.USAGE)
                .says("--redirect-uri is no address of this machine");
    }

    @Test
    void refusesOptionsThatMeanNothing() {
        Run.on(configuration, "authorize", "--prompt", "login none")
                .ends(Exit.USAGE)
                .says("--prompt is no such word");
        Run.on(configuration, "authorize", "--wait", "soon").ends(Exit.USAGE).says("--wait is no number of seconds");
        Run.on(configuration, "authorize", "--open=yes").ends(Exit.USAGE).says("--open has no value");
    }

    @Test
    void codeIsNotPrinted() {
        assertFalse(new AuthorizationAnswer.Code("s3cr3t").toString().contains("s3cr3t"));
    }

    @Test
    void saysThatTheServerCannotBeReached() {
        server.openIdMetadataEndpoint().breakFor(Duration.ofMinutes(5));
        server.oauthMetadataEndpoint().breakFor(Duration.ofMinutes(5));
        Run run = Run.on(configuration, "authorize").ends(Exit.REFUSED).says("FRESHET-0009");
        assertFalse(run.output().contains("Open this address"));
    }
}
