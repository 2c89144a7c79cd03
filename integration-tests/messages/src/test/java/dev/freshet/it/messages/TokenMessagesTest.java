package dev.freshet.it.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.ClientAuthentication.ClientSecretBasic;
import dev.freshet.oauth.ClientAuthentication.ClientSecretPost;
import dev.freshet.oauth.HttpTokenEndpoint;
import dev.freshet.oauth.OAuthError;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.AuthorizationServerExtension;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.Gate;
import dev.freshet.testkit.RecordedRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The token requests as they go over the wire, and the answers as they come. */
@ExtendWith(AuthorizationServerExtension.class)
@Timeout(60)
class TokenMessagesTest {

    private static final ClientSecretBasic BASIC = new ClientSecretBasic("0oabh73", "s3cret");
    private static final String FORTELLIS_TOKEN = "MIOf-U1zQbyfa3MUfJHhvnUqIut9ClH0xjlDXGJAyqo";

    private static HttpTokenEndpoint endpoint(URI address, ClientAuthentication client) {
        return new HttpTokenEndpoint(address, client, Duration.ofSeconds(5), InstantSource.system());
    }

    /** The request as it left: its request line, its headers without those of the transport, its body. */
    private static String sent(AuthorizationServer server) {
        RecordedRequest request = server.tokenEndpoint().latest();
        String raw = new String(request.bytes(), StandardCharsets.UTF_8);
        int end = raw.indexOf("\r\n\r\n");
        List<String> lines = new ArrayList<>(List.of(raw.substring(0, end).split("\r\n")));
        String first = lines.remove(0);
        lines.removeIf(line -> line.matches("(?i)(Host|User-Agent|Content-Length|Connection):.*"));
        lines.sort(String::compareToIgnoreCase);
        return first + "\n" + String.join("\n", lines) + "\n\n" + raw.substring(end + 4);
    }

    private static String sent(AuthorizationServer server, ClientAuthentication client, TokenRequest request) {
        endpoint(server.tokenEndpoint().uri(), client).request(request);
        return sent(server);
    }

    private static String path(AuthorizationServer server) {
        return server.tokenEndpoint().uri().getPath();
    }

    @Nested
    class Requests {

        @Test
        void refreshesAsTheFortellisPageShows(AuthorizationServer server) {
            TokenRequest request = new TokenRequest.Refresh(
                    new RefreshToken(FORTELLIS_TOKEN), "offline_access", "https://app.example/callback");
            assertEquals(
                    "POST " + path(server) + " HTTP/1.1\n"
                            + "Accept: application/json\n"
                            + "Authorization: Basic MG9hYmg3MzpzM2NyZXQ=\n"
                            + "Cache-Control: no-cache\n"
                            + "Content-Type: application/x-www-form-urlencoded\n"
                            + "\n"
                            + "grant_type=refresh_token&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback"
                            + "&scope=offline_access&refresh_token=" + FORTELLIS_TOKEN,
                    sent(server, BASIC, request));
        }

        @Test
        void refreshesAsTheRfcShows(AuthorizationServer server) {
            TokenRequest request = new TokenRequest.Refresh(new RefreshToken("tGzv3JOkF0XG5Qx2TlKWIA"), null, null);
            assertEquals(
                    "POST " + path(server) + " HTTP/1.1\n"
                            + "Accept: application/json\n"
                            + "Authorization: Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW\n"
                            + "Cache-Control: no-cache\n"
                            + "Content-Type: application/x-www-form-urlencoded\n"
                            + "\n"
                            + "grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA",
                    sent(server, new ClientSecretBasic("s6BhdRkqt3", "gX1fBat3bV"), request));
        }

        @Test
        void asksWithClientCredentials(AuthorizationServer server) {
            assertEquals(
                    "POST " + path(server) + " HTTP/1.1\n"
                            + "Accept: application/json\n"
                            + "Authorization: Basic MG9hYmg3MzpzM2NyZXQ=\n"
                            + "Cache-Control: no-cache\n"
                            + "Content-Type: application/x-www-form-urlencoded\n"
                            + "\n"
                            + "grant_type=client_credentials&scope=anonymous",
                    sent(server, BASIC, new TokenRequest.ClientCredentials("anonymous", null)));
        }

