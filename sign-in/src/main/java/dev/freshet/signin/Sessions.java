package dev.freshet.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.freshet.jakarta.servlet.RequestGrant;
import dev.freshet.refresh.ReauthorizationRequiredException;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.TokenStoreException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in. Safe for use by many threads. An HTTP session holds the id of the grant and a few plain texts, so that it
 * may be moved to another server; all else is read from the token store and kept in memory while it is used.
 */
final class Sessions {

    private static final Logger LOG = System.getLogger(Sessions.class.getPackageName());

    private static final String SUBJECT = "dev.freshet.sign-in.subject";
    private static final String SCOPE = "dev.freshet.sign-in.scope";
    private static final String CSRF = "dev.freshet.sign-in.csrf";

    private static final int MOST = 10_000;
    private static final Duration IDLE = Duration.ofHours(1);
    private static final Duration LONGEST_OVER = Duration.ofDays(1);

    private final String client;
    private final String issuer;
    private final TokenSources sources;
    private final IdTokens idTokens;
    private final Events events;
    private final Executor background;
    private final Cache<String, IdTokenClaims> claims = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(IDLE)
            .executor(Runnable::run)
            .build();
    /** The grants that their provider has ended. */
    private final Cache<String, ReauthorizationRequiredException.Reason> over = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(LONGEST_OVER)
            .executor(Runnable::run)
            .build();

    /** @param background where tokens of expired sessions are revoked */
    Sessions(
            String client, String issuer, TokenSources sources, IdTokens idTokens, Events events, Executor background) {
        this.client = client;
        this.issuer = issuer;
        this.sources = sources;
        this.idTokens = idTokens;
        this.events = events;
        this.background = background;
    }

    /** Whose session this is, while the provider has not ended it; empty if nobody is signed in. Creates no session. */
    Optional<User> userOf(HttpServletRequest request) {
        return known(request).filter(user -> endOf(user).isEmpty());
    }

    /** The same, also if the provider has ended the grant. */
    Optional<User> known(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        try {
            return session == null ? Optional.empty() : known(session);
        } catch (IllegalStateException e) {
            return Optional.empty(); // another request has just signed out
        } catch (TokenStoreException e) {
            LOG.log(
                    Level.WARNING,
                    "FRESHET-0424: whose session of '" + client
                            + "' this is cannot be read, so it counts as nobody's for now. Look at the store",
                    e);
            return Optional.empty();
        }
    }

    private Optional<User> known(HttpSession session) {
        String grant = RequestGrant.keptBy(session).orElse(null);
        if (grant == null || !(session.getAttribute(SUBJECT) instanceof String subject)) {
            return Optional.empty();
        }
        IdTokenClaims known = claims(grant, subject);
        return known == null
                ? Optional.empty()
                : Optional.of(new User(grant, known, words(session, SCOPE), text(session, CSRF)));
    }

    /** Why the provider has ended a grant; empty if it has not, as far as is known. */
    Optional<ReauthorizationRequiredException.Reason> endOf(User user) {
        return Optional.ofNullable(over.getIfPresent(user.grantId()));
    }

    /** The provider has ended a grant. */
    void over(String grant, ReauthorizationRequiredException.Reason reason) {
        over.put(grant, reason);
    }

    private @Nullable IdTokenClaims claims(String grant, String subject) {
        IdTokenClaims present = claims.getIfPresent(grant);
        if (present == null) {
            String token = sources.idToken(client, grant).orElse(null);
            if (token == null) {
                return null; // forgotten, or gone with a store in the memory of another process
            }
            try {
                present = idTokens.known(token, issuer, subject);
            } catch (IdTokenException e) {
                LOG.log(
                        Level.WARNING,
                        "FRESHET-0418: the ID token that is kept for a session of '" + client + "' cannot be used: "
                                + e.getMessage() + ". The user has to sign in again");
                return null;
            }
            claims.put(grant, present);
        }
        return present.subject().equals(subject) ? present : null;
    }

    private static String text(HttpSession session, String attribute) {
        return session.getAttribute(attribute) instanceof String text ? text : "";
    }

