package dev.freshet.testkit;

import static dev.freshet.testkit.Http.error;
import static dev.freshet.testkit.Http.member;
import static dev.freshet.testkit.Http.refresh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(AuthorizationServerExtension.class)
class RefreshTokensTest {

    private IssuedGrant grant = new IssuedGrant("", "", "", "");

    @BeforeEach
    void authorize(AuthorizationServer server) {
        grant = server.client("parts", "secret").grant("parts");
    }

    @Test
    void rotatesTheRefreshTokenAndAnswersANewPair(AuthorizationServer server) throws IOException {
        HttpResponse<String> response = refresh(server, grant.refreshToken());

        assertEquals(200, response.statusCode());
        assertEquals("no-store", response.headers().firstValue("Cache-Control").orElse(""));
        assertEquals("Bearer", member(response, "token_type"));
        assertEquals("3600", member(response, "expires_in"));
        assertTrue(member(response, "refresh_token").startsWith("rt-"));
        assertNotEquals(grant.refreshToken(), member(response, "refresh_token"));
        assertTrue(server.isActive(member(response, "access_token")));
        assertTrue(server.isActive(grant.accessToken()), "an earlier access token lives on");
    }

    @Test
    void endsTheWholeFamilyWhenASpentRefreshTokenComesAgain(AuthorizationServer server) throws IOException {
        HttpResponse<String> first = refresh(server, grant.refreshToken());

        assertEquals("400 invalid_grant", error(refresh(server, grant.refreshToken())));

        assertEquals(1, server.reuseEvents());
        assertFalse(server.isActive(member(first, "access_token")));
        assertFalse(server.isActive(grant.accessToken()));
        assertEquals("400 invalid_grant", error(refresh(server, member(first, "refresh_token"))));
        assertEquals(1, server.reuseEvents(), "the newest token was not spent, only revoked");
    }

    @Test
    void leavesOtherGrantsOfTheClientAloneWhenOneIsReused(AuthorizationServer server) throws IOException {
        IssuedGrant other = server.grant("parts", "somebody", "");
        refresh(server, grant.refreshToken());
        refresh(server, grant.refreshToken());

        assertTrue(server.isActive(other.accessToken()));
        assertEquals(200, refresh(server, other.refreshToken()).statusCode());
    }

    @Test
    void acceptsASpentRefreshTokenWithinTheLeeway(AuthorizationServer server, ManualTime time) throws IOException {
        server.leeway(Duration.ofSeconds(30));
        refresh(server, grant.refreshToken());
        time.advance(Duration.ofSeconds(29));

        HttpResponse<String> again = refresh(server, grant.refreshToken());

        assertEquals(200, again.statusCode());
        assertEquals(0, server.reuseEvents());
        time.advance(Duration.ofSeconds(1));
        assertEquals("400 invalid_grant", error(refresh(server, grant.refreshToken())));
        assertEquals(1, server.reuseEvents());
    }

    @Test
    void refusesTheLastButOneEvenWithinTheLeeway(AuthorizationServer server) throws IOException {
        server.leeway(Duration.ofSeconds(30));
        refresh(server, member(refresh(server, grant.refreshToken()), "refresh_token"));

        assertEquals("400 invalid_grant", error(refresh(server, grant.refreshToken())));
        assertEquals(1, server.reuseEvents());
    }

    @Test
    void answersTheSameRefreshTokenIfPersistent(AuthorizationServer server) throws IOException {
        server.rotation(Rotation.PERSISTENT);
        for (int i = 0; i < 3; i++) {
            assertEquals(grant.refreshToken(), member(refresh(server, grant.refreshToken()), "refresh_token"));
        }
        assertEquals(3, server.usesOf(grant.refreshToken()));
        assertEquals(0, server.reuseEvents());
    }

    @Test
    void leavesTheRefreshTokenOutIfAbsent(AuthorizationServer server) throws IOException {
        server.rotation(Rotation.ABSENT);
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> response = refresh(server, grant.refreshToken());
            assertEquals(200, response.statusCode());
            assertFalse(response.body().contains("refresh_token"));
        }
    }

    @Test
    void countsHowOftenEachRefreshTokenIsUsed(AuthorizationServer server) throws IOException {
        String second = member(refresh(server, grant.refreshToken()), "refresh_token");
        refresh(server, second);

        assertEquals(1, server.usesOf(grant.refreshToken()));
        assertEquals(1, server.usesOf(second));
        assertEquals(0, server.usesOf("rt-unknown"));
        assertEquals(1, server.mostUsesOfARefreshToken());
    }

    @Test
    void letsOneOfManyConcurrentUsesWin(AuthorizationServer server) {
        int threads = 16;
        var responses = IntStream.range(0, threads)
                .mapToObj(i -> Http.sendAsync(Http.refreshing(server, grant.refreshToken())))
                .toList();

        long accepted = responses.stream()
                .filter(response -> response.join().statusCode() == 200)
                .count();

        assertEquals(1, accepted);
        assertEquals(threads - 1, server.reuseEvents());
    }

    @Test
    void refusesARefreshTokenOfAnotherClient(AuthorizationServer server) throws IOException {
        String foreign = server.client("other", "x").grant("other").refreshToken();

        assertEquals("400 invalid_grant", error(refresh(server, foreign)));
        assertEquals(0, server.usesOf(foreign));
    }

    @Test
    void keepsTheRefreshTokenWhenTheScopeGoesBeyondTheGrant(AuthorizationServer server) throws IOException {
        IssuedGrant narrow = server.grant("parts", "owner", "offline_access parts");
        String body = "grant_type=refresh_token&refresh_token=" + narrow.refreshToken() + "&scope=";
        String authorization = Http.basic("parts", "secret");

        assertEquals(
                "400 invalid_scope",
                error(Http.send(Http.form(server.tokenEndpoint(), authorization, body + "parts+orders"))));
        HttpResponse<String> narrower = Http.send(Http.form(server.tokenEndpoint(), authorization, body + "parts"));
        assertEquals("parts", member(narrower, "scope"));
    }

    @Test
    void endsAccessTokensAtTheirTimeAndAllOfThemOnDemand(AuthorizationServer server, ManualTime time)
            throws IOException {
        server.accessTokenLifetime(Duration.ofSeconds(10));
        HttpResponse<String> response = refresh(server, grant.refreshToken());
        String token = member(response, "access_token");
        assertEquals("10", member(response, "expires_in"));

        time.advance(Duration.ofSeconds(9));
        assertTrue(server.isActive(token));
        time.advance(Duration.ofSeconds(1));
        assertFalse(server.isActive(token));

        assertTrue(server.isActive(grant.accessToken()));
        server.revokeAccessTokens();
        assertFalse(server.isActive(grant.accessToken()));
        assertEquals(200, refresh(server, member(response, "refresh_token")).statusCode());
    }

    @Test
    void endsAGrantOnDemand(AuthorizationServer server) throws IOException {
        server.revokeGrant(grant.refreshToken());

        assertFalse(server.isActive(grant.accessToken()));
        assertEquals("400 invalid_grant", error(refresh(server, grant.refreshToken())));
        assertEquals(0, server.reuseEvents());
    }
}
