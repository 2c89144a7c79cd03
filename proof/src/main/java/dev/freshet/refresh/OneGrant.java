package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.ClientAuthentication.ClientSecretBasic;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.store.GrantKey;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The source of one grant, to be raced for, in a world where time stands still. Tokens are numbers: refresh token n brings
 * the tokens n + 1, however often it is presented, so that what callers get tells which refresh it came from.
 *
 * <p>A refresh runs in the thread that starts it, unless it is {@linkplain #startHeld() held} for another one.
 */
final class OneGrant {

    /** What a caller gets who is told to try later. */
    static final int UNAVAILABLE = -1;
    /** What a caller gets who is told to authorize again. */
    static final int UNAUTHORIZED = -2;

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIFETIME = Duration.ofSeconds(100);
    private static final GrantKey KEY = new GrantKey("parts", GrantKey.APPLICATION);
    private static final ClientRegistration REGISTRATION = ClientRegistration.named(KEY.client())
            .tokenEndpoint(URI.create("https://identity.example/token"))
            .authentication(new ClientSecretBasic("id", "secret"))
            .perUser()
            .build();
    private static final TimeSource TIME = new TimeSource() {
        @Override
        public Instant instant() {
            return NOW;
        }

        @Override
        public long nanoTime() {
            return 4711;
        }
    };
    // Some races end in refusals, millions of times. The field keeps the logger, which Java only refers to weakly.
    private static final Logger LOG = Logger.getLogger(OneGrant.class.getPackageName());

    static {
        LOG.setLevel(Level.OFF);
    }

    private final TokenStore store = TokenStore.inMemory();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger refreshes = new AtomicInteger();
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private volatile boolean holds;
    private final TokenSources sources = TokenSources.builder()
            .client(REGISTRATION, store)
            .endpoints(any -> this::answer)
            .time(TIME)
            .process("node", new CallersThreads(), () -> 0.5)
            .build();
    private final RefreshingTokenSource source = (RefreshingTokenSource) sources.of(KEY.client(), KEY.grantId());

    private final class CallersThreads implements Workers {

        @Override
        public void close() {}

        @Override
        public void execute(Runnable work) {
            refreshes.incrementAndGet();
            if (holds) {
                held.add(work);
            } else {
                work.run();
            }
        }

        @Override
        public void later(Duration delay, Runnable work) {
            throw new AssertionError("the store never fails here, so that nothing is left for later");
        }

        @Override
        public void pause(Duration time) {
            Thread.onSpinWait();
        }

        @Override
        public <T> T await(CompletableFuture<T> awaited, Duration limit) {
            return awaited.join(); // for ever: a refresh that nobody does is to be found, not survived
        }
    }

    private OneGrant(Duration age) {
        AccessToken token = token(0, NOW.minus(age));
        store.compareAndSet(KEY, TokenStore.ABSENT, StoredGrant.of(token, new RefreshToken("0")));
        source.authorized(token, source.state());
    }

    /** Token 0 is good. */
    static OneGrant fresh() {
        return new OneGrant(Duration.ZERO);
    }

    /** Token 0 is to be renewed, but still good. */
    static OneGrant due() {
        return new OneGrant(LIFETIME.multipliedBy(88).dividedBy(100));
    }

    /** Token 0 is used up. */
    static OneGrant expired() {
        return new OneGrant(LIFETIME);
    }

    private static AccessToken token(int number, Instant obtainedAt) {
        return AccessToken.of(Integer.toString(number), obtainedAt, obtainedAt.plus(LIFETIME), null);
    }

    private TokenEndpoint.Answer answer(TokenRequest request) {
        requests.incrementAndGet();
        int next = 1
                + Integer.parseInt(
                        ((TokenRequest.Refresh) request).refreshToken().value());
        return new TokenEndpoint.Answer.Issued(response(next), NOW);
    }

    private static TokenResponse response(int number) {
        return TokenResponse.of(Integer.toString(number), LIFETIME, Integer.toString(number));
    }

    /** A refresh begins, as that of a caller who got the token that is due, and waits for {@link #runHeld()}. */
    void startHeld() {
        holds = true;
        source.accessToken();
        holds = false;
    }

    void runHeld() {
        held.remove().run();
    }

    int accessToken() {
        try {
            return number(source.accessToken());
        } catch (TokenException e) {
            return number(e);
        }
    }

    int replacementFor(int rejected) {
        try {
            return number(source.replacementFor(token(rejected, NOW)));
        } catch (TokenException e) {
            return number(e);
        }
    }

    void accepted(int token) {
        source.accepted(token(token, NOW));
    }

    void refusedAgain(int token) {
        source.refusedAgain(token(token, NOW));
    }

    void evicted() {
        source.evicted();
    }

    /** A login: brings in the tokens of this number. */
    void authorize(int number) {
        sources.authorize(KEY.client(), KEY.grantId(), response(number));
    }

    /** A logout. */
    void forget() {
        sources.forget(KEY.client(), KEY.grantId());
    }

    /** How many refreshes have begun, whether or not the store let them send anything. */
    int refreshes() {
        return refreshes.get();
    }

    int requests() {
        return requests.get();
    }

    /** The access token in the store. */
    int stored() {
        return store.read(KEY)
                .map(row -> number(Objects.requireNonNull(row.grant().accessToken())))
                .orElse(UNAUTHORIZED);
    }

    private static int number(AccessToken token) {
        return Integer.parseInt(token.value());
    }

    private static int number(TokenException refusal) {
        return refusal instanceof ReauthorizationRequiredException ? UNAUTHORIZED : UNAVAILABLE;
    }
}
