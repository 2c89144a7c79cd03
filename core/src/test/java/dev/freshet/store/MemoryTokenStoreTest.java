package dev.freshet.store;

class MemoryTokenStoreTest extends TokenStoreContract {

    private final TokenStore store = TokenStore.inMemory();

    @Override
    TokenStore store() {
        return store;
    }
}
