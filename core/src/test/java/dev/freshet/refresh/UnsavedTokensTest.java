package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.store.GrantKey;
import dev.freshet.store.StoredGrant;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** New tokens came and the store could not take them: the old refresh token is spent, and the new one is only here. */
class UnsavedTokensTest {

    private static final GrantKey ALICE = new GrantKey("parts", "alice");

    private final OneNode node = new OneNode();
    private final Client client = node.users();
    private final RefreshingTokenSource alice = node.authorized(client, "alice");

    private StoredGrant stored() {
        return node.store.read(ALICE).orElseThrow().grant();
    }

    /** The store fails from the moment on at which the answer is there. */
    private void loseTheStore() {
        node.endpoint.then(request -> {
            node.store.fails = true;
            return new Answer.Issued(TokenResponse.of("at-new", Duration.ofMinutes(30), "rt-new"), node.time.instant());
        });
        node.time.advance(OneNode.UNTIL_DUE);
        node.refreshAhead(alice);
    }

    @Test
    void areNotGivenOut() {
        loseTheStore();
        assertEquals("at-alice", alice.accessToken().value());
        node.time.advance(Duration.ofMinutes(1));
        assertEquals("none", OneNode.tokenOrNone(alice));
    }

    @Test
    void areSavedWhenTheStoreIsBackThoughNobodyCalls() {
        loseTheStore();
        node.workers.pass(Duration.ofSeconds(30));
        node.store.fails = false;
        node.workers.pass(Duration.ofSeconds(1));
        assertEquals(new RefreshToken("rt-new"), stored().refreshToken());
        assertEquals("at-new", alice.accessToken().value());
        assertEquals(List.of("rt-alice"), node.endpoint.presented());
    }

    @Test
    void areKeptWhateverTheStoreThrows() {
        node.endpoint.then(request -> {
            node.store.hasDefect = true;
            return new Answer.Issued(TokenResponse.of("at-new", Duration.ofMinutes(30), "rt-new"), node.time.instant());
        });
        node.time.advance(OneNode.UNTIL_DUE);
        node.refreshAhead(alice);
        node.workers.pass(Duration.ofSeconds(3));
        node.store.hasDefect = false;
        node.workers.pass(Duration.ofSeconds(1));
        assertEquals(new RefreshToken("rt-new"), stored().refreshToken());
        assertEquals(List.of("rt-alice"), node.endpoint.presented());
    }

    @Test
    void areOfferedAgainEachSecondByOneTimer() {
        loseTheStore();
        for (int second = 0; second < 60; second++) {
            OneNode.tokenOrNone(alice);
            node.workers.pass(Duration.ofSeconds(1));
            assertEquals(1, node.workers.timers());
        }
        node.store.fails = false;
        node.workers.pass(Duration.ofSeconds(1));
        assertEquals(0, node.workers.timers());
    }

    @Test
    void surviveThatTheirSourceLeavesTheCache() {
        loseTheStore();
        node.workers.pass(Duration.ofHours(2));
        client.source("bob");
        assertSame(alice, client.source("alice"), "the source that has the tokens");
        node.workers.pass(Duration.ofHours(2));
        client.source("bob");
        node.store.fails = false;
        node.workers.pass(Duration.ofSeconds(1));
        assertEquals(new RefreshToken("rt-new"), stored().refreshToken());
    }

    @Test
    void needNoSourceOnceTheyAreSaved() {
        loseTheStore();
        node.store.fails = false;
        node.workers.pass(Duration.ofSeconds(1));
        node.time.advance(Duration.ofHours(2));
        client.source("bob");
        assertTrue(client.source("alice") != alice, "it can be forgotten");
    }

    @Test
    void giveWayToALoginThatCameMeanwhile() {
        loseTheStore();
        node.store.fails = false;
        OneNode.store(node.store, ALICE, node.token("at-login"), "rt-login");
        node.workers.pass(Duration.ofSeconds(1));
        assertEquals(new RefreshToken("rt-login"), stored().refreshToken());
        assertEquals("at-login", alice.accessToken().value());
    }

    @Test
    void doNotBringAForgottenGrantBack() {
        loseTheStore();
        node.store.fails = false;
        node.store.remove(ALICE, node.store.read(ALICE).orElseThrow().version());
        alice.forgotten();
        node.workers.pass(Duration.ofMinutes(1));
        assertTrue(node.store.read(ALICE).isEmpty());
        OneNode.refused(alice);
    }

    @Test
    void areSavedEvenIfTheirRefreshWasTakenForLost() {
        Duration longest = client.registration().longestFlight();
        node.time.advance(OneNode.UNTIL_EXPIRED);
        node.endpoint.then(request -> {
            node.time.advance(longest);
            node.workers.hangs = true;
            assertEquals("none", OneNode.tokenOrNone(alice), "another refresh has begun, and hangs");
            node.workers.hangs = false;
            node.store.fails = true;
            return new Answer.Issued(TokenResponse.of("at-new", Duration.ofMinutes(30), "rt-new"), node.time.instant());
        });
        OneNode.tokenOrNone(alice);
        node.workers.pass(Duration.ofSeconds(10));
        node.store.fails = false;
        node.store.hasDefect = true;
        node.workers.pass(Duration.ofSeconds(10));
        node.store.hasDefect = false;
        node.workers.pass(Duration.ofSeconds(1));
        assertEquals(new RefreshToken("rt-new"), stored().refreshToken());
        node.workers.hung.forEach(Runnable::run);
        assertEquals("at-new", alice.accessToken().value());
        assertEquals(List.of("rt-alice"), node.endpoint.presented());
    }
}
