package dev.freshet.jakarta.rest;

import dev.freshet.http.CallRules;
import dev.freshet.refresh.TokenSources;

/**
 * What the filters of one client are set to. Immutable.
 *
 * @param property the name of the property by which a call carries what the filters know of it: made once, since each call
 *     asks for it several times
 */
record CallSettings(
        String property,
        TokenSources sources,
        CallRules rules,
        HeaderTemplates headers,
        boolean retry,
        Replay replay,
        int replayLimit,
        ReplayBudget replayBudget) {

    String client() {
        return rules.client();
    }
}
