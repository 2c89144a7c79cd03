package dev.freshet.it.cluster;

import dev.freshet.store.TokenStore;
import java.nio.file.Path;

/** The stores that the processes of one machine can share. */
final class Stores {

    private Stores() {}

    /** The store with this address: a folder. */
    static TokenStore open(String address) {
        return TokenStore.files(Path.of(address));
    }
}
