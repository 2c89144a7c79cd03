package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.HttpTokenEndpoint;
import dev.freshet.oauth.TokenEndpoint;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.store.GrantKey;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import dev.freshet.store.TokenStore.Versioned;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * The token sources of an application: one for each client registration and grant. Safe for use by many threads. One
 * instance for an application; close it when the application ends.
 *
 * <p>Sources are kept in a Caffeine cache while they are used. What must not be lost is in the {@link TokenStore}, so
 * that a source which left the cache begins again where it was.
 */
public final class TokenSources implements AutoCloseable {

    // Often enough for any idle limit, seldom enough to cost nothing.
    private static final int ROUNDS_PER_KEEP_ALIVE = 10;

    private final Map<String, Client> clients;
    private final TimeSource time;
    private final Notifier notifier;
    private final Workers workers;

    private TokenSources(Builder builder) {
        this.time = builder.time;
        this.notifier = new Notifier(builder.listeners);
        Duration grace = builder.clients.keySet().stream()
                .map(ClientRegistration::attemptTimeout)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        this.workers = builder.workers.apply(grace);
        Client.Node node = new Client.Node(builder.node, time, workers, notifier, builder.random);
        Map<URI, IssuerGate> issuers = new HashMap<>();
        Map<String, Client> all = new HashMap<>();
        builder.clients.forEach((registration, store) -> all.put(
                registration.name(),
                new Client(
                        registration,
                        store,
                        builder.endpoints.apply(registration),
                        issuers.computeIfAbsent(registration.tokenEndpoint(), absent -> new IssuerGate()),
                        node)));
        this.clients = Map.copyOf(all);
        clients.values().forEach(this::keepAlive);
    }

    private void keepAlive(Client client) {
        Duration longest = client.registration().refreshTokenPolicy().keepAlive();
        if (longest != null) {
            workers.later(longest.dividedBy(ROUNDS_PER_KEEP_ALIVE), () -> {
                keepAlive(client); // first, so that no round is the last because it failed
                client.keepAlive(longest.minus(longest.dividedBy(ROUNDS_PER_KEEP_ALIVE)));
            });
        }
    }

    /** Begins a set of token sources. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The source of the grant that the application itself holds.
     *
     * @throws IllegalArgumentException if no such client is registered
     */
    public TokenSource of(String client) {
        return of(client, GrantKey.APPLICATION);
    }

    /**
     * The source of one grant of a client: the same one for as long as anybody holds it.
     *
     * @param grantId one authorization, such as that of one login of one user
     * @throws IllegalArgumentException if no such client is registered
     */
    public TokenSource of(String client, String grantId) {
        return client(client).source(grantId);
    }

    /**
     * Brings tokens in from outside: those of a login, of a command line, of an administrator. They replace what the
     * grant had, and revive one that has ended. When this returns they are stored and in use.
     *
     * @throws IllegalArgumentException if no such client is registered
     * @throws dev.freshet.store.TokenStoreException if they could not be stored; then nothing has changed
     */
    public void authorize(String client, String grantId, TokenResponse response) {
        GrantKey key = new GrantKey(client, grantId);
        Client registered = client(client);
        ClientRegistration registration = registered.registration();
        Instant now = time.instant();
        Instant refreshEnds = response.refreshTokenExpiresAt(now);
        AccessToken token = response.accessToken(now, registration.policy().defaultLifetime());
        Beginning beginning = Beginning.of(key, registration.grant());
        RefreshingTokenSource source = registered.source(grantId);
        GrantState before;
        boolean stored;
        do {
            before = source.state();
            Optional<Versioned> row = registered.store().read(key);
            StoredGrant next = row.map(Versioned::grant)
                    .orElseGet(() -> StoredGrant.of(null, null))
                    .withTokens(token, response.refreshToken(), refreshEnds);
            long version = row.map(Versioned::version).orElse(TokenStore.ABSENT);
            stored = registered
                    .store()
                    .compareAndSet(key, version, beginning.startingFrom(next))
                    .isPresent();
        } while (!stored);
        source.authorized(token, before);
        notifier.notify(new TokenEvent.Authorized(key, token.expiresAt()));
        if (response.refreshToken() == null && beginning.request() == null) {
            notifier.notify(new TokenEvent.ReauthorizationAhead(key, token.expiresAt()));
        }
    }

