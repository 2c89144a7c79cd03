package dev.freshet.jakarta.cdi;

import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.TokenSource;
import java.util.function.Supplier;

/** The source that is the right one at each call: that of the user whose request this thread works for. */
final class CurrentTokenSource implements TokenSource {

    private final Supplier<TokenSource> current;

    CurrentTokenSource(Supplier<TokenSource> current) {
        this.current = current;
    }

    @Override
    public AccessToken accessToken() {
        return current.get().accessToken();
    }

    @Override
    public AccessToken replacementFor(AccessToken rejected) {
        return current.get().replacementFor(rejected);
    }

    @Override
    public void accepted(AccessToken replacement) {
        current.get().accepted(replacement);
    }

    @Override
    public void refusedAgain(AccessToken replacement) {
        current.get().refusedAgain(replacement);
    }
}
