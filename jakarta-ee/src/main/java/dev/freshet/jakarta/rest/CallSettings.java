package dev.freshet.jakarta.rest;

import dev.freshet.refresh.TokenSources;
import java.util.Set;

/** What the filters of one client are set to. Immutable. */
record CallSettings(
        TokenSources sources,
        String client,
        Set<Origin> origins,
        HeaderTemplates headers,
        boolean retry,
        InvalidTokenRule rule,
        Replay replay,
        int replayLimit,
        ReplayBudget replayBudget) {

    CallSettings {
        origins = Set.copyOf(origins);
    }

    /** The name of the property by which a call carries what the filters know of it. */
    String property() {
        return "dev.freshet.call." + client;
    }
}
