package dev.freshet.signin;

import dev.freshet.oauth.AuthorizationServerMetadata;
import dev.freshet.oauth.DiscoveryException;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.TokenStoreException;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an answer of the provider, from top to bottom: it belongs to a sign-in of this browser, it is of this
 * provider, its code gives tokens, its ID token is to be believed; only then anybody is signed in. Safe for use by many
 * threads.
 */
final class Arrivals {

    private static final Logger LOG = System.getLogger(Arrivals.class.getPackageName());

    private static final int LONGEST_QUERY = 16 * 1024;
    private static final int LONGEST_STATE = 200;
    private static final int LONGEST_CODE = 8 * 1024;
    private static final int LONGEST_TEXT = 4 * 1024;
    private static final List<String> PARAMETERS =
            List.of("state", "code", "iss", "error", "error_description", "error_uri");

    private final TokenSources sources;
    private final ClientRegistration registration;
    private final PendingSignIns pending;
    private final IdTokens idTokens;
    private final Sessions sessions;

    Arrivals(
            TokenSources sources,
            ClientRegistration registration,
            PendingSignIns pending,
            IdTokens idTokens,
            Sessions sessions) {
        this.sources = sources;
        this.registration = registration;
        this.pending = pending;
        this.idTokens = idTokens;
        this.sessions = sessions;
    }

    /**
     * What came of an answer.
     *
     * @param signIn the sign-in that was answered, or null if it was none of this browser
     * @param user who is signed in now, or null
     * @param problem why nobody is, or null
     */
    record Outcome(
            @Nullable PendingSignIn signIn,
            @Nullable User user,
            @Nullable Problem problem) {}

    Outcome arrive(Visit visit) {
        HttpServletRequest request = visit.request();
        Problem malformed = malformed(request);
        if (malformed != null) {
            return new Outcome(null, null, malformed);
        }
        String state = request.getParameter("state");
        PendingSignIn signIn = state == null ? null : pending.find(state).orElse(null);
        // Another browser's answer leaves the sign-in to its own; of two same answers one takes it.
        if (signIn == null || !Departures.isSameBrowser(visit, state, signIn) || !pending.take(state, signIn)) {
            LOG.log(
                    Level.INFO,
                    "FRESHET-0403: an answer was refused that belongs to no sign-in of this browser: forged, sent "
                            + "twice, too late, or the browser keeps no cookies");
            return new Outcome(
                    null,
                    null,
                    Problem.of(
                            Problem.BAD_REQUEST,
                            SignInError.INVALID_STATE,
                            "This sign-in was finished before, took too long, or was begun elsewhere."));
        }
        try {
            return accept(request, signIn);
        } catch (Refused e) {
            return new Outcome(signIn, null, e.problem);
        }
    }

    private @Nullable Problem malformed(HttpServletRequest request) {
        String query = request.getQueryString();
        boolean fits = query != null
                && query.length() <= LONGEST_QUERY
                && PARAMETERS.stream().allMatch(name -> isAtMostOnce(request, name));
        if (fits) {
            return null;
        }
        LOG.log(
                Level.INFO,
                "FRESHET-0402: an answer was refused that has no parameters, one twice, or one that is too long");
        return Problem.of(
                Problem.BAD_REQUEST, SignInError.INVALID_RESPONSE, "The answer of the sign-in service is malformed.");
    }

    private static boolean isAtMostOnce(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        int longest = name.equals("state") ? LONGEST_STATE : name.equals("code") ? LONGEST_CODE : LONGEST_TEXT;
        return values == null || values.length == 1 && values[0].length() <= longest;
    }

