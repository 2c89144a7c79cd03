package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.AuthorizationServerMetadata;
import dev.freshet.oauth.Connections;
import dev.freshet.oauth.DiscoveredTokenEndpoint;
import dev.freshet.oauth.Discovery;
import dev.freshet.oauth.DiscoveryException;
import dev.freshet.oauth.HttpTokenEndpoint;
import dev.freshet.oauth.Introspection;
import dev.freshet.oauth.IntrospectionEndpoint;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint;
import dev.freshet.oauth.TokenRequest;
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
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
    private final Map<Way, Discovery> discoveries;
    private final TimeSource time;
    private final Notifier notifier;
    private final Workers workers;
    private final Workers exchangeWorkers;

    private TokenSources(Builder builder) {
        this.time = builder.time;
        this.notifier = new Notifier(builder.listeners);
        Duration grace = builder.clients.keySet().stream()
                .map(ClientRegistration::leaseTime)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        this.workers = builder.workers.apply(grace);
        // Those who exchange the tokens of others wait for these, and must not take the threads away that refresh them.
        this.exchangeWorkers = builder.clients.keySet().stream().anyMatch(ClientRegistration::exchangesTokens)
                ? builder.workers.apply(grace)
                : workers;
        Client.Node node = new Client.Node(builder.node, time, workers, notifier, builder.random);
        Client.Node exchanging = new Client.Node(builder.node, time, exchangeWorkers, notifier, builder.random);
        Map<Way, IssuerGate> issuers = new HashMap<>();
        this.discoveries = builder.discoveries();
        Map<String, Client> all = new HashMap<>();
        builder.exchangedLast().forEach((registration, store) -> {
            Client subject = subject(registration, all);
            all.put(
                    registration.name(),
                    new Client(
                            registration,
                            store,
                            endpoint(builder, registration),
                            issuers.computeIfAbsent(Way.of(registration), absent -> new IssuerGate()),
                            subject == null ? node : exchanging,
                            subject));
        });
        this.clients = Map.copyOf(all);
        clients.values().forEach(this::keepAlive);
    }

    private static @Nullable Client subject(ClientRegistration registration, Map<String, Client> known) {
        if (!(registration.grant() instanceof Grant.TokenExchange exchange)) {
            return null;
        }
        Client subject = known.get(exchange.subjectClient());
        if (subject == null || !(subject.registration().grant() instanceof Grant.PerUser)) {
            throw new IllegalArgumentException("FRESHET-0013: client '" + registration.name()
                    + "' exchanges the tokens of '" + exchange.subjectClient()
                    + "', which is no client that users authorize. Name one that has a grant for each user");
        }
        return subject;
    }

    private TokenEndpoint endpoint(Builder builder, ClientRegistration registration) {
        if (builder.endpoints != null) {
            return builder.endpoints.apply(registration);
        }
        Optional<URI> address = registration.tokenEndpoint();
        return address.isPresent()
                ? new HttpTokenEndpoint(
                        address.get(),
                        registration.authentication(),
                        registration.attemptTimeout(),
                        time,
                        registration.connections(),
                        registration.additions())
                : new DiscoveredTokenEndpoint(
                        discovery(registration),
                        registration.authentication(),
                        registration.attemptTimeout(),
                        time,
                        registration.connections(),
                        registration.additions());
    }

    private Discovery discovery(ClientRegistration registration) {
        return Objects.requireNonNull(
                discoveries.get(new Way(registration.issuer().orElseThrow(), registration.connections())));
    }

    /** A server, and how it is got at. */
    private record Way(String name, Connections connections) {

        /** Clients of one of these share its outages. */
        static Way of(ClientRegistration registration) {
            String name = registration
                    .tokenEndpoint()
                    .map(URI::toString)
                    .or(registration::issuer)
                    .orElseThrow();
            return new Way(name, registration.connections());
        }
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
     * <p>What other clients got in exchange for the tokens before is forgotten.
     *
     * @throws IllegalArgumentException if no such client is registered, or if it exchanges the tokens of another one
     * @throws dev.freshet.store.TokenStoreException if they could not be stored; then nothing has changed
     */
    public void authorize(String client, String grantId, TokenResponse response) {
        Arrival arrival = new Arrival(client, grantId, response);
        Optional<Versioned> row;
        do {
            row = arrival.stored();
        } while (!arrival.replaces(row));
    }

    /**
     * Brings tokens in as {@link #authorize} does, unless the grant has some already: for those who may come more than once
     * with the same tokens, of which the refresh token may be spent by then.
     *
     * @return whether they were brought in
     * @throws IllegalArgumentException if no such client is registered
     * @throws dev.freshet.store.TokenStoreException if they could not be stored; then nothing has changed
     */
    public boolean begin(String client, String grantId, TokenResponse response) {
        return new Arrival(client, grantId, response).replaces(Optional.empty());
    }

    /** Tokens that come from outside. */
    private final class Arrival {

        private final GrantKey key;
        private final Client client;
        private final TokenResponse response;
        private final @Nullable Instant refreshEnds;
        private final AccessToken token;
        private final Beginning beginning;
        private final RefreshingTokenSource source;
        private GrantState before;

        Arrival(String name, String grantId, TokenResponse response) {
            this.key = new GrantKey(name, grantId);
            this.client = client(name);
            if (client.registration().grant() instanceof Grant.TokenExchange exchange) {
                throw new IllegalArgumentException("FRESHET-0014: client '" + name + "' lives by the tokens of '"
                        + exchange.subjectClient() + "'. Bring tokens in there");
            }
            this.response = response;
            Instant now = time.instant();
            this.refreshEnds = response.refreshTokenExpiresAt(now);
            this.token =
                    response.accessToken(now, client.registration().policy().defaultLifetime());
            this.beginning = Beginning.of(key, client.registration());
            this.source = client.source(grantId);
            this.before = source.state();
        }

        Optional<Versioned> stored() {
            before = source.state();
            return client.store().read(key);
        }

        /** Stores them in place of this row and gives them out; false if the row has moved. */
        boolean replaces(Optional<Versioned> row) {
            StoredGrant next = row.map(Versioned::grant)
                    .orElseGet(() -> StoredGrant.of(null, null))
                    .withTokens(token, response.refreshToken(), refreshEnds)
                    .withIdToken(response.idToken()); // whoever has authorized now need not be the one before
            long version = row.map(Versioned::version).orElse(TokenStore.ABSENT);
            if (client.store()
                    .compareAndSet(key, version, beginning.startingFrom(next))
                    .isEmpty()) {
                return false;
            }
            client.takeRemembered(key);
            source.authorized(token, before);
            forgetExchanged(client, key.grantId());
            notifier.notify(new TokenEvent.Authorized(key, token.expiresAt()));
            if (response.refreshToken() == null && !beginning.canBeginAnew()) {
                notifier.notify(new TokenEvent.ReauthorizationAhead(key, token.expiresAt()));
            }
            return true;
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
        forgotten(client(client), new GrantKey(client, grantId));
    }

    /** What was stored of the grant to the last. */
    private Optional<StoredGrant> forgotten(Client client, GrantKey key) {
        TokenStore store = client.store();
        Optional<Versioned> row;
        do {
            row = store.read(key);
        } while (row.isPresent() && !erase(store, key, row.get()));
        client.takeRemembered(key);
        client.source(key.grantId()).forgotten();
        notifier.notify(new TokenEvent.Forgotten(key));
        forgetExchanged(client, key.grantId());
        return row.map(Versioned::grant);
    }

    /** Whoever has authorized now need not be the one before. */
    private void forgetExchanged(Client client, String grantId) {
        for (Client exchanging : clients.values()) {
            if (exchanging.exchangesThoseOf(client)) {
                forgotten(exchanging, new GrantKey(exchanging.registration().name(), grantId));
            }
        }
    }

    /**
     * Forgets a grant and gives its refresh token back to the authorization server, which may end the access tokens of the
     * grant as well. The grant is forgotten first and in any case. That the server could not be reached, or would not do
     * it, is an event and is logged; blocks at most for two attempt timeouts.
     *
     * @throws IllegalArgumentException if no such client is registered
     * @throws dev.freshet.store.TokenStoreException if the store could not forget it; then nothing has changed
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7009">RFC 7009</a>
     */
    public void revoke(String client, String grantId) {
        GrantKey key = new GrantKey(client, grantId);
        Client registered = client(client);
        // What is forgotten is what is revoked: a refresh that ends in between cannot leave another token behind.
        RefreshToken token =
                forgotten(registered, key).map(StoredGrant::refreshToken).orElse(null);
        if (token != null) {
            notifier.revoked(key, revoke(registered, token).orElse(null));
        }
    }

    /** Empty if it is revoked; else why not. */
    private Optional<String> revoke(Client client, RefreshToken token) {
        try {
            URI address = server(client.registration()).revocationEndpoint();
            return address == null
                    ? Optional.of("the server has no revocation endpoint that is known")
                    : client.revocation(address).revoke(token);
        } catch (DiscoveryException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Asks the authorization server whether a grant is still good: about its refresh token as it is stored, or about its
     * access token if it has no other. Changes nothing here, and uses nothing up. Blocks at most for two attempt timeouts.
     *
     * @return {@link Introspection.Inactive} also for a grant without any token
     * @throws IllegalArgumentException if no such client is registered
     * @throws dev.freshet.store.TokenStoreException if the store could not say what the grant has
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7662">RFC 7662</a>
     */
    public Introspection introspect(String client, String grantId) {
        Client registered = client(client);
        StoredGrant grant = registered
                .store()
                .read(new GrantKey(client, grantId))
                .map(Versioned::grant)
                .orElseGet(() -> StoredGrant.of(null, null));
        RefreshToken refreshToken = grant.refreshToken();
        AccessToken accessToken = grant.accessToken();
        if (refreshToken != null) {
            return introspect(registered, endpoint -> endpoint.introspect(refreshToken));
        }
        return accessToken == null
                ? new Introspection.Inactive()
                : introspect(registered, endpoint -> endpoint.introspect(accessToken));
    }

    /**
     * Asks the authorization server of a client whether an access token is still good, such as the one of a call that
     * failed. Blocks at most for two attempt timeouts.
     *
     * @throws IllegalArgumentException if no such client is registered
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7662">RFC 7662</a>
     */
    public Introspection introspect(String client, AccessToken token) {
        return introspect(client(client), endpoint -> endpoint.introspect(token));
    }

    private Introspection introspect(Client client, Function<IntrospectionEndpoint, Introspection> question) {
        try {
            URI address = server(client.registration()).introspectionEndpoint();
            return address == null
                    ? new Introspection.Unknown("the server has no introspection endpoint that is known")
                    : question.apply(client.introspection(address));
        } catch (DiscoveryException e) {
            return new Introspection.Unknown(String.valueOf(e.getMessage()));
        }
    }

    /**
     * What is known of the authorization server of a client: what was given by hand, and the rest from the server itself.
     * Blocks while that is not known, at most for the attempt timeout.
     *
     * @throws IllegalArgumentException if no such client is registered
     * @throws DiscoveryException if the server has to be asked and does not say
     */
    public AuthorizationServerMetadata server(String client) {
        return server(client(client).registration());
    }

    private AuthorizationServerMetadata server(ClientRegistration registration) {
        return registration
                .givenServer()
                .orElseGet(() -> registration.server(discovery(registration).metadata()));
    }

    /**
     * Sends one token request of a client, such as that with a code, and gives back what came of it. Nothing is stored, and
     * nothing is ever sent again; tokens are brought in by {@link #authorize}. Blocks at most for the attempt timeout.
     *
     * @throws IllegalArgumentException if no such client is registered, or if the request presents a refresh token: that
     *     is done by a {@link TokenSource}, once
     */
    public TokenEndpoint.Answer request(String client, TokenRequest request) {
        if (request instanceof TokenRequest.Refresh) {
            throw new IllegalArgumentException("A refresh token is presented by a token source alone, so that it is "
                    + "presented once. Bring it in by TokenSources.authorize");
        }
        return client(client).endpoint().request(request);
    }

    /**
     * The ID token of a grant: the one of the login, or a newer one that came with a refresh. A secret: do not log it. Asks
     * the store.
     *
     * @throws IllegalArgumentException if no such client is registered
     * @throws dev.freshet.store.TokenStoreException if the store could not say
     */
    public Optional<String> idToken(String client, String grantId) {
        return client(client)
                .store()
                .read(new GrantKey(client, grantId))
                .map(Versioned::grant)
                .map(StoredGrant::idToken);
    }

    private static boolean erase(TokenStore store, GrantKey key, Versioned row) {
        // A row that began with the configuration leaves its origins behind: they say which tokens are spent.
        return row.grant().origins().isEmpty() || !key.grantId().equals(GrantKey.APPLICATION)
                ? store.remove(key, row.version())
                : store.compareAndSet(
                                key,
                                row.version(),
                                row.grant().withTokens(null, null, null).withIdToken(null))
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
     * Ends all refreshing: no token request is sent any more. One that is under way is given its time to come back and to
     * be stored, so that a refresh token is not lost; blocks for that, at most the longest attempt timeout and ten seconds,
     * or twice that where tokens are exchanged. May be called twice.
     */
    @Override
    public void close() {
        exchangeWorkers.close();
        workers.close();
        clients.values().forEach(Client::close);
    }

    /** Collects token sources. Not safe for use by several threads. */
    public static final class Builder {

        private final Map<ClientRegistration, TokenStore> clients = new LinkedHashMap<>();
        private final List<TokenListener> listeners = new ArrayList<>();
        private ThreadFactory threads = new DaemonThreads();
        private TimeSource time = TimeSource.system();
        private @Nullable Function<ClientRegistration, TokenEndpoint> endpoints;
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

        /** Makes the few threads that refreshes run on, never more than twenty, or forty where tokens are exchanged. Default: daemon threads. */
        public Builder threads(ThreadFactory threads) {
            this.threads = threads;
            return this;
        }

        /** The clocks. Default: the system's. */
        public Builder time(TimeSource time) {
            this.time = time;
            return this;
        }

        /** Makes the token endpoint of each client. Default: {@link HttpTokenEndpoint} or {@link DiscoveredTokenEndpoint}. */
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

        /** Those whose tokens others exchange come before these. */
        private Map<ClientRegistration, TokenStore> exchangedLast() {
            Map<ClientRegistration, TokenStore> ordered = new LinkedHashMap<>(clients);
            clients.forEach((client, store) -> {
                if (client.exchangesTokens()) {
                    ordered.remove(client);
                    ordered.put(client, store);
                }
            });
            return ordered;
        }

        /** One for each issuer, with the patience of its most patient client. */
        private Map<Way, Discovery> discoveries() {
            Map<Way, Duration> limits = new HashMap<>();
            clients.keySet().forEach(client -> client.issuer()
                    .ifPresent(issuer -> limits.merge(
                            new Way(issuer, client.connections()),
                            client.attemptTimeout(),
                            (one, other) -> one.compareTo(other) < 0 ? other : one)));
            Map<Way, Discovery> discoveries = new HashMap<>();
            limits.forEach(
                    (way, limit) -> discoveries.put(way, new Discovery(way.name(), limit, time, way.connections())));
            return Map.copyOf(discoveries);
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
