package dev.freshet.testkit;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * An API on 127.0.0.1 and a free port that wants a Bearer token of an {@link AuthorizationServer}. It asks that server
 * for each request, so a revoked token is refused at once. Regular answers are an echo: a JSON object with
 * {@code method}, {@code path}, {@code query}, {@code subject}, {@code contentType}, {@code body} (or
 * {@code bodyBase64}, if it is not UTF-8) and {@code count}, the number of calls served.
 *
 * <p>Thread-safe. Runs on daemon threads until closed, by the time of the authorization server. A token that is no good is answered with 401 and
 * {@code WWW-Authenticate: Bearer realm="parts", error="invalid_token"}, a missing one without an error code.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750, section 3</a>
 */
public final class ProtectedResource implements AutoCloseable {

    private record Handler(String method, String pattern, Function<RecordedRequest, Answer> answer) {
        boolean handles(RecordedRequest request) {
            boolean matches = pattern.endsWith("*")
                    ? request.path().startsWith(pattern.substring(0, pattern.length() - 1))
                    : request.path().equals(pattern);
            return matches && method.equals(request.method());
        }
    }

    private static final Logger LOG = System.getLogger("dev.freshet.testkit");

    private final AuthorizationServer authorizationServer;
    private final List<Handler> handlers = new CopyOnWriteArrayList<>();
    private final List<String> required = new CopyOnWriteArrayList<>();
    private final Map<String, Set<String>> unique = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> callsByToken = new ConcurrentHashMap<>();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger unauthorized = new AtomicInteger();
    private final Endpoint endpoint = new Endpoint("/", () -> uri("/"), this::answer, this::now);
    private final LoopbackServer server = LoopbackServer.start("protected-resource", endpoint::react, this::now);

    private ProtectedResource(AuthorizationServer authorizationServer) {
        this.authorizationServer = authorizationServer;
    }

    /** Starts an API that accepts the access tokens of {@code authorizationServer}. */
    public static ProtectedResource start(AuthorizationServer authorizationServer) {
        return new ProtectedResource(authorizationServer);
    }

    private Instant now() {
        return authorizationServer.now();
    }

    /** The address of a path, which begins with a slash. */
    public URI uri(String path) {
        return server.uri(path);
    }

    /** All of this API as one endpoint: its requests, and faults to come. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /**
     * Answers calls with a good token by {@code answer} instead of the echo. The latest match wins.
     *
     * @param path the encoded path; with {@code *} at its end all paths that begin so
     */
    public ProtectedResource on(String method, String path, Function<RecordedRequest, Answer> answer) {
        handlers.add(0, new Handler(method, path, answer));
        return this;
    }

    /** Refuses requests without this header with 400 and {@code {"code":"MISSING-<NAME>"}}. */
    public ProtectedResource requireHeader(String name) {
        required.add(name);
        return this;
    }

    /**
     * Refuses requests without this header, or with a value that came before, with 400 and
     * {@code {"code":"DUPLICATE-<NAME>"}}. A call sent again after a 401 needs a new value, too.
     */
    public ProtectedResource requireUniqueHeader(String name) {
        unique.putIfAbsent(name, ConcurrentHashMap.newKeySet());
        return requireHeader(name);
    }

    /** How many requests came in. */
    public int requests() {
        return endpoint.count();
    }

    /** How many of them had a good token and were served. */
    public int served() {
        return served.get();
    }

    /** How many were refused because of their token; forced answers do not count. */
    public int unauthorized() {
        return unauthorized.get();
    }

    /** How many connections are open at this moment, idle ones too. */
    public int openConnections() {
        return server.openConnections();
    }

    /** How many requests came in with this token, good or not. */
    public int requestsWith(String accessToken) {
        return Optional.ofNullable(callsByToken.get(accessToken))
                .map(AtomicInteger::get)
                .orElse(0);
    }

    private Answer answer(RecordedRequest request) {
        request.bearerToken().ifPresent(token -> callsByToken
                .computeIfAbsent(token, first -> new AtomicInteger())
                .incrementAndGet());
        return badHeader(request).or(() -> refused(request)).orElseGet(() -> handled(request));
    }

    private Optional<Answer> badHeader(RecordedRequest request) {
        for (String name : required) {
            Optional<String> value = request.header(name);
            if (value.isEmpty()) {
                return Optional.of(code("MISSING-", name));
            }
            Set<String> seen = unique.get(name);
            if (seen != null && !seen.add(value.get())) {
                return Optional.of(code("DUPLICATE-", name));
            }
        }
        return Optional.empty();
    }

    private static Answer code(String what, String header) {
        return Answer.json(400, "{\"code\":" + Json.string(what + header.toUpperCase(Locale.ROOT)) + "}");
    }

    private Optional<Answer> refused(RecordedRequest request) {
        Optional<String> token = request.bearerToken();
        if (token.filter(authorizationServer::isActive).isPresent()) {
            return Optional.empty();
        }
        unauthorized.incrementAndGet();
        String error = token.isPresent() ? "invalid_token" : "";
        return Optional.of(Answer.json(401, "{\"error\":" + Json.string(error.isEmpty() ? "no_token" : error) + "}")
                .header(
                        "WWW-Authenticate",
                        "Bearer realm=\"parts\"" + (error.isEmpty() ? "" : ", error=\"" + error + "\"")));
    }

    private Answer handled(RecordedRequest request) {
        int count = served.incrementAndGet();
        return handlers.stream()
                .filter(handler -> handler.handles(request))
                .findFirst()
                .map(handler -> answer(handler, request))
                .orElseGet(() -> echo(request, count));
    }

    private static Answer answer(Handler handler, RecordedRequest request) {
        try {
            return handler.answer().apply(request);
        } catch (RuntimeException | AssertionError e) {
            LOG.log(
                    Level.WARNING,
                    "FRESHET-0212: the handler of " + handler.pattern()
                            + " failed, so 500 is answered; see its exception",
                    e);
            return Answer.of(500);
        }
    }

    private Answer echo(RecordedRequest request, int count) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("method", Json.string(request.method()));
        members.put("path", Json.string(request.path()));
        members.put("query", Json.string(request.query().orElse("")));
        members.put(
                "subject",
                Json.string(request.bearerToken()
                        .flatMap(authorizationServer::subjectOf)
                        .orElse("")));
        members.put("contentType", Json.string(request.header("Content-Type").orElse("")));
        try {
            members.put(
                    "body",
                    Json.string(StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(request.body()))
                            .toString()));
        } catch (CharacterCodingException binary) {
            members.put("bodyBase64", Json.string(Base64.getEncoder().encodeToString(request.body())));
        }
        members.put("count", String.valueOf(count));
        return Answer.object(200, members);
    }

    /** Stops the API and drops all connections. */
    @Override
    public void close() {
        server.close();
    }

    @Override
    public String toString() {
        return "ProtectedResource[" + endpoint + "]";
    }
}
