package dev.freshet.it.cluster;

import dev.freshet.store.TokenStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;

/** What the processes of one machine can share, each known by an address. */
enum Stores {
    /** A folder of files, one more each time. */
    FILES {
        @Override
        String address() throws IOException {
            Path folder = Files.createDirectories(Path.of(System.getProperty("cluster.folder")));
            return Files.createTempDirectory(folder, "grants").toString();
        }
    },
    /** A database in the one PostgreSQL of this JVM, one more each time; the server ends with the JVM. */
    POSTGRESQL {
        @Override
        String address() throws IOException {
            String name = "cluster_" + DATABASES.incrementAndGet();
            try (Connection connection = Server.POSTGRESQL.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name);
            } catch (SQLException e) {
                throw new IOException("no database " + name, e);
            }
            return Server.POSTGRESQL.getJdbcUrl("postgres", name);
        }
    };

    private static final AtomicInteger DATABASES = new AtomicInteger();

    /** The address of a store in which there is nothing. */
    abstract String address() throws IOException;

    /** The store with this address, as a node sees it. */
    static TokenStore open(String address) {
        if (!address.startsWith("jdbc:")) {
            return TokenStore.files(Path.of(address));
        }
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(address);
        return TokenStore.jdbc(database);
    }

    private static final class Server {
        static final EmbeddedPostgres POSTGRESQL = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.start();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start PostgreSQL", e);
            }
        }
    }
}
