package dev.freshet.refresh;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.freshet.oauth.IntrospectionEndpoint;
import dev.freshet.oauth.RevocationEndpoint;
import dev.freshet.oauth.TokenEndpoint;
import dev.freshet.store.GrantKey;
import dev.freshet.store.TokenStore;
import dev.freshet.store.TokenStore.Versioned;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A client registration with all that its grants share, and the sources of these grants. Safe for use by many threads.
 *
 * <p>A grant has one source at a time: the cached one. A source that has left the cache holds no token any more, and hands
 * those who still hold it on to the cached one. What must not be forgotten, tokens that wait to be stored, is pinned.
 */
final class Client {

    private static final Duration IDLE_SOURCE = Duration.ofHours(1);
    private static final int MOST_SOURCES = 1_000_000;

    private final ClientRegistration registration;
    private final TokenStore store;
    private final TokenEndpoint endpoint;
    private final IssuerGate issuer;
    private final IssuerGate authentication = new IssuerGate();
    private final Node node;
    private final @Nullable Client subject;
    private volatile @Nullable RevocationEndpoint revocation;
    private final RefreshingTokenSource application;
    private final Cache<String, RefreshingTokenSource> sources;
    private final ConcurrentMap<String, RefreshingTokenSource> pinned = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Versioned> remembered = new AtomicReference<>();

    /**
     * What the clients of one process share.
     *
     * @param name names this process in leases
     * @param random from 0 to 1
     */
    record Node(String name, TimeSource time, Workers workers, Notifier notifier, DoubleSupplier random) {}

    /** @param issuer shared by all clients of one token endpoint */
    Client(ClientRegistration registration, TokenStore store, TokenEndpoint endpoint, IssuerGate issuer, Node node) {
        this(registration, store, endpoint, issuer, node, null);
    }

    /** @param subject the client whose tokens are exchanged, if they are */
    Client(
            ClientRegistration registration,
            TokenStore store,
            TokenEndpoint endpoint,
            IssuerGate issuer,
            Node node,
            @Nullable Client subject) {
        this.registration = registration;
        this.store = store;
        this.endpoint = endpoint;
        this.issuer = issuer;
        this.node = node;
        this.subject = subject;
        this.application = newSource(GrantKey.APPLICATION);
        Caffeine<Object, Object> cache = Caffeine.newBuilder()
                .maximumSize(MOST_SOURCES)
                .ticker(node.time()::nanoTime)
                .executor(Runnable::run); // no work of this cache is worth a thread of the server's
        if (registration.refreshTokenPolicy().keepAlive() == null) {
            cache.expireAfterAccess(IDLE_SOURCE);
        }
        this.sources = cache.evictionListener(this::evicted).build();
    }

    private void evicted(@Nullable Object grantId, @Nullable RefreshingTokenSource source, RemovalCause cause) {
        if (source != null) {
            source.evicted();
            if (subject != null) {
                // What can be exchanged again is not worth its memory.
                node.workers().later(Duration.ZERO, () -> drop(source));
            }
        }
    }

    private void drop(RefreshingTokenSource source) {
        if (sources.policy().getIfPresentQuietly(source.grantId()) == null) {
            GrantKey key = new GrantKey(registration.name(), source.grantId());
            store.read(key).ifPresent(row -> store.remove(key, row.version()));
        }
    }

    ClientRegistration registration() {
        return registration;
    }

    TokenStore store() {
        return store;
    }

    TokenEndpoint endpoint() {
        return endpoint;
    }

    /** The revocation endpoint at this address: mostly the one that was used last, which may still be connected. */
    RevocationEndpoint revocation(URI address) {
        RevocationEndpoint last = revocation;
        if (last != null && last.isAt(address)) {
            return last;
        }
        RevocationEndpoint made = new RevocationEndpoint(
                address,
                registration.authentication(),
                registration.attemptTimeout(),
                registration.connections(),
                registration.additions());
        revocation = made;
        return made;
    }

    /** The introspection endpoint at this address. It is asked too seldom to be kept. */
    IntrospectionEndpoint introspection(URI address) {
        return new IntrospectionEndpoint(
                address,
                registration.authentication(),
                registration.attemptTimeout(),
                registration.connections(),
                registration.additions());
    }

    /** Before the token endpoint; closes when it is dead. */
    IssuerGate issuer() {
        return issuer;
    }

    /** Before the token endpoint; closes when it refuses this client itself. */
    IssuerGate authentication() {
        return authentication;
    }

    Node node() {
        return node;
    }

    /** The source of the tokens to be exchanged for those of this grant; null unless this client exchanges tokens. */
    @Nullable
    TokenSource subject(GrantKey key) {
        return subject == null ? null : subject.source(key.grantId());
    }

    /** Whether this client exchanges the tokens of that one. */
    boolean exchangesThoseOf(Client other) {
        return subject == other;
    }

    Terms terms(GrantKey key) {
        return Terms.of(registration.policy(), node.name(), key);
    }

    /** The source of a grant. */
    RefreshingTokenSource source(String grantId) {
        if (grantId.equals(GrantKey.APPLICATION)) {
            return application;
        }
        // Without the cache's bookkeeping: a source in use sees to that once a second, whenever it looks at both
        // clocks.
        RefreshingTokenSource present = sources.policy().getIfPresentQuietly(grantId);
        return present != null ? present : sources.get(grantId, this::pinnedOrNew);
    }

    private RefreshingTokenSource pinnedOrNew(String grantId) {
        RefreshingTokenSource waiting = pinned.get(grantId);
        return waiting != null ? waiting : newSource(grantId);
    }

    private RefreshingTokenSource newSource(String grantId) {
        return new RefreshingTokenSource(new GrantKey(registration.name(), grantId), this);
    }

    /** The next flight may ask for the lease of this row. Users' rows are left to the store: they may be a million. */
    void remember(GrantKey key, Versioned row) {
        if (key.grantId().equals(GrantKey.APPLICATION)) {
            remembered.set(row);
        }
    }

    /** What was remembered of a grant, and is forgotten now; null if its row has to be read. */
    @Nullable
    Versioned takeRemembered(GrantKey key) {
        return key.grantId().equals(GrantKey.APPLICATION) ? remembered.getAndSet(null) : null;
    }

    /** The source that stands for this one now: itself, and it is cached again, unless another has taken its place. */
    RefreshingTokenSource inPlaceOf(RefreshingTokenSource source) {
        return source == application ? source : sources.get(source.grantId(), absent -> source);
    }

    void pin(RefreshingTokenSource source) {
        pinned.put(source.grantId(), source);
    }

    void unpin(RefreshingTokenSource source) {
        pinned.remove(source.grantId(), source);
    }

    /** Refreshes the grants that have not been refreshed for too long. */
    void keepAlive(Duration longest) {
        application.keepAlive(longest);
        sources.asMap().values().forEach(source -> source.keepAlive(longest));
    }

    void close() {
        sources.invalidateAll();
    }
}
