package dev.freshet.jakarta.cdi;

import dev.freshet.http.InvalidTokenRule;
import dev.freshet.jakarta.config.BeanAssertions;
import dev.freshet.jakarta.config.ClientSettings;
import dev.freshet.jakarta.config.RetrySettings;
import dev.freshet.jakarta.config.Settings;
import dev.freshet.jakarta.rest.OAuth2Feature;
import dev.freshet.jakarta.rest.Replay;
import dev.freshet.jakarta.rest.transport.PayaraContextRelease;
import dev.freshet.jakarta.rest.transport.RestEasyListenerRelease;
import dev.freshet.jakarta.servlet.GrantContextProvider;
import dev.freshet.oauth.AssertionSource;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.Grant;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.TokenStore;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.WebTarget;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** Owns what an application uses: its token sources, and one {@code Client} for each registration. Ends with it. */
@ApplicationScoped
class Wiring {

    private static final Logger LOG = System.getLogger(Wiring.class.getPackageName());

    @Inject
    OAuth2ClientExtension extension;

    @Inject
    Event<TokenEvent> events;

    @Inject
    Instance<InvalidTokenRule> rules;

    @Inject
    Instance<AssertionSource> assertionSources;

    @Inject
    Instance<TokenStore> storeBeans;

    @Inject
    OutsideTransactions outside;

    @Inject
    @Any
    Instance<Object> beans;

    private final Map<String, Client> clients = new ConcurrentHashMap<>();
    private Settings settings;
    private Stores stores;
    private TokenSources sources;
    private CallThreads callThreads;
    private Users users;
    private volatile boolean closing;

    /** Begins on the deploying thread, where the container's threads can be looked up. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {
        stores.begin(application);
        users.begin(application);
    }

    @PostConstruct
    void open() {
        settings = extension.settings();
        ThreadFactory threads = RefreshThreads.lookUp();
        callThreads = CallThreads.lookUp(threads);
        stores = new Stores(storeBeans, outside);
        TokenSources.Builder builder = TokenSources.builder().threads(threads).listener(this::publish);
        for (ClientSettings client : settings.clients().values()) {
            ClientRegistration registration = client.registration();
            if (registration != null) {
                bindAssertions(registration);
                builder.client(connected(registration), stores.of(client));
            }
        }
        sources = builder.build();
        users = new Users(settings, sources, beans);
    }

    private void bindAssertions(ClientRegistration registration) {
        Stream.concat(Stream.of(registration.grant()), registration.fallback().stream())
                .filter(grant -> grant instanceof Grant.JwtBearer)
                .map(grant -> ((Grant.JwtBearer) grant).assertions())
                .filter(assertions -> assertions instanceof BeanAssertions)
                .forEach(assertions -> {
                    if (!assertionSources.isResolvable()) {
                        throw Refusal.of(
                                "FRESHET-0240: freshet." + registration.name()
                                        + ".assertion is bean, but there is not one bean of type "
                                        + AssertionSource.class.getName()
                                        + ". Write one, or file: and the path of the assertion",
                                null);
                    }
                    ((BeanAssertions) assertions).bind(assertionSources.get());
                });
    }

    /** A TLS context of the application's own goes before what is configured. */
    private ClientRegistration connected(ClientRegistration registration) {
        OAuth2Client qualifier = new OAuth2Client.Literal(registration.name());
        return beans.select(SSLContext.class, qualifier)
                .handlesStream()
                .filter(bean -> bean.getBean().getQualifiers().contains(qualifier)) // whose name binds nothing in CDI
                .findFirst()
                .map(bean ->
                        registration.withConnections(registration.connections().withTls(bean.get())))
                .orElse(registration);
    }

    TokenSources sources() {
        return sources;
    }

    Settings settings() {
        return settings;
    }

    ClientSettings settings(String name) {
        ClientSettings client = settings.clients().get(name);
        if (client == null) {
            throw new IllegalArgumentException("FRESHET-0182: the client '" + name + "' was not known when the "
                    + "application was deployed, only " + settings.clients().keySet() + ". Add it to freshet.clients");
        }
        return client;
    }

    Client client(String name) {
        ClientSettings client = settings(name);
        return clients.computeIfAbsent(name, key -> {
            ClientBuilder builder = ClientBuilder.newBuilder();
            if (client.registration() != null) {
                Supplier<SSLContext> tls =
                        sources.registration(name).connections().tls();
                if (tls != null) {
                    builder.sslContext(tls.get());
                }
            }
            feature(client, List.of()).ifPresent(feature -> {
                builder.register(feature);
                threads(name, feature).ifPresent(builder::executorService);
            });
            return builder.build();
        });
    }

