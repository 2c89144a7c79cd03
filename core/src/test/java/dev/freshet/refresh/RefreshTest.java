package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.Client.Node;
import dev.freshet.store.GrantKey;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.StoredGrant.Unanswered;
import dev.freshet.store.TokenStore;
import dev.freshet.store.TokenStoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One refresh on the thread of its caller: what the simulation has found out about it. */
class RefreshTest {

    private static final GrantKey KEY = new GrantKey("parts", "user-1");

    private final TestTime time = new TestTime();
    private final WorkersByHand workers = new WorkersByHand(time);
    private final ScriptedEndpoint endpoint = new ScriptedEndpoint(time);
    private final TokenStore memory = TokenStore.inMemory();

    private Client client(TokenStore store) {
        Node node = new Node("node-1", time, workers, new Notifier(List.of()), () -> 0);
        return new Client(TestTokens.client("parts").perUser().build(), store, endpoint, new IssuerGate(), node);
    }

    private StoredGrant stored() {
        return memory.read(KEY).orElseThrow().grant();
    }

    @Test
    void doesNotRiskALivingTokenForTheSakeOfKeepingAlive() {
        RefreshToken refreshToken = new RefreshToken("rt-0");
        StoredGrant grant = StoredGrant.of(TestTokens.living(Duration.ofHours(1)), refreshToken);
        memory.compareAndSet(KEY, TokenStore.ABSENT, grant);
        Client client = client(memory);
        AccessToken held = client.source("user-1").accessToken();
        // Another process has presented the refresh token meanwhile, and the answer was lost.
        memory.compareAndSet(
                KEY,
                memory.read(KEY).orElseThrow().version(),
                grant.withUnanswered(new Unanswered(refreshToken.hash(), time.instant())));
        time.advance(Duration.ofMinutes(30));
        client.keepAlive(Duration.ofMinutes(20));
        workers.run();
        assertEquals(List.of(), endpoint.presented());
        assertEquals(held, client.source("user-1").accessToken());
    }

    @Test
    void keepsAlive() {
        memory.compareAndSet(
                KEY,
                TokenStore.ABSENT,
                StoredGrant.of(TestTokens.living(Duration.ofHours(1)), new RefreshToken("rt-0")));
        Client client = client(memory);
        client.source("user-1").accessToken();
        time.advance(Duration.ofMinutes(30));
        client.keepAlive(Duration.ofMinutes(20));
        workers.run();
        assertEquals(List.of("rt-0"), endpoint.presented());
        assertEquals("at-1", client.source("user-1").accessToken().value());
    }

    @Test
    void servesADueTokenOfTheStoreWhenThereIsNoNewerOne() {
        memory.compareAndSet(
                KEY, TokenStore.ABSENT, StoredGrant.of(TestTokens.of100s("at-0"), new RefreshToken("rt-0")));
        time.advance(Duration.ofSeconds(85));
        endpoint.thenBusy(1);
        assertEquals("at-0", client(memory).source("user-1").accessToken().value());
    }

    @Test
    void servesADueTokenOfTheStoreWhileItsRefreshTokenMayBeSpent() {
        RefreshToken refreshToken = new RefreshToken("rt-0");
        memory.compareAndSet(
                KEY,
                TokenStore.ABSENT,
                StoredGrant.of(TestTokens.of100s("at-0"), refreshToken)
                        .withUnanswered(new Unanswered(refreshToken.hash(), time.instant())));
        time.advance(Duration.ofSeconds(85));
        assertEquals("at-0", client(memory).source("user-1").accessToken().value());
        assertEquals(List.of(), endpoint.presented());
    }

    @Test
    void doesNotServeARejectedTokenOfTheStore() {
        AccessToken refused = TestTokens.of100s("at-0");
        memory.compareAndSet(KEY, TokenStore.ABSENT, StoredGrant.of(refused, new RefreshToken("rt-0")));
        TokenSource source = client(memory).source("user-1");
        endpoint.thenBusy(1);
        assertThrows(TokenUnavailableException.class, () -> source.replacementFor(refused));
    }

    @Test
    void doesNotSendWhenTheLeaseCouldEndFirst() {
        memory.compareAndSet(KEY, TokenStore.ABSENT, StoredGrant.of(null, new RefreshToken("rt-0")));
        Interrupted slow = new Interrupted();
        slow.afterAcquire = () -> time.advance(Duration.ofSeconds(11));
        assertThrows(TokenUnavailableException.class, client(slow).source("user-1")::accessToken);
        assertEquals(List.of(), endpoint.presented());
        assertNull(stored().lease());
    }

