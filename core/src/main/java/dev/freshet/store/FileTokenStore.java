package dev.freshet.store;

import jakarta.json.JsonException;
import jakarta.json.spi.JsonProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store of one JSON file for each grant. A reader sees the old file or the new one, never a half: a new one is written
 * beside it, forced to the disk and renamed over it. Writers of all processes take turns by {@link DirectoryLock}.
 */
final class FileTokenStore implements TokenStore {

    private final Path directory;
    private final DirectoryLock lock;
    private final GrantFormat format = new GrantFormat(JsonProvider.provider());

    FileTokenStore(Path directory) {
        this.directory = directory.toAbsolutePath();
        this.lock = new DirectoryLock(this.directory.resolve(".lock"));
    }

    @Override
    public Optional<Versioned> read(GrantKey key) {
        return read(file(key), format::read);
    }

    private <T> Optional<T> read(Path file, Function<InputStream, T> reader) {
        try {
            return Optional.of(reader.apply(new ByteArrayInputStream(Files.readAllBytes(file))));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure("read", file, e);
        } catch (JsonException
                | IllegalArgumentException
                | ClassCastException
                | NullPointerException
                | ArithmeticException
                | DateTimeException e) {
            // The cause is left out: a parser's message may quote the file.
            throw failure("understand", file, new IOException("not a file of this store, or damaged"));
        }
    }

    @Override
    public OptionalLong compareAndSet(GrantKey key, long expected, StoredGrant next) {
        return locked(() -> write(key, expected, next));
    }

    @Override
    public boolean remove(GrantKey key, long expected) {
        return locked(() -> {
            if (versionOf(read(key)) != expected || expected == ABSENT) {
                return false;
            }
            Files.delete(file(key));
            OwnerOnly.force(directory);
            return true;
        });
    }

    @Override
    public Acquisition acquire(GrantKey key, long expected, String owner, Duration ttl, @Nullable String intent) {
        return locked(() -> {
            Instant now = Instant.now();
            Lease wanted = new Lease(owner, now, now.plus(ttl), intent);
            return LeaseRule.acquire(() -> read(key), expected, wanted, now, leased -> write(key, expected, leased));
        });
    }

    @Override
    public List<String> grantIds(String client) {
        List<String> ids = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, prefix(client) + "*.json")) {
            for (Path file : files) {
                read(file, format::readKey)
                        .flatMap(key -> key)
                        .filter(key -> key.client().equals(client))
                        .ifPresent(key -> ids.add(key.grantId()));
            }
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException | DirectoryIteratorException e) {
            throw failure("list", directory, e instanceof IOException io ? io : new IOException(e));
        }
        return ids;
    }

    /** To be called by the holder of the lock. */
    private OptionalLong write(GrantKey key, long expected, StoredGrant next) {
        if (versionOf(read(key)) != expected) {
            return OptionalLong.empty();
        }
        Versioned row = new Versioned(LeaseRule.after(expected), next);
        Path file = file(key);
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(beside);
            try (FileChannel channel = OwnerOnly.create(beside)) {
                ByteBuffer bytes = ByteBuffer.wrap(format.write(key, row));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            OwnerOnly.force(directory);
        } catch (IOException e) {
            throw failure("write", file, e);
        }
        return OptionalLong.of(row.version());
    }

    private static long versionOf(Optional<Versioned> row) {
        return row.map(Versioned::version).orElse(ABSENT);
    }

    private <T> T locked(DirectoryLock.Work<T> work) {
        try {
            OwnerOnly.createDirectory(directory);
            return lock.whileHeld(work);
        } catch (IOException e) {
            throw failure("lock", directory, e);
        }
    }

    /** Client names are plain; grant ids can be anything, and may name a person: only their hash names a file. */
    private Path file(GrantKey key) {
        return directory.resolve(prefix(key.client()) + key.hash().substring(0, 32) + ".json");
    }

    private static String prefix(String client) {
        return client.replaceAll("[^A-Za-z0-9_-]", "_") + "-";
    }

    private static TokenStoreException failure(String verb, Path path, IOException cause) {
        return new TokenStoreException(
                "FRESHET-0011: cannot " + verb + " " + path + " ("
                        + cause.getClass().getSimpleName() + ": "
                        + cause.getMessage() + "). The directory of the file store must be on a local disk with room, "
                        + "and the server's user must be allowed to write it",
                cause);
    }

    @Override
    public String toString() {
        return "files in " + directory;
    }
}