    WebTarget target(String name) {
        URI base = settings(name).baseUri();
        if (base == null) {
            throw new IllegalStateException("FRESHET-0183: a WebTarget of '" + name + "' needs freshet." + name
                    + ".base-uri. Write the address of the API");
        }
        return client(name).target(base);
    }

    /**
     * What a Rest Client registers; empty if its client is switched off.
     *
     * @param own the addresses of the Rest Client, which take the place of the base URI
     */
    Optional<OAuth2Feature> feature(String name, List<URI> own) {
        return feature(settings(name), own);
    }

    private Optional<OAuth2Feature> feature(ClientSettings client, List<URI> own) {
        if (!client.enabled()) {
            return Optional.empty();
        }
        OAuth2Feature.Builder builder = OAuth2Feature.builder(sources, client.name())
                .retry(client.retry().enabled())
                .replay(Replay.valueOf(client.retry().replay().name()))
                .replayLimit(client.retry().replayLimit())
                .invalidTokenRule(rule(client.retry()))
                .grant(() -> users.atHand(client))
                .borrowed(id -> users.borrowed(client, id));
        client.headers().forEach(builder::header);
        client.allowedOrigins().forEach(builder::allowedOrigin);
        URI base = client.baseUri();
        (own.isEmpty() && base != null ? List.of(base) : own).forEach(builder::allowedOrigin);
        return Optional.of(builder.build());
    }

    /** A bean of the application's own goes before what is configured. */
    private InvalidTokenRule rule(RetrySettings retry) {
        if (rules.isAmbiguous()) {
            throw new IllegalStateException("FRESHET-0193: there are several beans of type "
                    + InvalidTokenRule.class.getName() + ". Leave one, or make one an alternative");
        }
        if (rules.isResolvable()) {
            return rules.get();
        }
        InvalidTokenRule rule = retry.strict() ? InvalidTokenRule.STRICT : InvalidTokenRule.LENIENT;
        return retry.codes().isEmpty() ? rule : rule.or(InvalidTokenRule.ofCodes(retry.codes()));
    }

    /** The threads for asynchronous calls of a client that calls for its users: they know the user of the caller. */
    Optional<ExecutorService> threads(String name, OAuth2Feature feature) {
        return isPerUser(settings(name)) ? Optional.of(feature.propagating(callThreads.executor())) : Optional.empty();
    }

    CallThreads callThreads() {
        return callThreads;
    }

    private static boolean isPerUser(ClientSettings client) {
        return client.registration() != null && client.registration().grant().isPerUser();
    }

    /** The source for the current thread: for clients of users, that of the user whose request it works for. */
    TokenSource source(String name) {
        ClientSettings client = settings(name);
        if (client.registration() == null) {
            throw new IllegalStateException("FRESHET-0184: there are no tokens of '" + name + "', since freshet." + name
                    + ".enabled=false. Configure the client, or do not ask while it is switched off");
        }
        if (!isPerUser(client)) {
            return sources.of(name);
        }
        String grant = currentGrant(client);
        return users.borrowed(client, grant).orElseGet(() -> sources.of(name, grant));
    }

    private String currentGrant(ClientSettings client) {
        String name = client.name();
        return users.atHand(client)
                .orElseThrow(() -> new IllegalStateException("FRESHET-0185: the client '" + name
                        + "' keeps tokens for each user, and this thread works for no request of a user who is logged in. Ask "
                        + "within the request, or use TokenSources.of(\"" + name + "\", grantId)"));
    }

    /** Tells asynchronous observers on threads of the container, and the others on this one, as they may expect. */
    private void publish(TokenEvent event) {
        if (!closing) {
            LibraryLoader.run(() -> {
                events.fireAsync(event).whenComplete((fired, failure) -> {
                    if (failure != null) {
                        observerFailed(failure);
                    }
                });
                try {
                    events.fire(event);
                } catch (RuntimeException failure) {
                    observerFailed(failure);
                }
            });
        }
    }

    private static void observerFailed(Throwable failure) {
        LOG.log(
                Level.WARNING,
                "FRESHET-0186: an observer of token events failed; tokens are not affected. Mend the " + "observer",
                failure);
    }

    @PreDestroy
    void close() {
        closing = true;
        sources.close();
        clients.values().forEach(Wiring::close);
        clients.clear();
        callThreads.close();
        RestEasyListenerRelease.release(OAuth2RestClientListener.class);
        PayaraContextRelease.release(GrantContextProvider.class);
        RecordMethodsRelease.release();
    }

    private static void close(Client client) {
        try {
            client.close();
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "FRESHET-0187: a client did not close; it may hold connections until the server " + "stops",
                    e);
        }
    }
}
