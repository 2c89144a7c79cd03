package dev.freshet.testkit;

import dev.freshet.store.TokenStore;

class MemoryTokenStoreTest extends TokenStoreContract {

    private final TokenStore store = TokenStore.inMemory();

    @Override
    protected TokenStore store() {
        return store;
    }
}