    private static Set<String> words(HttpSession session, String attribute) {
        return Arrays.stream(text(session, attribute).split(" "))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toSet());
    }

    /**
     * Signs a user in whose tokens are stored already. The session gets a new id, so that who knew the old one gains
     * nothing; that of another user ends.
     */
    User begin(HttpServletRequest request, String grantId, IdTokenClaims signedIn, String scope) {
        HttpSession before = request.getSession(false);
        String left = null;
        if (before != null) {
            left = RequestGrant.keptBy(before).orElse(null);
            Object owner = before.getAttribute(SUBJECT);
            if (owner == null || owner.equals(signedIn.subject())) {
                request.changeSessionId();
            } else {
                RequestGrant.drop(before);
                before.invalidate();
            }
        }
        RequestGrant.keep(request, grantId);
        HttpSession session = request.getSession();
        String csrf = Randoms.next();
        session.setAttribute(SUBJECT, signedIn.subject());
        session.setAttribute(SCOPE, scope);
        session.setAttribute(CSRF, csrf);
        claims.put(grantId, signedIn);
        if (left != null) {
            // Not revoked: at some providers both grants are one session, which would end with it.
            forget(left, () -> {});
        }
        return new User(grantId, signedIn, words(session, SCOPE), csrf);
    }

    /** Signs the user of a request out: the session is over at once, then the tokens are forgotten and revoked. */
    void end(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        String grant = session == null ? null : left(session);
        if (grant != null) {
            revoke(grant, SignedOut.Reason.REQUESTED);
        }
    }

    /** The grant of a session that is over now; null if it was over before, or of nobody who signed in here. */
    private static @Nullable String left(HttpSession session) {
        try {
            if (session.getAttribute(SUBJECT) == null) {
                return null;
            }
            String grant = RequestGrant.keptBy(session).orElse(null);
            RequestGrant.drop(session); // so that its end is not taken for an expiry
            session.invalidate();
            return grant;
        } catch (IllegalStateException e) {
            return null; // another request was faster
        }
    }

    /** A session is about to end by itself, on a thread of the container that has better things to do than to wait. */
    void expired(HttpSession session) {
        if (session.getAttribute(SUBJECT) == null) {
            return;
        }
        RequestGrant.keptBy(session).ifPresent(grant -> {
            try {
                background.execute(() -> expired(grant));
            } catch (RejectedExecutionException e) {
                forget(grant, () -> events.fire(new SignedOut(client, grant, SignedOut.Reason.EXPIRED)));
            }
        });
    }

    private void expired(String grant) {
        if (isShared(grant)) {
            forget(grant, () -> events.fire(new SignedOut(client, grant, SignedOut.Reason.EXPIRED)));
        } else {
            revoke(grant, SignedOut.Reason.EXPIRED);
        }
    }

    /** Whether a younger session came from the same session at the provider, which must not end with the older one. */
    private boolean isShared(String grant) {
        IdTokenClaims own = claims.getIfPresent(grant);
        Optional<String> session = own == null ? Optional.empty() : own.text("sid");
        return session.isPresent()
                && claims.asMap().entrySet().stream()
                        .anyMatch(other -> !other.getKey().equals(grant)
                                && other.getValue().text("sid").equals(session));
    }

    private void revoke(String grant, SignedOut.Reason reason) {
        claims.invalidate(grant);
        try {
            sources.revoke(client, grant);
        } catch (TokenStoreException e) {
            notForgotten(e);
        }
        events.fire(new SignedOut(client, grant, reason));
    }

    private void forget(String grant, Runnable then) {
        claims.invalidate(grant);
        try {
            sources.forget(client, grant);
        } catch (TokenStoreException e) {
            notForgotten(e);
        }
        then.run();
    }

    private void notForgotten(TokenStoreException e) {
        LOG.log(
                Level.WARNING,
                "FRESHET-0415: the tokens of a session of '" + client
                        + "' that has ended are still in the store, though "
                        + "no session leads to them. Look at the store",
                e);
    }

    /** Follows what happens to grants. */
    void on(TokenEvent event) {
        if (!event.grant().client().equals(client)) {
            return;
        }
        String grant = event.grant().grantId();
        if (event instanceof TokenEvent.ReauthorizationRequired end) {
            over(grant, end.reason());
        } else if (event instanceof TokenEvent.Authorized) {
            over.invalidate(grant);
        } else if (event instanceof TokenEvent.Forgotten
                || event instanceof TokenEvent.Refreshed
                || event instanceof TokenEvent.Adopted) {
            claims.invalidate(grant); // there is none, or there may be a newer ID token
        }
    }
}
