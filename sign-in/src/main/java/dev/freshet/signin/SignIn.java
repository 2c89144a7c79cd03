package dev.freshet.signin;

import dev.freshet.jakarta.config.SignInSettings;
import dev.freshet.oauth.AuthorizationServerMetadata;
import dev.freshet.oauth.DiscoveryException;
import dev.freshet.oauth.PublishedKeys;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.ReauthorizationRequiredException;
import dev.freshet.refresh.TimeSource;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenSources;
import dev.freshet.refresh.TokenUnavailableException;
import dev.freshet.store.TokenStoreException;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The sign-in of an application: what is protected, and what answers below its base. Safe for use by many threads; one
 * instance for an application.
 */
final class SignIn {

    static final String CALLBACK = "/callback";
    static final String SILENT = "/silent";

    private static final Logger LOG = System.getLogger(SignIn.class.getPackageName());

    private static final String SESSION = "/session";
    private static final String SIGN_OUT = "/sign-out";
    private static final Map<String, String> FILES = Map.of(
            "/freshet.js", "text/javascript",
            "/silent.js", "text/javascript",
            "/page.css", "text/css");
    private static final Set<String> PROMPTS = Set.of("login", "consent", "select_account");
    private static final int SEE_OTHER = 303;
    private static final int METHOD_NOT_ALLOWED = 405;

    private final String client;
    private final TokenSources sources;
    private final ClientRegistration registration;
    private final SignInSettings settings;
    private final Events events;
    private final Protected protectedPaths;
    private final Sessions sessions;
    private final Departures departures;
    private final Arrivals arrivals;
    private final Rounds rounds;
    private final Words words;
    private final KeptError keptError;
    private final List<URI> trustedOrigins;
    private final Map<String, String> files;

    SignIn(
            String client,
            SignInSettings settings,
            TokenSources sources,
            Events events,
            Executor background,
            TimeSource time) {
        this.client = client;
        this.settings = settings;
        this.sources = sources;
        this.events = events;
        this.registration = sources.registration(client);
        PublishedKeys published = new PublishedKeys(registration.attemptTimeout(), registration.connections());
        IdTokens idTokens =
                new IdTokens(registration.authentication().clientId(), new ProviderKeys(published::at, time), time);
        PendingSignIns pending = new PendingSignIns(time);
        String issuer = registration.issuer().orElseThrow();
        this.protectedPaths = new Protected(settings.protectedPaths());
        this.sessions = new Sessions(client, issuer, sources, idTokens, events, background);
        this.departures = new Departures(sources, registration, settings, pending, time);
        this.arrivals = new Arrivals(sources, registration, pending, idTokens, sessions);
        this.rounds = new Rounds(departures, time);
        this.words = new Words(settings);
        this.keptError = new KeptError(departures);
        List<URI> trusted = new ArrayList<>(settings.trustedOrigins());
        registration.redirectUri().map(URI::create).ifPresent(trusted::add);
        this.trustedOrigins = List.copyOf(trusted);
        this.files = FILES.keySet().stream().collect(Collectors.toUnmodifiableMap(name -> name, SignIn::file));
    }

    private static String file(String name) {
        try (InputStream in = Objects.requireNonNull(SignIn.class.getResourceAsStream(name.substring(1)), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name + " is a part of this library", e);
        }
    }

    /** Who is signed in; empty for nobody. */
    Optional<User> userOf(HttpServletRequest request) {
        return sessions.userOf(request);
    }

    Set<String> rolesOf(User user) {
        return Set.copyOf(user.claims().texts(settings.rolesClaim()));
    }

    void on(TokenEvent event) {
        sessions.on(event);
    }

    void expired(HttpSession session) {
        sessions.expired(session);
    }

    /** For an application that signs its user out by itself. */
    void signOut(HttpServletRequest request) {
        sessions.end(request);
    }

    /** Whether the sign-in itself answers a path. */
    boolean answers(String path) {
        return path.equals(settings.base()) || path.startsWith(settings.base() + "/");
    }

    /** Whether a request of a user may go on: not if it would change something and a foreign page sent it. */
    boolean isForeign(Visit visit) {
        return !visit.isSafe() && !visit.isFromTrustedPage(trustedOrigins);
    }

