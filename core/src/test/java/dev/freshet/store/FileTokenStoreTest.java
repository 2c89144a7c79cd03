package dev.freshet.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.RefreshToken;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to files. What every store promises is tested in the testkit, by TokenStoreContract. */
class FileTokenStoreTest {

    private static final GrantKey KEY = GrantKey.ofApplication("parts");
    private static final StoredGrant FULL = StoredGrant.of(null, new RefreshToken("rt-1"));

    @TempDir
    Path directory;

    /** A store of its own each time: what counts is in the files. */
    private TokenStore store() {
        return TokenStore.files(directory.resolve("tokens"));
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("tokens"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void isReadableByItsOwnerOnly() throws IOException {
        Assumptions.assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        store().compareAndSet(KEY, TokenStore.ABSENT, FULL);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(onlyFile())));
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("tokens"))));
    }

    @Test
    void namesFilesByClientAndByHashOfTheGrant() throws IOException {
        store().compareAndSet(new GrantKey("parts", "alice@example.test"), TokenStore.ABSENT, FULL);
        String name = onlyFile().getFileName().toString();
        assertTrue(name.matches("parts-[0-9a-f]{32}\\.json"), name);
    }

    @Test
    void leavesNoHalfFileBehind() throws IOException {
        store().compareAndSet(KEY, TokenStore.ABSENT, FULL);
        try (Stream<Path> files = Files.list(directory.resolve("tokens"))) {
            assertFalse(files.anyMatch(file -> file.toString().endsWith(".new")));
        }
    }

    @Test
    void writesOverAHalfFileOfACrash() throws IOException {
        long version = store().compareAndSet(KEY, TokenStore.ABSENT, FULL).getAsLong();
        Files.writeString(onlyFile().resolveSibling(onlyFile().getFileName() + ".new"), "{\"half\":");
        assertTrue(store().compareAndSet(KEY, version, StoredGrant.of(null, new RefreshToken("next")))
                .isPresent());
        assertEquals(
                new RefreshToken("next"),
                store().read(KEY).orElseThrow().grant().refreshToken());
    }

    @Test
    void namesADamagedFileAndQuotesNothingOfIt() throws IOException {
        store().compareAndSet(KEY, TokenStore.ABSENT, FULL);
        Files.writeString(onlyFile(), "{\"refresh_token\":\"rt-secret\" damaged");
        TokenStoreException damaged = assertThrows(TokenStoreException.class, () -> store().read(KEY));
        assertTrue(damaged.getMessage().contains(onlyFile().toString()), damaged.getMessage());
        for (Throwable cause = damaged; cause != null; cause = cause.getCause()) {
            assertFalse(cause.toString().contains("rt-secret"), cause.toString());
        }
    }

    @Test
    void namesADirectoryThatCannotBeMade() throws IOException {
        Path file = Files.createFile(directory.resolve("a-file"));
        TokenStore store = TokenStore.files(file.resolve("tokens"));
        TokenStoreException failure =
                assertThrows(TokenStoreException.class, () -> store.compareAndSet(KEY, TokenStore.ABSENT, FULL));
        assertTrue(failure.getMessage().contains("a-file"), failure.getMessage());
    }

    /** A file as it was written before grants had an ID token. */
    @Test
    void readsAFileOfBefore() throws IOException {
        store().compareAndSet(KEY, TokenStore.ABSENT, FULL);
        Files.writeString(onlyFile(), "{\"version\":7,\"refresh_token\":\"rt-old\",\"origins\":[\"o\"]}");
        StoredGrant old = store().read(KEY).orElseThrow().grant();
        assertEquals(new RefreshToken("rt-old"), old.refreshToken());
        assertEquals(null, old.idToken());
        store().compareAndSet(KEY, 7, old.withIdToken("id-token"));
        assertEquals("id-token", store().read(KEY).orElseThrow().grant().idToken());
    }

    /** Two applications on one server: two copies of the classes in one process, where file locks overlap. */
    @Test
    void sharesADirectoryWithAnotherCopyOfTheLibrary() throws Exception {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            path.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader other =
                new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> copy = other.loadClass(CountingWriter.class.getName());
            Thread thread = new Thread(() -> runCopy(copy));
            thread.setContextClassLoader(other);
            thread.start();
            new CountingWriter(directory.resolve("tokens").toUri()).run();
            thread.join(30_000);
        }
        String count = store().read(CountingWriter.KEY)
                .orElseThrow()
                .grant()
                .refreshToken()
                .value();
        assertEquals(String.valueOf(2 * CountingWriter.WRITES), count);
    }

    private void runCopy(Class<?> copy) {
        try {
            URI tokens = directory.resolve("tokens").toUri();
            ((Runnable) copy.getConstructor(URI.class).newInstance(tokens)).run();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** Counts in the store by compare-and-set. */
    public static final class CountingWriter implements Runnable {

        static final GrantKey KEY = new GrantKey("parts", "counter");
        static final int WRITES = 50;

        private final TokenStore store;

        public CountingWriter(URI directory) {
            store = TokenStore.files(Path.of(directory));
        }

        @Override
        public void run() {
            for (int written = 0; written < WRITES; ) {
                var row = store.read(KEY);
                int count = row.map(
                                r -> Integer.parseInt(r.grant().refreshToken().value()))
                        .orElse(0);
                long version = row.map(TokenStore.Versioned::version).orElse(TokenStore.ABSENT);
                StoredGrant next = StoredGrant.of(null, new RefreshToken(String.valueOf(count + 1)));
                written += store.compareAndSet(KEY, version, next).isPresent() ? 1 : 0;
            }
        }
    }
}
