package dev.freshet.jakarta.rest;

import dev.freshet.http.CallRules;
import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.GrantKey;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the filters of one client are set to. Immutable.
 *
 * @param borrowed the sources of grants that the token sources do not keep, by grant id
 * @param property the name of the property by which a call carries what the filters know of it: made once, since each call
 *     asks for it several times
 */
record CallSettings(
        String property,
        TokenSources sources,
        Function<String, Optional<TokenSource>> borrowed,
        CallRules rules,
        HeaderTemplates headers,
        boolean retry,
        Replay replay,
        int replayLimit,
        ReplayBudget replayBudget) {

    /** Looked up for each call: a source that is kept for long misses what is brought in after it left the cache. */
    TokenSource sourceOf(GrantKey grant) {
        return borrowed.apply(grant.grantId()).orElseGet(() -> sources.of(grant.client(), grant.grantId()));
    }

    String client() {
        return rules.client();
    }
}
