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
    private final boolean repeatable;
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

    /** The names of the configured headers that the call was given. */
    Set<String> addedHeaders() {
        return addedHeaders;
    }

    /** Whether its method is one that may be sent again. */
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
