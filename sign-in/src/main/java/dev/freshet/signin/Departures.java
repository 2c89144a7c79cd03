package dev.freshet.signin;

import dev.freshet.jakarta.config.SignInSettings;
import dev.freshet.oauth.AuthorizationRequest;
import dev.freshet.oauth.AuthorizationServerMetadata;
import dev.freshet.oauth.CodeVerifier;
import dev.freshet.oauth.DiscoveryException;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.TimeSource;
import dev.freshet.refresh.TokenSources;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Sends browsers to the provider, and keeps what has to fit when they come back. Safe for use by many threads. */
final class Departures {

    private static final Logger LOG = System.getLogger(Departures.class.getPackageName());
    private static final String COOKIE = "freshet-sign-in.";
    private static final int NAME_LENGTH = 12;

    private final TokenSources sources;
    private final ClientRegistration registration;
    private final SignInSettings settings;
    private final PendingSignIns pending;
    private final TimeSource time;
    private final AtomicBoolean lookedAtRedirectUri = new AtomicBoolean();

    Departures(
            TokenSources sources,
            ClientRegistration registration,
            SignInSettings settings,
            PendingSignIns pending,
            TimeSource time) {
        this.sources = sources;
        this.registration = registration;
        this.settings = settings;
        this.pending = pending;
        this.time = time;
    }

    /**
     * What kind of sign-in a browser is sent away for.
     *
     * @param returnTo where the user goes after it
     * @param prompt what the user may be asked, or null for the provider's choice
     * @param silent whether the user is not to be asked
     * @param toldByPage whether the page that the user goes to after it tells why, if it brings nothing
     * @param again whether the provider gave up the one before
     */
    record Trip(String returnTo, @Nullable String prompt, boolean silent, boolean toldByPage, boolean again) {

        /** The way to a page that needs a user. */
        static Trip to(String returnTo) {
            return new Trip(returnTo, null, false, false, false);
        }

        /** The same again, after the provider gave it up. */
        static Trip again(PendingSignIn signIn) {
            return new Trip(signIn.returnTo(), null, false, signIn.toldByPage(), true);
        }
    }

    /** @return why not, or null if the browser is on its way */
    @Nullable
    Problem depart(Visit visit, HttpServletResponse response, Trip trip) {
        URI endpoint;
        try {
            AuthorizationServerMetadata provider = sources.server(registration.name());
            endpoint = provider.authorizationEndpoint();
        } catch (DiscoveryException e) {
            LOG.log(Level.WARNING, "FRESHET-0409: nobody can sign in at the moment: " + e.getMessage());
            return Problem.of(
                    Problem.UNAVAILABLE,
                    SignInError.TEMPORARILY_UNAVAILABLE,
                    "The sign-in service does not answer. Please try again in a moment.");
        }
        if (endpoint == null) {
            LOG.log(
                    Level.WARNING,
                    "FRESHET-0420: nobody can sign in, since the provider names no authorization endpoint. Write freshet."
                            + registration.name() + ".authorization-endpoint");
            return Problem.of(
                    Problem.BAD_GATEWAY, SignInError.INVALID_REQUEST, "This application is not set up for signing in.");
        }
        Duration patience = trip.silent() ? settings.silentTimeout() : PendingSignIns.LONGEST;
        String state = Randoms.next();
        String browser = Randoms.next();
        PendingSignIn signIn = new PendingSignIn(
                Randoms.next(),
                CodeVerifier.generate(),
                redirectUri(visit),
                registration.scope().orElse("openid"),
                trip.returnTo(),
                Randoms.hash(browser),
                trip.silent(),
                trip.toldByPage(),
                trip.again(),
                time.instant().plus(patience));
        pending.add(state, signIn);
        addCookie(visit, response, cookieName(state), browser, patience, signIn.redirectUri());
        Answers.redirect(
                response, request(signIn, state, trip.prompt()).at(endpoint).toString());
        return null;
    }

    private AuthorizationRequest request(PendingSignIn signIn, String state, @Nullable String prompt) {
        AuthorizationRequest.Builder request = AuthorizationRequest.of(
                        registration.authentication().clientId(), signIn.redirectUri())
                .scope(signIn.scope())
                .state(state)
                .nonce(signIn.nonce())
                .codeVerifier(signIn.codeVerifier())
                .prompt(signIn.silent() ? "none" : prompt == null ? settings.prompt() : prompt);
        settings.parameters().forEach(request::parameter);
        return request.build();
    }

    /** Its name tells which sign-in it is for, so that several tabs do not take each other's. */
    static String cookieName(String state) {
        return COOKIE + Randoms.hash(state).substring(0, NAME_LENGTH);
    }

    /** Whether this is the browser that was sent away for a sign-in. */
    static boolean isSameBrowser(Visit visit, String state, PendingSignIn signIn) {
        return visit.cookies(cookieName(state))
                .anyMatch(cookie -> Randoms.same(Randoms.hash(cookie), signIn.browser()));
    }

    /** The cookie has done its work. */
    void removeCookie(Visit visit, HttpServletResponse response, String state, String redirectUri) {
        addCookie(visit, response, cookieName(state), "", Duration.ZERO, redirectUri);
    }

    void addCookie(
            Visit visit, HttpServletResponse response, String name, String value, Duration age, String redirectUri) {
        boolean secure = visit.request().isSecure() || redirectUri.startsWith("https:");
        response.addHeader(
                "Set-Cookie",
                name + "=" + value + "; Path=" + visit.request().getContextPath() + settings.base() + "; Max-Age="
                        + age.toSeconds() + "; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : ""));
    }

    String redirectUri(Visit visit) {
        String callback = visit.request().getContextPath() + settings.base() + SignIn.CALLBACK;
        String configured = registration.redirectUri().orElse(null);
        if (configured == null) {
            return visit.origin() + callback;
        }
        if (!configured.endsWith(callback) && lookedAtRedirectUri.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "FRESHET-0412: freshet." + registration.name() + ".redirect-uri does not end with " + callback
                            + ", where answers are expected. Change it, unless something in front of this server changes "
                            + "paths");
        }
        return configured;
    }
}
