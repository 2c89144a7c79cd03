package dev.freshet.example.dealerportal;

import dev.freshet.refresh.TokenEvent;
import dev.freshet.store.GrantKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts, for each grant, the tokens that came by a refresh. The events of Freshet hold no token, so neither does this. */
@ApplicationScoped
public class Renewals {

    private final Map<GrantKey, Integer> counts = new ConcurrentHashMap<>();

    /** How many there were since the user signed in. */
    int of(GrantKey grant) {
        return counts.getOrDefault(grant, 0);
    }

    void onEvent(@Observes TokenEvent event) {
        if (event instanceof TokenEvent.Refreshed) {
            counts.merge(event.grant(), 1, Integer::sum);
        } else if (event instanceof TokenEvent.Forgotten) {
            counts.remove(event.grant());
        }
    }
}
