package dev.freshet.jakarta.cdi;

import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.TokenSources;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.inject.Instance;
import jakarta.security.enterprise.identitystore.openid.AccessToken;
import jakarta.security.enterprise.identitystore.openid.OpenIdContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The logins of Jakarta Security's {@code OpenIdAuthenticationMechanismDefinition}, whose tokens become grants when they are
 * first asked for. Each grant has a name that follows from the tokens of its login, so that whichever request comes first
 * begins it, once. It ends with the session. Safe for use by many threads.
 */
final class OpenIdLogins {

    private static final String GRANT = "dev.freshet.container-login";

    private final TokenSources sources;
    private final List<String> clients;
    private final Instance<Object> beans;

    OpenIdLogins(TokenSources sources, List<String> clients, Instance<Object> beans) {
        this.sources = sources;
        this.clients = clients;
        this.beans = beans;
    }

    /** To be called on a thread of the request: elsewhere the context may be another user's. */
    Optional<String> grantOf(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        OpenIdContext context = session == null || request.getUserPrincipal() == null ? null : context();
        AccessToken token = context == null ? null : context.getAccessToken();
        if (session == null || context == null || token == null) {
            return Optional.empty();
        }
        TokenResponse response = response(context, token);
        String id = "login-" + hash(response);
        SessionGrant kept = session.getAttribute(GRANT) instanceof SessionGrant known ? known : null;
        if (kept == null || !kept.id().equals(id)) {
            clients.forEach(client -> sources.begin(client, id, response));
            session.setAttribute(GRANT, new SessionGrant(id, sources, clients));
        }
        return Optional.of(id);
    }

    private @Nullable OpenIdContext context() {
        try {
            Instance<OpenIdContext> contexts = beans.select(OpenIdContext.class);
            return contexts.isResolvable() ? contexts.get() : null;
        } catch (ContextNotActiveException e) {
            return null;
        }
    }

    /** The refresh token, if there is one, names the login; access tokens come and go. */
    private static String hash(TokenResponse response) {
        RefreshToken refreshToken = response.refreshToken();
        return (refreshToken == null ? new RefreshToken(response.accessToken()) : refreshToken).hash();
    }

    private static TokenResponse response(OpenIdContext context, AccessToken token) {
        String refreshToken = context.getRefreshToken()
                .map(jakarta.security.enterprise.identitystore.openid.RefreshToken::getToken)
                .filter(text -> !text.isBlank())
                .orElse(null);
        return new TokenResponse(
                token.getToken(),
                lifetime(context, token),
                refreshToken == null ? null : new RefreshToken(refreshToken),
                null,
                null,
                context.getIdentityToken() == null
                        ? null
                        : context.getIdentityToken().getToken());
    }

    /** What the server said at the login, or nothing if that is over: it is not known when the login was. */
    private static @Nullable Duration lifetime(OpenIdContext context, AccessToken token) {
        return token.isExpired()
                ? Duration.ZERO
                : context.getExpiresIn().map(Duration::ofSeconds).orElse(null);
    }
}