    void refuseForeign(Visit visit, HttpServletResponse response) throws IOException {
        LOG.log(
                Level.INFO,
                "FRESHET-0410: a request was refused that would have changed something and came from a page of another "
                        + "origin. If it is one of yours, add it to freshet." + client + ".sign-in.trusted-origins");
        Answers.json(
                response,
                Problem.FORBIDDEN,
                words.error("cross_site_request", "This request came from a page of another origin."));
    }

    boolean isProtected(String path) {
        return protectedPaths.contains(path);
    }

    /** Nobody is signed in, and somebody has to be: a page goes to the provider, a script is told. */
    void challenge(Visit visit, HttpServletResponse response) throws IOException {
        LocalPaths paths = localPaths(visit);
        if (visit.isScript()) {
            String page = visit.referringPath().filter(paths::isLocal).orElse(null);
            Answers.json(response, HttpServletResponse.SC_UNAUTHORIZED, words.loginRequired(visit, page));
            return;
        }
        depart(visit, response, Departures.Trip.to(wanted(visit, paths)));
    }

    /** Where a user wanted to go. What a form sent is not sent again: nobody knows whether it is still wanted. */
    private static String wanted(Visit visit, LocalPaths paths) {
        if (visit.request().getMethod().equals("GET")
                || visit.request().getMethod().equals("HEAD")) {
            return Optional.of(visit.target()).filter(paths::isLocal).orElseGet(paths::home);
        }
        LOG.log(
                Level.INFO,
                "FRESHET-0413: a form was sent without a session; the user signs in and comes back to the page of the "
                        + "form, but what was sent is not sent again");
        return visit.referringPath().filter(paths::isLocal).orElseGet(paths::home);
    }

    /** Answers a path of the sign-in itself. */
    void answer(Visit visit, HttpServletResponse response) throws IOException {
        String path = visit.path().substring(settings.base().length());
        String method = path.equals(SIGN_OUT) ? "POST" : "GET";
        if (!visit.request().getMethod().equals(method)) {
            response.setHeader("Allow", method);
            Answers.json(
                    response,
                    METHOD_NOT_ALLOWED,
                    words.error("method_not_allowed", "Use " + method + " at this path."));
            return;
        }
        switch (path) {
            case "" -> begin(visit, response);
            case CALLBACK -> arrive(visit, response);
            case SILENT -> silent(visit, response);
            case SESSION -> session(visit, response);
            case SIGN_OUT -> signOut(visit, response);
            default -> file(path, response);
        }
    }

    private void file(String path, HttpServletResponse response) throws IOException {
        String type = FILES.get(path);
        if (type == null) {
            Answers.json(
                    response, HttpServletResponse.SC_NOT_FOUND, words.error("not_found", "Nothing is at this path."));
        } else {
            Answers.file(response, type, Objects.requireNonNull(files.get(path)));
        }
    }

    private void begin(Visit visit, HttpServletResponse response) throws IOException {
        LocalPaths paths = localPaths(visit);
        String returnTo = Objects.requireNonNullElse(visit.request().getParameter("return"), paths.home());
        String prompt = visit.request().getParameter("prompt");
        if (!paths.isLocal(returnTo) || prompt != null && !PROMPTS.contains(prompt)) {
            LOG.log(
                    Level.INFO,
                    "FRESHET-0401: a sign-in was refused that would not return to a path of this application, or has "
                            + "an unknown prompt. Write return=/path and prompt=login, consent or select_account");
            refuse(
                    visit,
                    response,
                    null,
                    Problem.of(
                            Problem.BAD_REQUEST,
                            SignInError.INVALID_REQUEST,
                            "The link to this page is wrong. You can sign in all the same."));
        } else if (visit.isScript()) {
            Answers.json(response, HttpServletResponse.SC_UNAUTHORIZED, words.loginRequired(visit, returnTo));
        } else if (visit.isCrossSite()
                && prompt == null
                && sessions.userOf(visit.request()).isPresent()) {
            // Somebody else's link does not exchange the session of who is signed in.
            Answers.redirect(response, returnTo);
        } else {
            boolean toldByPage = "return".equals(visit.request().getParameter("errors"));
            depart(visit, response, new Departures.Trip(returnTo, prompt, false, toldByPage, false));
        }
    }

    private void depart(Visit visit, HttpServletResponse response, Departures.Trip trip) throws IOException {
        Problem problem = departures.depart(visit, response, trip);
        if (problem != null) {
            tell(visit, response, trip.silent(), trip.toldByPage(), trip.returnTo(), problem);
        }
    }