    /** Ends the work on an answer. */
    private static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        Refused(Problem problem) {
            super(problem.words(), null, false, false);
            this.problem = problem;
        }
    }

    private Outcome accept(HttpServletRequest request, PendingSignIn signIn) throws Refused {
        AuthorizationServerMetadata provider = provider();
        checkIssuer(request.getParameter("iss"), provider);
        checkError(request);
        String code = request.getParameter("code");
        if (code == null || code.isBlank()) {
            LOG.log(Level.WARNING, "FRESHET-0402: an answer was refused that has neither code nor error");
            throw refused(
                    Problem.BAD_REQUEST,
                    SignInError.INVALID_RESPONSE,
                    "The answer of the sign-in service is malformed.");
        }
        TokenResponse tokens = redeem(code, signIn);
        IdTokenClaims claims = believe(tokens, provider, signIn);
        checkUser(request, signIn, claims);
        String grant = store(tokens);
        String scope = tokens.scope() == null ? signIn.scope() : tokens.scope();
        return new Outcome(signIn, sessions.begin(request, grant, claims, scope), null);
    }

    private AuthorizationServerMetadata provider() throws Refused {
        try {
            return sources.server(registration.name());
        } catch (DiscoveryException e) {
            throw unavailable(e);
        }
    }

    private static Refused unavailable(DiscoveryException e) {
        LOG.log(Level.WARNING, "FRESHET-0409: nobody can sign in at the moment: " + e.getMessage());
        return refused(
                Problem.UNAVAILABLE,
                SignInError.TEMPORARILY_UNAVAILABLE,
                "The sign-in service does not answer. Please try again in a moment.");
    }

    /** RFC 9207, section 2.4: whose answer this is must be clear before anything of it is used, errors too. */
    private static void checkIssuer(@Nullable String named, AuthorizationServerMetadata provider) throws Refused {
        boolean right = named == null ? !provider.issParameterSupported() : named.equals(provider.issuer());
        if (!right) {
            LOG.log(
                    Level.WARNING,
                    "FRESHET-0404: an answer was refused that is not of the issuer " + provider.issuer()
                            + ". If that is spelt otherwise than the provider does, change it");
            throw refused(
                    Problem.BAD_REQUEST,
                    SignInError.INVALID_RESPONSE,
                    "The answer came from another sign-in service than the one that was asked.");
        }
    }

    private void checkError(HttpServletRequest request) throws Refused {
        String code = request.getParameter("error");
        if (code == null) {
            return;
        }
        SignInError error = SignInError.of(code);
        Problem problem = new Problem(
                error.next() == Next.RETRY ? Problem.UNAVAILABLE : Problem.FORBIDDEN,
                error,
                code,
                request.getParameter("error_description"),
                words(error));
        LOG.log(
                error.next() == Next.NONE && error != SignInError.ACCESS_DENIED ? Level.WARNING : Level.DEBUG,
                "FRESHET-0405: the provider answered " + problem.code() + " ("
                        + problem.description() + ") to an authorization request of '" + registration.name()
                        + "'. If that is no decision of the user, look at the client's registration there and at freshet."
                        + registration.name() + ".scope and redirect-uri");
        throw new Refused(problem);
    }

    private static String words(SignInError error) {
        if (error == SignInError.ACCESS_DENIED || error == SignInError.USER_CANCELED_REQUEST) {
            return "You, or the sign-in service, declined.";
        }
        return switch (error.next()) {
            case SIGN_IN -> "The sign-in service wants to ask you something first.";
            case CONSENT -> "The sign-in service needs your consent first.";
            case RETRY -> "The sign-in service has a problem. Please try again in a moment.";
            case NONE -> "The sign-in service refused the request of this application.";
        };
    }

    /** A code is presented once: whatever comes of it, it is spent. */
    private TokenResponse redeem(String code, PendingSignIn signIn) throws Refused {
        Answer answer = sources.request(
                registration.name(),
                new TokenRequest.AuthorizationCode(code, signIn.redirectUri(), signIn.codeVerifier()));
        if (answer instanceof Answer.Issued issued) {
            return issued.response();
        }
        boolean refused = answer instanceof Answer.Refused;
        LOG.log(
                Level.WARNING,
                "FRESHET-0406: the code of a sign-in of '" + registration.name() + "' brought no tokens: "
                        + cause(answer)
                        + ". The user has to sign in again; if that does not help, look at the client's "
                        + "registration and its credentials");
        throw refused(
                refused ? Problem.FORBIDDEN : Problem.UNAVAILABLE,
                refused ? SignInError.INVALID_GRANT : SignInError.TEMPORARILY_UNAVAILABLE,
                refused
                        ? "The sign-in service did not accept its own answer. Please sign in again."
                        : "The sign-in service does not answer. Please sign in again in a moment.");
    }

    private static String cause(Answer answer) {
        if (answer instanceof Answer.Refused refused) {
            return refused.error().toString();
        }
        if (answer instanceof Answer.Busy busy) {
            return busy.cause();
        }
        if (answer instanceof Answer.NotSent notSent) {
            return notSent.cause();
        }
        return answer instanceof Answer.Unanswered unanswered ? unanswered.cause() : "no answer";
    }

    private IdTokenClaims believe(TokenResponse tokens, AuthorizationServerMetadata provider, PendingSignIn signIn)
            throws Refused {
        try {
            if (tokens.idToken() == null) {
                throw new IdTokenException("there is none, though openid was asked for");
            }
            return idTokens.validated(tokens.idToken(), provider, signIn.nonce(), tokens.accessToken());
        } catch (DiscoveryException e) {
            throw unavailable(e);
        } catch (IdTokenException e) {
            LOG.log(
                    Level.WARNING,
                    "FRESHET-0407: nobody was signed in by '" + registration.name()
                            + "', since the ID token is refused: " + e.getMessage()
                            + ". Look at issuer, client-id and jwks-uri, and at the clocks");
            throw refused(
                    Problem.FORBIDDEN,
                    SignInError.INVALID_GRANT,
                    "The sign-in service said who you are in a way that cannot be trusted.");
        }
    }

    /** Without asking, nobody takes the place of somebody else. */
    private void checkUser(HttpServletRequest request, PendingSignIn signIn, IdTokenClaims claims) throws Refused {
        Optional<User> before = sessions.known(request);
        if (signIn.silent()
                && before.isPresent()
                && !before.get().claims().subject().equals(claims.subject())) {
            LOG.log(
                    Level.INFO,
                    "FRESHET-0417: a silent sign-in of '" + registration.name()
                            + "' found another user signed in at the " + "provider; the session is as it was");
            throw refused(
                    Problem.FORBIDDEN,
                    SignInError.DIFFERENT_USER,
                    "Somebody else is signed in at the sign-in service by now.");
        }
    }

    private String store(TokenResponse tokens) throws Refused {
        String grant = UUID.randomUUID().toString();
        try {
            sources.authorize(registration.name(), grant, tokens);
        } catch (TokenStoreException e) {
            LOG.log(Level.WARNING, "FRESHET-0422: nobody was signed in, since tokens cannot be stored", e);
            throw refused(
                    Problem.UNAVAILABLE,
                    SignInError.SERVER_ERROR,
                    "This application has a problem. Please sign in again in a moment.");
        }
        if (tokens.refreshToken() == null) {
            LOG.log(Level.WARNING, noRefreshToken(tokens));
        }
        return grant;
    }

    private String noRefreshToken(TokenResponse tokens) {
        String scope = tokens.scope() == null ? "the scope that was asked for" : "'" + tokens.scope() + "'";
        return "FRESHET-0408: the provider gave no refresh token to '" + registration.name() + "', but " + scope
                + ": the user has to sign in again when the access token ends. Let the provider allow this client "
                + "offline_access (and refresh tokens), and leave freshet." + registration.name()
                + ".sign-in.offline-access=true";
    }

    private static Refused refused(int status, SignInError error, String words) {
        return new Refused(Problem.of(status, error, words));
    }

    static boolean isGivenUp(Problem problem) {
        // Keycloak, when another tab has signed in meanwhile: it will not ask the user a second time.
        return problem.error() == SignInError.TEMPORARILY_UNAVAILABLE
                && problem.description() != null
                && Arrays.asList(problem.description().split("\\W+")).contains("authentication_expired");
    }
}