    @Test
    void storesARescuedRefreshTokenThoughTheStoreFailsAtFirst() {
        memory.compareAndSet(KEY, TokenStore.ABSENT, StoredGrant.of(null, new RefreshToken("rt-0")));
        Interrupted store = new Interrupted();
        endpoint.then(request -> {
            store.beforeWrite = () -> {
                throw new TokenStoreException("disk full", new IOException("no space left"));
            };
            return new Answer.Unanswered("not JSON", new RefreshToken("rt-rescued"));
        });
        assertThrows(TokenUnavailableException.class, client(store).source("user-1")::accessToken);
        assertEquals(new RefreshToken("rt-rescued"), stored().refreshToken());
    }

    @Test
    void doesNotBringBackWhatWasForgottenDuringALogin() {
        Interrupted store = new Interrupted();
        TokenSources sources = sources(store);
        store.afterWrite = () -> sources.forget("parts", "user-1");
        sources.authorize("parts", "user-1", TokenResponse.of("at-login", Duration.ofHours(1), "rt-login"));
        assertEquals(Optional.empty(), memory.read(KEY));
        assertThrows(ReauthorizationRequiredException.class, sources.of("parts", "user-1")::accessToken);
    }

    @Test
    void servesTheTokensOfALoginAtOnce() {
        Interrupted store = new Interrupted();
        TokenSources sources = sources(store);
        sources.authorize("parts", "user-1", TokenResponse.of("at-login", Duration.ofHours(1), "rt-login"));
        store.afterRead = () -> {
            throw new AssertionError("what was brought in is at hand");
        };
        assertEquals("at-login", sources.of("parts", "user-1").accessToken().value());
    }

    @Test
    void givesTheCallerOfAnOvertakenRefreshWhatEverybodyGets() {
        RefreshToken refreshToken = new RefreshToken("rt-0");
        memory.compareAndSet(KEY, TokenStore.ABSENT, StoredGrant.of(null, refreshToken));
        Interrupted store = new Interrupted();
        TokenSources sources = sources(store);
        store.afterRead = () -> {
            sources.authorize("parts", "user-1", TokenResponse.of("at-login", Duration.ofHours(1), "rt-login"));
            // Another process refreshes at once.
            memory.compareAndSet(
                    KEY,
                    memory.read(KEY).orElseThrow().version(),
                    StoredGrant.of(TestTokens.living(Duration.ofHours(2)), refreshToken));
        };
        TokenSource source = sources.of("parts", "user-1");
        assertEquals(source.accessToken(), source.accessToken());
    }

    private TokenSources sources(TokenStore store) {
        return TokenSources.builder()
                .client(TestTokens.client("parts").perUser().build(), store)
                .endpoints(any -> endpoint)
                .time(time)
                .process("node-1", workers, () -> 0)
                .build();
    }

    /** Something happens, once, before a call does its work, or when it has and its caller has not heard of it. */
    private final class Interrupted implements TokenStore {

        private static final Runnable NOTHING = () -> {};

        private Runnable afterRead = NOTHING;
        private Runnable beforeWrite = NOTHING;
        private Runnable afterWrite = NOTHING;
        private Runnable afterAcquire = NOTHING;

        @Override
        public Optional<Versioned> read(GrantKey key) {
            Optional<Versioned> row = memory.read(key);
            Runnable meanwhile = afterRead;
            afterRead = NOTHING;
            meanwhile.run();
            return row;
        }

        @Override
        public OptionalLong compareAndSet(GrantKey key, long expected, StoredGrant next) {
            Runnable first = beforeWrite;
            beforeWrite = NOTHING;
            first.run();
            OptionalLong version = memory.compareAndSet(key, expected, next);
            Runnable meanwhile = afterWrite;
            afterWrite = NOTHING;
            meanwhile.run();
            return version;
        }

        @Override
        public boolean remove(GrantKey key, long expected) {
            return memory.remove(key, expected);
        }

        @Override
        public Acquisition acquire(GrantKey key, long expected, String owner, Duration ttl, @Nullable String intent) {
            Acquisition acquisition = memory.acquire(key, expected, owner, ttl, intent);
            Runnable meanwhile = afterAcquire;
            afterAcquire = NOTHING;
            meanwhile.run();
            return acquisition;
        }

        @Override
        public List<String> grantIds(String client) {
            return memory.grantIds(client);
        }
    }
}
