package dev.freshet.jakarta.rest;

import dev.freshet.jakarta.rest.transport.Transports;
import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.TokenException;
import dev.freshet.refresh.TokenSource;
import dev.freshet.store.GrantKey;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Set;

/**
 * Puts a token on a call, or refuses the call. Whose token it is is decided here and never later: only here is the thread,
 * or what was captured on it, the caller's.
 */
final class AttachFilter implements ClientRequestFilter {

    private final CallSettings settings;
    private final Grants grants;
    private final Transports transports;

    AttachFilter(CallSettings settings, Grants grants, Transports transports) {
        this.settings = settings;
        this.grants = grants;
        this.transports = transports;
    }

    @Override
    public void filter(ClientRequestContext request) {
        MultivaluedMap<String, Object> headers = request.getHeaders();
        boolean allowed = settings.rules().allow(request.getUri());
        if (headers.containsKey(HttpHeaders.AUTHORIZATION)) {
            if (allowed) {
                settings.headers().addTo(headers);
            }
            return;
        }
        if (!allowed) {
            throw new CallRefusedException(settings.rules().otherOrigin(request.getUri()));
        }
        if (!transports.guardRedirects(request)) {
            throw new CallRefusedException("FRESHET-0105: the client in use for '" + settings.client() + "' follows "
                    + "redirects, or nobody knows, and would take the token along to any origin, so the call was not sent. "
                    + "Build it with followRedirects(false), a Jersey client with ClientProperties.FOLLOW_REDIRECTS set "
                    + "to false");
        }
        GrantKey grant = grants.of(request);
        TokenSource source = settings.sourceOf(grant);
        AccessToken token = tokenFrom(source);
        headers.putSingle(HttpHeaders.AUTHORIZATION, token.authorization());
        Set<String> added = settings.headers().addTo(headers);
        boolean repeatable = settings.retry() && settings.replay().allows(request.getMethod()) && isAlone(request);
        request.setProperty(settings.property(), new Call(grant, source, token, added, repeatable));
    }

    /** Whether what a call carries is its own: else its answer might be met by another call's body. */
    private boolean isAlone(ClientRequestContext request) {
        return request.getPropertyNames().isEmpty() || transports.keepsPropertiesApart(request);
    }

    private static AccessToken tokenFrom(TokenSource source) {
        try {
            return source.accessToken();
        } catch (TokenException e) {
            // Runtimes wrap what is none of theirs in different ways; this they all let pass.
            throw new ProcessingException(e.getMessage(), e);
        }
    }
}