        @Test
        void sendsRedirectUriWithClientCredentialsWhereItIsGiven(AuthorizationServer server) {
            assertTrue(sent(server, BASIC, new TokenRequest.ClientCredentials("anonymous", "https://app.example/cb"))
                    .endsWith("\n\ngrant_type=client_credentials&scope=anonymous"
                            + "&redirect_uri=https%3A%2F%2Fapp.example%2Fcb"));
        }

        @Test
        void asksWithAPassword(AuthorizationServer server) {
            TokenRequest request = new TokenRequest.Password("alice", "p&w=1 +ü", "openid offline_access");
            assertTrue(sent(server, BASIC, request)
                    .endsWith("\n\ngrant_type=password&username=alice&password=p%26w%3D1+%2B%C3%BC"
                            + "&scope=openid+offline_access"));
        }

        @Test
        void encodesEachValueOnce(AuthorizationServer server) {
            TokenRequest request =
                    new TokenRequest.Refresh(new RefreshToken("a+b/c=&%20 ü"), "openid offline_access", null);
            assertTrue(sent(server, BASIC, request)
                    .endsWith("\n\ngrant_type=refresh_token&scope=openid+offline_access"
                            + "&refresh_token=a%2Bb%2Fc%3D%26%2520+%C3%BC"));
        }

        @Test
        void formEncodesBothHalvesOfBasicCredentials(AuthorizationServer server) {
            server.client("id:with/colon", "se cret&ü%");
            Answer answer = endpoint(server.tokenEndpoint().uri(), new ClientSecretBasic("id:with/colon", "se cret&ü%"))
                    .request(new TokenRequest.ClientCredentials(null, null));
            assertInstanceOf(Answer.Issued.class, answer);
            assertTrue(
                    sent(server)
                            .contains("\nAuthorization: Basic aWQlM0F3aXRoJTJGY29sb246c2UrY3JldCUyNiVDMyVCQyUyNQ==\n"),
                    sent(server));
        }

        @Test
        void putsTheSecretIntoTheBodyOnlyIfTold(AuthorizationServer server) {
            String message =
                    sent(server, new ClientSecretPost("id", "s&t"), new TokenRequest.ClientCredentials(null, null));
            assertTrue(message.endsWith("\n\ngrant_type=client_credentials&client_id=id&client_secret=s%26t"), message);
            assertTrue(!message.contains("Authorization:"), message);
        }

        @Test
        void namesAPublicClientInTheBody(AuthorizationServer server) {
            String message = sent(
                    server,
                    new ClientAuthentication.None("spa"),
                    new TokenRequest.Refresh(new RefreshToken("rt"), null, null));
            assertTrue(message.endsWith("\n\ngrant_type=refresh_token&refresh_token=rt&client_id=spa"), message);
            assertTrue(!message.contains("Authorization:"), message);
        }

        @Test
        void keepsNoCookies(AuthorizationServer server) {
            server.client("0oabh73", "s3cret");
            server.tokenEndpoint().next(Fault.status(400).header("Set-Cookie", "session=1; Path=/"));
            HttpTokenEndpoint endpoint = endpoint(server.tokenEndpoint().uri(), BASIC);
            endpoint.request(new TokenRequest.ClientCredentials(null, null));
            endpoint.request(new TokenRequest.ClientCredentials(null, null));
            assertTrue(server.tokenEndpoint().latest().header("Cookie").isEmpty());
        }
    }

    @Nested
    class Answers {

        private TokenEndpoint client(AuthorizationServer server) {
            return endpoint(server.client("0oabh73", "s3cret").tokenEndpoint().uri(), BASIC);
        }

        private final TokenRequest request = new TokenRequest.ClientCredentials(null, null);

