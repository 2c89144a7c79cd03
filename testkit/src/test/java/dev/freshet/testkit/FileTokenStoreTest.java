package dev.freshet.testkit;

import dev.freshet.store.TokenStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class FileTokenStoreTest extends TokenStoreContract {

    @TempDir
    Path directory;

    /** A store of its own each time: what counts is in the files. */
    @Override
    protected TokenStore store() {
        return TokenStore.files(directory.resolve("tokens"));
    }

    /** Where its directory should be is a file. */
    @Override
    protected Optional<TokenStore> failingStore() {
        try {
            return Optional.of(TokenStore.files(Files.createFile(directory.resolve("a-file"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