    private void arrive(Visit visit, HttpServletResponse response) throws IOException {
        Arrivals.Outcome outcome = arrivals.arrive(visit);
        PendingSignIn signIn = outcome.signIn();
        if (signIn != null) {
            departures.removeCookie(visit, response, visit.request().getParameter("state"), signIn.redirectUri());
        }
        if (outcome.user() != null && signIn != null) {
            welcome(visit, response, signIn, outcome.user());
            return;
        }
        Problem problem = Objects.requireNonNull(outcome.problem());
        if (signIn != null && !signIn.silent() && !signIn.again() && Arrivals.isGivenUp(problem)) {
            depart(visit, response, Departures.Trip.again(signIn));
        } else {
            refuse(visit, response, signIn, problem);
        }
    }

    private void welcome(Visit visit, HttpServletResponse response, PendingSignIn signIn, User user)
            throws IOException {
        events.fire(new SignedIn(client, user.grantId(), user.claims().name(), signIn.silent()));
        if (signIn.silent()) {
            Answers.message(response, words.silentSuccess(user), words.signInAddress(visit, null));
        } else if (rounds.isTooMany(visit, response, signIn.redirectUri())) {
            LOG.log(
                    Level.WARNING,
                    "FRESHET-0411: a browser has signed in " + Rounds.MOST
                            + " times within a minute: its session does not "
                            + "stay. Let the session cookie have SameSite=Lax, a path above the protected paths, and Secure "
                            + "over https only");
            Problem problem = Problem.of(
                    Problem.BAD_REQUEST,
                    SignInError.INVALID_REQUEST,
                    "You signed in, but this browser does not keep the session. Are cookies allowed?");
            refuse(visit, response, signIn, problem);
        } else {
            Answers.redirect(response, signIn.returnTo());
        }
    }

    /** An answer of nobody's sign-in is told to the frame that it came to, or else shown. */
    private void refuse(Visit visit, HttpServletResponse response, @Nullable PendingSignIn signIn, Problem problem)
            throws IOException {
        boolean silent = signIn == null ? visit.isInFrame() : signIn.silent();
        boolean toldByPage = signIn != null && signIn.toldByPage();
        tell(visit, response, silent, toldByPage, signIn == null ? null : signIn.returnTo(), problem);
    }

    private void tell(
            Visit visit,
            HttpServletResponse response,
            boolean silent,
            boolean toldByPage,
            @Nullable String returnTo,
            Problem problem)
            throws IOException {
        if (silent) {
            failed(problem);
            Answers.message(response, words.silentFailure(visit, problem), words.signInAddress(visit, null));
        } else if (toldByPage && returnTo != null && !isProtected(pathOf(visit, returnTo))) {
            keptError.keep(visit, response, problem);
            Answers.redirect(response, returnTo);
        } else {
            Answers.page(
                    response,
                    problem,
                    words.signInAddress(visit, null),
                    words.signInAddress(visit, returnTo),
                    localPaths(visit).home());
        }
    }

    private static String pathOf(Visit visit, String returnTo) {
        String path = URI.create(returnTo)
                .getPath()
                .substring(visit.request().getContextPath().length());
        return path.replaceAll(";[^/]*", "").replaceAll("/{2,}", "/");
    }

    private void failed(Problem problem) {
        events.fire(new SilentSignInFailed(client, problem.error(), problem.code(), problem.description()));
    }

    private void silent(Visit visit, HttpServletResponse response) throws IOException {
        if (visit.isScript()) {
            probe(visit, response);
        } else if (visit.isCrossSite()) {
            refuseForeign(visit, response);
        } else {
            depart(visit, response, new Departures.Trip(localPaths(visit).home(), null, true, false, false));
        }
    }

    /** Whether the session is good for a call; a script cannot follow to the provider, so it is told where to look. */
    private void probe(Visit visit, HttpServletResponse response) throws IOException {
        Optional<User> user = sessions.known(visit.request());
        Problem problem = user.isEmpty()
                ? Problem.of(HttpServletResponse.SC_UNAUTHORIZED, SignInError.LOGIN_REQUIRED, "")
                : problemOf(user.get());
        if (problem == null) {
            Answers.json(response, HttpServletResponse.SC_OK, words.silentSuccess(user.orElseThrow()));
        } else {
            Answers.json(response, HttpServletResponse.SC_UNAUTHORIZED, words.silentFailure(visit, problem));
        }
    }