    /**
     * Forgets a grant, as after a logout: when this returns its tokens are gone, and a refresh under way does not bring
     * them back. A client that begins with its configuration begins anew; a configured refresh token that was replaced
     * before stays spent.
     *
     * @throws IllegalArgumentException if no such client is registered
     * @throws dev.freshet.store.TokenStoreException if the store could not do it; then nothing has changed
     */
    public void forget(String client, String grantId) {
        GrantKey key = new GrantKey(client, grantId);
        Client registered = client(client);
        TokenStore store = registered.store();
        boolean done;
        do {
            Optional<Versioned> row = store.read(key);
            done = row.isEmpty() || erase(store, key, row.get());
        } while (!done);
        registered.source(grantId).forgotten();
        notifier.notify(new TokenEvent.Forgotten(key));
    }

    private static boolean erase(TokenStore store, GrantKey key, Versioned row) {
        // A row that began with the configuration leaves its origins behind: they say which tokens are spent.
        return row.grant().origins().isEmpty()
                ? store.remove(key, row.version())
                : store.compareAndSet(key, row.version(), row.grant().withTokens(null, null, null))
                        .isPresent();
    }

    /** Hands an event to the listeners: for those who attach tokens to calls. */
    public void report(TokenEvent event) {
        notifier.notify(event);
    }

    /**
     * The registration of a client.
     *
     * @throws IllegalArgumentException if no such client is registered
     */
    public ClientRegistration registration(String client) {
        return client(client).registration();
    }

    private Client client(String name) {
        Client client = clients.get(name);
        if (client == null) {
            throw new IllegalArgumentException("FRESHET-0007: there is no client '" + name + "', only "
                    + new TreeSet<>(clients.keySet()) + ". Use one of these, or register it");
        }
        return client;
    }

    /**
     * Ends all refreshing. A token request that is under way is given its time to come back and to be stored, so that a
     * refresh token is not lost; blocks for that, at most the longest attempt timeout. May be called twice.
     */
    @Override
    public void close() {
        workers.close();
        clients.values().forEach(Client::close);
    }

    /** Collects token sources. Not safe for use by several threads. */
    public static final class Builder {

        private final Map<ClientRegistration, TokenStore> clients = new LinkedHashMap<>();
        private final List<TokenListener> listeners = new ArrayList<>();
        private ThreadFactory threads = new DaemonThreads();
        private TimeSource time = TimeSource.system();
        private Function<ClientRegistration, TokenEndpoint> endpoints = this::httpEndpoint;
        private Function<Duration, Workers> workers = grace -> new ThreadWorkers(threads, grace);
        private String node = UUID.randomUUID().toString();
        private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();

        private Builder() {}

        /** Adds a client whose tokens are kept in memory. */
        public Builder client(ClientRegistration registration) {
            return client(registration, TokenStore.inMemory());
        }

        /**
         * Adds a client.
         *
         * @throws IllegalArgumentException if there is one of this name
         */
        public Builder client(ClientRegistration registration, TokenStore store) {
            if (clients.keySet().stream().anyMatch(other -> other.name().equals(registration.name()))) {
                throw new IllegalArgumentException("There are two clients named '" + registration.name() + "'");
            }
            clients.put(registration, store);
            return this;
        }

        /** Adds a listener. */
        public Builder listener(TokenListener listener) {
            listeners.add(listener);
            return this;
        }

        /** Makes the few threads that refreshes run on, never more than twenty. Default: daemon threads. */
        public Builder threads(ThreadFactory threads) {
            this.threads = threads;
            return this;
        }

        /** The clocks. Default: the system's. */
        public Builder time(TimeSource time) {
            this.time = time;
            return this;
        }

        /** Makes the token endpoint of each client. Default: {@link HttpTokenEndpoint}. */
        public Builder endpoints(Function<ClientRegistration, TokenEndpoint> endpoints) {
            this.endpoints = endpoints;
            return this;
        }

        /** For a simulation: what else a process has of its own. */
        Builder process(String node, Workers workers, DoubleSupplier random) {
            this.node = node;
            this.workers = grace -> workers;
            this.random = random;
            return this;
        }

        /** Starts no thread and opens no connection yet. */
        public TokenSources build() {
            return new TokenSources(this);
        }

        private TokenEndpoint httpEndpoint(ClientRegistration registration) {
            return new HttpTokenEndpoint(
                    registration.tokenEndpoint(), registration.authentication(), registration.attemptTimeout(), time);
        }
    }

    private static final class DaemonThreads implements ThreadFactory {

        private final AtomicInteger count = new AtomicInteger();

        @Override
        public Thread newThread(Runnable work) {
            Thread thread = new Thread(work, "freshet-refresh-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        }
    }
}