        @ParameterizedTest
        @CsvSource({
            "400, invalid_grant, true",
            "401, invalid_client, false",
            "400, unauthorized_client, false",
            "400, unsupported_grant_type, false",
            "400, invalid_scope, false",
            "400, invalid_request, false",
            "403, invalid_grant, true",
            "401, invalid_grant, true",
        })
        void areRefusals(int status, String error, boolean ofTheGrant, AuthorizationServer server) {
            server.tokenEndpoint().next(Fault.error(status, error, "the reason"));
            Answer.Refused refused =
                    assertInstanceOf(Answer.Refused.class, client(server).request(request));
            assertEquals(new OAuthError(error, "the reason", null), refused.error());
            assertEquals(ofTheGrant, refused.error().refusesGrant());
        }

        @ParameterizedTest
        @CsvSource({"429", "503"})
        void tellWhenToComeBack(int status, AuthorizationServer server) {
            server.tokenEndpoint().next(Fault.status(status).retryAfter(Duration.ofSeconds(4)));
            assertEquals(
                    new Answer.Busy("HTTP " + status, Duration.ofSeconds(4)),
                    client(server).request(request));
        }

        @ParameterizedTest
        @CsvSource({"408", "500", "502", "504"})
        void leaveItOpenWhetherTheRefreshTokenIsSpent(int status, AuthorizationServer server) {
            server.tokenEndpoint().next(Fault.statusAfterProcessing(status));
            assertInstanceOf(Answer.Unanswered.class, client(server).request(request));
            assertEquals(1, server.tokenEndpoint().count());
        }

        @Test
        void areLostOnceAndNotAskedForAgain(AuthorizationServer server) {
            server.tokenEndpoint().next(Fault.dropAfter());
            assertInstanceOf(Answer.Unanswered.class, client(server).request(request));
            assertEquals(1, server.tokenEndpoint().count());
        }

        @Test
        void areWaitedForAsLongAsOneAttemptMayTake(AuthorizationServer server) {
            server.client("0oabh73", "s3cret");
            TokenEndpoint impatient = new HttpTokenEndpoint(
                    server.tokenEndpoint().uri(), BASIC, Duration.ofMillis(200), InstantSource.system());
            try (Gate gate = server.tokenEndpoint().hold()) {
                Answer.Unanswered answer = assertInstanceOf(Answer.Unanswered.class, impatient.request(request));
                assertEquals("no answer within 200 ms", answer.cause());
                gate.open();
            }
        }

        @Test
        void mustNotBeOfAnySize(AuthorizationServer server) {
            server.tokenEndpoint().next(Fault.body(200, "application/json", new byte[2 << 20]));
            Answer.Unanswered answer =
                    assertInstanceOf(Answer.Unanswered.class, client(server).request(request));
            assertTrue(answer.cause().contains("more than 1048576 bytes"), answer.cause());
        }

        @Test
        void areNotFollowedElsewhere(AuthorizationServer server) {
            server.tokenEndpoint()
                    .next(Fault.status(302)
                            .header("Location", server.tokenEndpoint().uri().toString()));
            assertInstanceOf(Answer.Busy.class, client(server).request(request));
            assertEquals(1, server.tokenEndpoint().count());
        }

        @Test
        void doNotComeFromAServerThatIsNotThere(AuthorizationServer server) {
            URI gone = server.tokenEndpoint().uri();
            server.close();
            assertInstanceOf(Answer.NotSent.class, endpoint(gone, BASIC).request(request));
        }

        @ParameterizedTest
        @CsvSource({
            "null, PT5M",
            "0, PT1S",
            "-1, PT1S",
            "99999999999999999999, PT87600H",
            "'\"3600\"', PT1H",
        })
        void haveALifetimeWhateverTheySay(String expiresIn, Duration lifetime, AuthorizationServer server) {
            server.tokenEndpoint().next(Fault.none().with("expires_in", expiresIn));
            Answer.Issued issued =
                    assertInstanceOf(Answer.Issued.class, client(server).request(request));
            assertEquals(
                    lifetime,
                    issued.response()
                            .accessToken(issued.requestedAt(), Duration.ofMinutes(5))
                            .lifetime());
        }

        @Test
        void haveTheDefaultLifetimeIfTheySayNothing(AuthorizationServer server) {
            server.tokenEndpoint().next(Fault.none().without("expires_in"));
            Answer.Issued issued =
                    assertInstanceOf(Answer.Issued.class, client(server).request(request));
            assertEquals(null, issued.response().expiresIn());
        }
    }
}
