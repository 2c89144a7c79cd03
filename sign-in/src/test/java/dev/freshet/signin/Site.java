package dev.freshet.signin;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.freshet.jakarta.config.SignInSettings;
import dev.freshet.jakarta.servlet.RequestGrantFilter;
import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.TokenStore;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.ManualTime;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** An application at http://shop.example/shop with the sign-in in front of it, its provider, and its container's sessions. */
final class Site implements AutoCloseable {

    static final String CLIENT = "shop";
    static final String CONTEXT = "/shop";

    /** What the application does with a request that gets through. */
    interface Application {

        void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    final AuthorizationServer provider = AuthorizationServer.start().client("shop-id", "s3cr3t-client");
    final ManualTime time = ManualTime.startingAt(Instant.parse("2026-11-26T12:00:00Z"));
    final TokenStore store = TokenStore.inMemory();
    final List<Object> events = new CopyOnWriteArrayList<>();
    final Map<String, Session> sessions = new ConcurrentHashMap<>();
    final Queue<Runnable> background = new ArrayDeque<>();
    final TokenSources sources;
    final SignIn signIn;
    private final BlockingQueue<TokenEvent> tokenEvents = new LinkedBlockingQueue<>();
    Application application = (request, response) -> response.setStatus(200);

    private final SignInFilter filter;
    private final RequestGrantFilter grants = new RequestGrantFilter();
    private final ServletContext context;

    Site() {
        this(settings -> settings, registration -> registration);
    }

    Site(UnaryOperator<SignInSettings> settings, UnaryOperator<ClientRegistration.Builder> registration) {
        provider.time(time);
        ClientRegistration.Builder builder = ClientRegistration.named(CLIENT)
                .issuer(provider.issuer())
                .authentication(new ClientAuthentication.ClientSecretBasic("shop-id", "s3cr3t-client"))
                .scope(settings().scope("orders"))
                .perUser();
        sources = TokenSources.builder()
                .client(registration.apply(builder).build(), store)
                .time(time)
                .listener(event -> {
                    signIn().on(event);
                    tokenEvents.add(event);
                })
                .build();
        signIn = new SignIn(CLIENT, settings.apply(settings()), sources, events::add, background::add, time);
        filter = new SignInFilter(signIn);
        context = StandIn.of(ServletContext.class, (name, arguments) -> name.equals("getAttribute") ? signIn : null);
    }

    /** An application whose sign-in is configured elsewhere. */
    Site(SignInFilter filter) {
        this.sources = null;
        this.signIn = null;
        this.filter = filter;
        this.context = StandIn.of(ServletContext.class, (name, arguments) -> null);
        provider.time(time);
    }

    private SignIn signIn() {
        return signIn;
    }

    static SignInSettings settings() {
        return new SignInSettings(
                List.of("/orders/*", "/api/*"),
                "/sign-in",
                "groups",
                List.of("sub", "name"),
                false,
                Duration.ofSeconds(10),
                "/",
                List.of(),
                true,
                null,
                Map.of("access_type", "offline"));
    }

    void handle(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        FilterChain servlet = (in, out) -> application.answer((HttpServletRequest) in, (HttpServletResponse) out);
        FilterChain bound = (in, out) -> grants.doFilter(in, out, servlet);
        filter.doFilter(request, response, bound);
    }

    /** The container finds that nobody has come back for too long. */
    void expire(Session session) {
        new SessionEnds().sessionDestroyed(new HttpSessionEvent(session.facade()));
        sessions.remove(session.id);
        session.valid = false;
        runBackground();
    }

    void runBackground() {
        while (!background.isEmpty()) {
            background.remove().run();
        }
    }

    <T> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Events come after those who waited for a token were told. */
    void await(Class<? extends TokenEvent> type) {
        try {
            TokenEvent event;
            do {
                event = tokenEvents.poll(10, TimeUnit.SECONDS);
                assertNotNull(event, () -> "no " + type);
            } while (!type.isInstance(event));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    URI authorizationEndpoint() {
        return provider.authorizationEndpoint().uri();
    }

    @Override
    public void close() {
        if (sources != null) {
            sources.close();
        }
        provider.close();
    }

    /** A session of the container. */
    final class Session {

        volatile String id = UUID.randomUUID().toString();
        final Map<String, Object> attributes = new ConcurrentHashMap<>();
        volatile boolean valid = true;

        Session() {
            sessions.put(id, this);
        }

        void changeId() {
            sessions.remove(id);
            id = UUID.randomUUID().toString();
            sessions.put(id, this);
        }

        HttpSession facade() {
            return StandIn.of(HttpSession.class, (name, arguments) -> {
                if (!valid && !name.equals("getServletContext")) {
                    throw new IllegalStateException("the session is invalid");
                }
                return switch (name) {
                    case "getId" -> id;
                    case "getAttribute" -> attributes.get(arguments[0]);
                    case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                    case "removeAttribute" -> attributes.remove(arguments[0]);
                    case "getServletContext" -> context;
                    case "invalidate" -> {
                        new SessionEnds().sessionDestroyed(new HttpSessionEvent(facade()));
                        sessions.remove(id);
                        valid = false;
                        yield null;
                    }
                    default -> throw new UnsupportedOperationException(name);
                };
            });
        }
    }
}
