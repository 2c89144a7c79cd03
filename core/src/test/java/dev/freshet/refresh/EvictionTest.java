package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.freshet.oauth.AccessToken;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A source left the cache while somebody still holds it. */
class EvictionTest {

    private final OneNode node = new OneNode();
    private final Client client = node.users();
    private final RefreshingTokenSource held = node.authorized(client, "alice");

    private void evict() {
        node.time.advance(Duration.ofHours(2));
        client.source("somebody");
    }

    @Test
    void isCachedAgainWhenItIsUsed() {
        evict();
        held.accessToken();
        assertSame(held, client.source("alice"));
    }

    @Test
    void handsOnToTheSourceThatTookItsPlace() {
        evict();
        RefreshingTokenSource cached = client.source("alice");
        assertNotSame(held, cached);
        assertEquals("at-1", held.accessToken().value());
        assertEquals("at-1", cached.accessToken().value());
        assertEquals(List.of("rt-alice"), node.endpoint.presented());
    }

    @Test
    void handsARefusalOnToo() {
        evict();
        RefreshingTokenSource cached = client.source("alice");
        var first = held.accessToken();
        var second = held.replacementFor(first);
        assertSame(second, cached.accessToken());
        held.refusedAgain(second);
        assertEquals(Duration.ofSeconds(10), assertGuarded(cached, second));
    }

    private static Duration assertGuarded(TokenSource source, AccessToken token) {
        return assertThrows(TokenUnavailableException.class, () -> source.replacementFor(token))
                .retryAfter();
    }

    @Test
    void takesATokenThatLivesFromTheStoreInsteadOfAskingForAnother() {
        node.endpoint.lifetime = Duration.ofDays(1);
        node.time.advance(OneNode.UNTIL_EXPIRED);
        held.accessToken();
        evict();
        assertEquals("at-1", client.source("alice").accessToken().value());
        assertEquals(1, node.endpoint.requests.size());
    }

    @Test
    void doesNotTakeARefusedTokenFromTheStoreAgain() {
        node.endpoint.lifetime = Duration.ofDays(1);
        node.time.advance(OneNode.UNTIL_EXPIRED);
        var refused = held.accessToken();
        evict();
        assertEquals("at-2", client.source("alice").replacementFor(refused).value());
    }

    @Test
    void letsARefreshUnderWayEndAndStoreWhatItBrings() {
        node.time.advance(OneNode.UNTIL_DUE);
        held.accessToken();
        held.evicted();
        node.workers.run();
        assertEquals("at-1", held.accessToken().value());
        assertEquals(List.of("rt-alice"), node.endpoint.presented());
    }
}
