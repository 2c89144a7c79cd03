package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The token that one refresh exchanges. When the server does not take it, it may have been revoked, and is replaced: once.
 * For one thread.
 */
final class SubjectToken {

    private final TokenSource source;
    private @Nullable AccessToken presented;
    private @Nullable AccessToken refused;

    SubjectToken(TokenSource source) {
        this.source = source;
    }

    /** Blocks while there is none, at most for the time that its client waits. */
    AccessToken current() {
        AccessToken token = refused == null ? source.accessToken() : source.replacementFor(refused);
        presented = token;
        return token;
    }

    /** It was refused. Whether it is worth another exchange with its replacement. */
    boolean isReplaceable() {
        AccessToken token = Objects.requireNonNull(presented);
        if (refused != null) {
            source.refusedAgain(token);
            return false;
        }
        refused = token;
        return true;
    }

    /** It was exchanged. */
    void accepted() {
        if (refused != null) {
            source.accepted(Objects.requireNonNull(presented));
        }
    }
}
