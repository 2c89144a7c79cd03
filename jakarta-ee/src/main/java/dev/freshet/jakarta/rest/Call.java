package dev.freshet.jakarta.rest;

import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.TokenSource;
import dev.freshet.store.GrantKey;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the filters know of one call that carries a token of theirs; travels with it as a property. It is used by one thread
 * at a time, as the call itself is.
 */
final class Call {

    private final GrantKey grant;
    private final TokenSource source;
    private final AccessToken token;
    private final Set<String> addedHeaders;
    private final boolean repeatable;
    private boolean departed;
    private @Nullable Recording recording;

    Call(GrantKey grant, TokenSource source, AccessToken token, Set<String> addedHeaders, boolean repeatable) {
        this.grant = grant;
        this.source = source;
        this.token = token;
        this.addedHeaders = addedHeaders;
        this.repeatable = repeatable;
    }

    GrantKey grant() {
        return grant;
    }

    TokenSource source() {
        return source;
    }

    /** The token that the first attempt carried. */
    AccessToken token() {
        return token;
    }

    /** Whether a request still has that token. A later filter may have put another one on it, which is not ours to judge. */
    boolean isOn(ClientRequestContext request) {
        return token.authorization().equals(request.getHeaderString(HttpHeaders.AUTHORIZATION));
    }

    /** No filter stands between it and the wire any more. */
    void depart() {
        departed = true;
    }

    /** Whether it has been sent: an answer to a call that was not is another filter's. */
    boolean departed() {
        return departed;
    }

    /** The names of the configured headers that the call was given. */
    Set<String> addedHeaders() {
        return addedHeaders;
    }

    /** Whether it may be sent again at all. */
    boolean repeatable() {
        return repeatable;
    }

    void record(Recording body) {
        this.recording = body;
    }

    /** The body of the first attempt, if it was recorded. */
    @Nullable
    Recording recording() {
        return recording;
    }

    /** Lets go of the body: the answer may be read for long. */
    void forgetBody() {
        if (recording != null) {
            recording.forget();
            recording = null;
        }
    }

    @Override
    public String toString() {
        return "Call[" + grant + "]";
    }
}
