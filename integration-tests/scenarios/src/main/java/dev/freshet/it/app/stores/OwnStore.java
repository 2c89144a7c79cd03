package dev.freshet.it.app.stores;

import dev.freshet.store.TokenStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

/** The application's own store. */
@ApplicationScoped
public class OwnStore {

    /** Found by {@code store=bean}. */
    @Produces
    @ApplicationScoped
    public TokenStore store() {
        return TokenStore.inMemory();
    }
}