    private @Nullable Problem problemOf(User user) {
        Optional<ReauthorizationRequiredException.Reason> end = sessions.endOf(user);
        if (end.isPresent()) {
            return ended(end.get());
        }
        try {
            sources.of(client, user.grantId()).accessToken();
            return null;
        } catch (ReauthorizationRequiredException e) {
            sessions.over(user.grantId(), e.reason()); // before its event comes
            return ended(e.reason());
        } catch (TokenUnavailableException e) {
            return problem(SignInError.TEMPORARILY_UNAVAILABLE, "There is no token for the moment.");
        }
    }

    private static Problem ended(ReauthorizationRequiredException.Reason reason) {
        return problem(SignInError.SESSION_ENDED, "The authorization has ended: " + reason);
    }

    private static Problem problem(SignInError error, String description) {
        return new Problem(HttpServletResponse.SC_UNAUTHORIZED, error, error.code(), description, "");
    }

    private void session(Visit visit, HttpServletResponse response) throws IOException {
        Optional<User> user = sessions.known(visit.request());
        Optional<Problem> end = user.flatMap(sessions::endOf).map(SignIn::ended);
        JsonObject answer =
                user.filter(signedIn -> end.isEmpty()).map(words::session).orElseGet(() -> words.noSession(visit));
        Optional<Problem> problem = keptError.take(visit, response).or(() -> end);
        Answers.json(
                response,
                HttpServletResponse.SC_OK,
                problem.map(each -> words.because(answer, each)).orElse(answer));
    }

    private void signOut(Visit visit, HttpServletResponse response) throws IOException {
        Optional<User> user = sessions.known(visit.request());
        if (user.isPresent() && (isForeign(visit) || !bringsCsrf(visit, user.get()))) {
            refuseForeign(visit, response);
            return;
        }
        String endSession = user.map(each -> endSession(visit, each)).orElse(null);
        sessions.end(visit.request());
        rounds.clear(visit, response, departures.redirectUri(visit));
        if (visit.isScript()) {
            Answers.json(response, HttpServletResponse.SC_OK, words.signedOut(endSession));
        } else {
            Answers.redirect(
                    response,
                    SEE_OTHER,
                    endSession == null ? afterSignOut(visit, settings.afterSignOut()) : endSession);
        }
    }

    private static boolean bringsCsrf(Visit visit, User user) {
        String header = visit.request().getHeader("X-Freshet-CSRF");
        String brought = header == null ? visit.request().getParameter("csrf") : header;
        return brought != null && !user.csrf().isEmpty() && Randoms.same(brought, user.csrf());
    }

    /**
     * Where the user signs out at the provider too, or null.
     *
     * @see <a href="https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout">OpenID Connect RP-Initiated
     *     Logout, section 2</a>
     */
    private @Nullable String endSession(Visit visit, User user) {
        try {
            AuthorizationServerMetadata provider = sources.server(client);
            URI address = provider.endSessionEndpoint();
            if (address == null) {
                return null;
            }
            Map<String, String> parameters = new LinkedHashMap<>();
            sources.idToken(client, user.grantId()).ifPresent(token -> parameters.put("id_token_hint", token));
            parameters.put("client_id", registration.authentication().clientId());
            String home = afterSignOut(visit, settings.afterSignOut());
            parameters.put("post_logout_redirect_uri", home.startsWith("/") ? applicationOrigin(visit) + home : home);
            return address
                    + (address.getRawQuery() == null ? "?" : "&")
                    + parameters.entrySet().stream()
                            .map(each ->
                                    each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                            .collect(Collectors.joining("&"));
        } catch (DiscoveryException | TokenStoreException e) {
            LOG.log(
                    Level.WARNING,
                    "FRESHET-0423: a user signs out here, but not at the provider, which cannot be asked for the address: "
                            + e.getMessage());
            return null;
        }
    }

    /** By the configured redirect URI where there is one: something in front of this server may hide our address. */
    private String applicationOrigin(Visit visit) {
        return registration
                .redirectUri()
                .map(URI::create)
                .map(uri -> uri.getScheme() + "://" + uri.getRawAuthority())
                .orElseGet(visit::origin);
    }

    private static String afterSignOut(Visit visit, String configured) {
        return configured.startsWith("/") ? visit.request().getContextPath() + configured : configured;
    }

    private LocalPaths localPaths(Visit visit) {
        return new LocalPaths(visit.request().getContextPath(), settings.base());
    }
}
