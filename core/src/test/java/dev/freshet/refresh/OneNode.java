package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.store.GrantKey;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import dev.freshet.store.TokenStore.Versioned;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** One process with its clients, all of it moved by hand and on the thread of the test. */
final class OneNode {

    /** Of a token of ten minutes: it is due by then, whatever the spread, and is sent for nearly a minute more. */
    static final Duration UNTIL_DUE = Duration.ofSeconds(511);

    static final Duration UNTIL_EXPIRED = Duration.ofMinutes(10);

    final TestTime time;
    final WorkersByHand workers;
    final ScriptedEndpoint endpoint;
    final StoreByHand store;
    final List<TokenEvent> events = new ArrayList<>();

    private final Random random = new Random(4711);
    private final Client.Node node;
    private final Map<URI, IssuerGate> issuers = new HashMap<>();

    OneNode() {
        this("here", new TestTime());
    }

    OneNode(String name, TestTime time) {
        this.time = time;
        this.workers = new WorkersByHand(time);
        this.endpoint = new ScriptedEndpoint(time);
        this.store = new StoreByHand(time);
        this.node = new Client.Node(name, time, workers, new Notifier(List.of(events::add)), random::nextDouble);
    }

    Client client(ClientRegistration registration, TokenStore store) {
        IssuerGate issuer =
                issuers.computeIfAbsent(registration.tokenEndpoint().orElseThrow(), absent -> new IssuerGate());
        return new Client(registration, store, endpoint, issuer, node);
    }

    /** The source of a client that begins with the refresh token rt-0. */
    TokenSource source(RefreshTokenPolicy policy, TokenStore store) {
        return client(
                        TestTokens.client("parts")
                                .refreshToken("rt-0")
                                .refreshTokenPolicy(policy)
                                .build(),
                        store)
                .source(GrantKey.APPLICATION);
    }

    TokenSource source() {
        return source(RefreshTokenPolicy.DEFAULT, store);
    }

    /** A client for users. */
    Client users(RefreshTokenPolicy policy, TokenStore store) {
        return client(
                TestTokens.client("parts").perUser().refreshTokenPolicy(policy).build(), store);
    }

    Client users() {
        return users(RefreshTokenPolicy.DEFAULT, store);
    }

    /** Brings in tokens of ten minutes, as after a login: at-alice and rt-alice. */
    RefreshingTokenSource authorized(Client client, String grantId) {
        AccessToken token = token("at-" + grantId);
        store(client.store(), new GrantKey(client.registration().name(), grantId), token, "rt-" + grantId);
        RefreshingTokenSource source = client.source(grantId);
        source.authorized(token, source.state());
        return source;
    }

    AccessToken token(String value) {
        return AccessToken.of(value, time.instant(), time.instant().plusSeconds(600), null);
    }

    /** What another process does that has new tokens. */
    static void store(TokenStore store, GrantKey key, AccessToken token, String refreshToken) {
        Optional<Versioned> row = store.read(key);
        StoredGrant next = row.map(Versioned::grant)
                .orElseGet(() -> StoredGrant.of(null, null))
                .withTokens(token, new RefreshToken(refreshToken), null);
        if (store.compareAndSet(key, row.map(Versioned::version).orElse(TokenStore.ABSENT), next)
                .isEmpty()) {
            throw new AssertionError("the row has moved");
        }
    }

    /** The events of this kind so far, in order. */
    <E extends TokenEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Asks for a token that is due, so that a refresh begins, and lets it end. */
    void refreshAhead(TokenSource source) {
        source.accessToken();
        workers.run();
    }

    /** Asks for a token, and is told to authorize again. */
    static ReauthorizationRequiredException refused(TokenSource source) {
        return assertThrows(ReauthorizationRequiredException.class, source::accessToken);
    }

    /** Asks for a token; "none" if there is none for the moment. */
    static String tokenOrNone(TokenSource source) {
        try {
            return source.accessToken().value();
        } catch (TokenUnavailableException none) {
            return "none";
        }
    }
}
