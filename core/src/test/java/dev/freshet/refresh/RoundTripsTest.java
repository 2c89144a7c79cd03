package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.ReauthorizationRequiredException.Reason;
import dev.freshet.store.GrantKey;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import dev.freshet.store.TokenStore.Versioned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often a refresh asks the store, which may be a database on another machine. */
class RoundTripsTest {

    private static final GrantKey KEY = GrantKey.ofApplication("parts");

    private final OneNode node = new OneNode();
    private final OneNode other = new OneNode("other", node.time);
    private final Recording store = new Recording(node.store);
    private final Client client =
            node.client(TestTokens.client("parts").refreshToken("rt-0").build(), store);
    private final TokenSource source = client.source(GrantKey.APPLICATION);
    private final TokenSource elsewhere = other.source(RefreshTokenPolicy.DEFAULT, node.store);

    @BeforeEach
    void begin() {
        source.accessToken();
        store.calls.clear();
    }

    @Test
    void areTwoForARefreshOfTheApplicationsOwnGrant() {
        node.time.advance(OneNode.UNTIL_EXPIRED);
        source.accessToken();
        assertEquals(List.of("rt-0", "rt-1"), node.endpoint.presented());
        assertEquals(List.of("acquire", "compareAndSet"), store.calls);
    }

    @Test
    void areThreeForAUsersGrant() {
        Client users = node.users(RefreshTokenPolicy.DEFAULT, store);
        RefreshingTokenSource user = node.authorized(users, "alice");
        store.calls.clear();
        node.time.advance(OneNode.UNTIL_EXPIRED);
        user.accessToken();
        assertEquals(List.of("read", "acquire", "compareAndSet"), store.calls);
    }

    @Test
    void areOneToAdoptWhatAnotherProcessHas() {
        node.time.advance(OneNode.UNTIL_EXPIRED);
        other.endpoint.then(request -> new Answer.Issued(
                TokenResponse.of("at-other", Duration.ofMinutes(10), "rt-other"), node.time.instant()));
        elsewhere.accessToken();
        assertEquals("at-other", source.accessToken().value());
        assertEquals(List.of("acquire"), store.calls);
        assertEquals(List.of("rt-0"), node.endpoint.presented());
    }

    @Test
    void areAnotherOneForEachTimeThatTheLeaseIsFoundHeld() {
        node.time.advance(OneNode.UNTIL_EXPIRED);
        Versioned row = node.store.read(KEY).orElseThrow();
        node.store.acquire(KEY, row.version(), "crashed", Duration.ofMillis(20), null);
        source.accessToken();
        assertEquals(List.of("acquire", "acquire", "acquire", "compareAndSet"), store.calls);
    }

    /** Which is refused then, since the row is there no more. */
    @Test
    void bringNoTokenThatIsOnlyRemembered() {
        node.time.advance(OneNode.UNTIL_EXPIRED);
        Versioned row = node.store.read(KEY).orElseThrow();
        client.remember(
                KEY,
                new Versioned(row.version(), row.grant().withTokens(node.token("late"), new RefreshToken("rt"), null)));
        node.store.compareAndSet(KEY, row.version(), row.grant().withEnd(Reason.REFUSED.name()));
        assertEquals(Reason.REFUSED, OneNode.refused(source).reason());
    }

    @Test
    void bringNoEndThatIsOnlyRemembered() {
        Client brought = node.client(TestTokens.client("parts").broughtIn().build(), store);
        node.time.advance(OneNode.UNTIL_EXPIRED);
        Versioned row = node.store.read(KEY).orElseThrow();
        brought.remember(KEY, new Versioned(row.version() - 1, row.grant().withTokens(null, null, null)));
        assertEquals(
                "at-2", brought.source(GrantKey.APPLICATION).accessToken().value(), "by the refresh token in the row");
    }

    private static final class Recording implements TokenStore {

        private final TokenStore store;
        private final List<String> calls = new ArrayList<>();

        Recording(TokenStore store) {
            this.store = store;
        }

        @Override
        public Optional<Versioned> read(GrantKey key) {
            calls.add("read");
            return store.read(key);
        }

        @Override
        public OptionalLong compareAndSet(GrantKey key, long expected, StoredGrant next) {
            calls.add("compareAndSet");
            return store.compareAndSet(key, expected, next);
        }

        @Override
        public boolean remove(GrantKey key, long expected) {
            calls.add("remove");
            return store.remove(key, expected);
        }

        @Override
        public Acquisition acquire(GrantKey key, long expected, String owner, Duration ttl, @Nullable String intent) {
            calls.add("acquire");
            return store.acquire(key, expected, owner, ttl, intent);
        }

        @Override
        public List<String> grantIds(String client) {
            return store.grantIds(client);
        }
    }
}
