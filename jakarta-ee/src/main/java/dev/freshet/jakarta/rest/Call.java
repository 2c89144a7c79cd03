package dev.freshet.jakarta.rest;

import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.TokenSource;
import dev.freshet.store.GrantKey;
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
    private @Nullable Recording recording;

    Call(GrantKey grant, TokenSource source, AccessToken token, Set<String> addedHeaders) {
        this.grant = grant;
        this.source = source;
        this.token = token;
        this.addedHeaders = addedHeaders;
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

    /** The names of the configured headers that the call was given. */
    Set<String> addedHeaders() {
        return addedHeaders;
    }

    void record(Recording body) {
        this.recording = body;
    }

    /** The body of the first attempt, if it was recorded. */
    @Nullable Recording recording() {
        return recording;
    }

    /** Lets go of the body: the answer may be read for long. */
    void forgetBody() {
        this.recording = null;
    }

    @Override
    public String toString() {
        return "Call[" + grant + "]";
    }
}
