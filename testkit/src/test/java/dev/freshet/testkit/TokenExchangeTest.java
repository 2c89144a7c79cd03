package dev.freshet.testkit;

import static dev.freshet.testkit.Http.basic;
import static dev.freshet.testkit.Http.error;
import static dev.freshet.testkit.Http.member;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.TokenSources;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** RFC 8693. */
@Timeout(120)
@ExtendWith(AuthorizationServerExtension.class)
class TokenExchangeTest {

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final int USERS = 1_000;

    private static HttpResponse<String> exchange(AuthorizationServer server, String token, String type)
            throws IOException {
        String form = "grant_type=" + Http.encode(GRANT) + "&subject_token=" + Http.encode(token)
                + "&subject_token_type=" + Http.encode(type);
        return Http.send(Http.form(server.tokenEndpoint(), basic("parts", "secret"), form));
    }

    @Test
    void issuesATokenOfTheSameUser(AuthorizationServer server) throws IOException {
        IssuedGrant alice =
                server.client("login", "secret").client("parts", "secret").grant("login", "alice", "");

        HttpResponse<String> response = exchange(server, alice.accessToken(), ACCESS_TOKEN);

        assertEquals(200, response.statusCode());
        assertEquals(ACCESS_TOKEN, member(response, "issued_token_type"));
        assertEquals("alice", server.subjectOf(member(response, "access_token")).orElseThrow());
    }

    @Test
    void refusesWhatIsNoActiveAccessToken(AuthorizationServer server) throws IOException {
        IssuedGrant alice =
                server.client("login", "secret").client("parts", "secret").grant("login", "alice", "");
        assertEquals("400 invalid_request", error(exchange(server, alice.refreshToken(), ACCESS_TOKEN)));
        assertEquals("400 invalid_request", error(exchange(server, alice.accessToken(), "any")));
        server.revokeAccessTokens();
        assertEquals("400 invalid_request", error(exchange(server, alice.accessToken(), ACCESS_TOKEN)));
    }

    /** Each has a token of its own, by one exchange, and another by one more when that has expired. */
    @Test
    void aThousandUsersNeedAThousandExchanges(AuthorizationServer server) throws Exception {
        server.client("login", "secret").client("parts", "secret");
        try (TokenSources sources = sources(server)) {
            for (int user = 0; user < USERS; user++) {
                IssuedGrant grant = server.grant("login", "user-" + user, "");
                sources.authorize(
                        "login",
                        "user-" + user,
                        new TokenResponse(
                                grant.accessToken(),
                                Duration.ofHours(1),
                                new RefreshToken(grant.refreshToken()),
                                null,
                                null,
                                null));
            }
            List<String> first = tokensOfAll(server, sources);
            assertEquals(USERS, server.tokenRequests(GRANT));
            assertEquals(first, tokensOfAll(server, sources));
            assertEquals(USERS, server.tokenRequests(GRANT));
            server.revokeAccessTokens();
            for (int user = 0; user < USERS; user += 100) {
                var source = sources.of("parts", "user-" + user);
                source.replacementFor(source.accessToken());
                assertEquals(
                        "user-" + user,
                        server.subjectOf(source.accessToken().value()).orElseThrow());
                assertTrue(server.isActive(source.accessToken().value()));
            }
            // Of each of these the token to be exchanged was revoked as well: refused once, refreshed, and exchanged.
            assertEquals(USERS + 20, server.tokenRequests(GRANT));
            assertEquals(10, server.tokenRequests("refresh_token"));
            assertEquals(0, server.reuseEvents());
        }
    }

    private static TokenSources sources(AuthorizationServer server) {
        return TokenSources.builder()
                .client(ClientRegistration.named("login")
                        .tokenEndpoint(server.tokenEndpoint().uri())
                        .authentication(new ClientAuthentication.ClientSecretBasic("login", "secret"))
                        .perUser()
                        .build())
                .client(ClientRegistration.named("parts")
                        .tokenEndpoint(server.tokenEndpoint().uri())
                        .authentication(new ClientAuthentication.ClientSecretBasic("parts", "secret"))
                        .tokenExchange("login")
                        .build())
                .build();
    }

    /** Each asked for twice, by eight threads. */
    private static List<String> tokensOfAll(AuthorizationServer server, TokenSources sources) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> asked = new ArrayList<>();
            for (int call = 0; call < 2 * USERS; call++) {
                String user = "user-" + call % USERS;
                asked.add(callers.submit(
                        () -> sources.of("parts", user).accessToken().value()));
            }
            List<String> tokens = new ArrayList<>();
            for (int call = 0; call < 2 * USERS; call++) {
                String token = asked.get(call).get(60, TimeUnit.SECONDS);
                assertEquals("user-" + call % USERS, server.subjectOf(token).orElseThrow());
                tokens.add(token);
            }
            return tokens;
        } finally {
            callers.shutdownNow();
        }
    }
}
