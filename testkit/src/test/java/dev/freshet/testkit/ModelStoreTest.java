package dev.freshet.testkit;

import dev.freshet.refresh.ModelStore;
import dev.freshet.store.TokenStore;
import java.time.InstantSource;
import java.util.Random;

/** The store that the simulation of the refresh machine runs over. */
class ModelStoreTest extends TokenStoreContract {

    private final TokenStore store = new ModelStore(InstantSource.system(), new Random(4711));

    @Override
    protected TokenStore store() {
        return store;
    }
}
