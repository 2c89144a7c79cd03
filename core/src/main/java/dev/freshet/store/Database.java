package dev.freshet.store;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What differs from one kind of database to the next: the name of its schema file, and how it tells its time. */
enum Database {
    POSTGRESQL("1-postgresql.sql", "CAST(FLOOR(EXTRACT(EPOCH FROM STATEMENT_TIMESTAMP()) * 1000) AS BIGINT)"),
    /** By UTC_TIMESTAMP, since the local time of a session says two things in the hour when summer time ends. */
    MARIADB("1-mariadb.sql", "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) DIV 1000)"),
    MYSQL("1-mariadb.sql", MARIADB.now),
    H2("1-h2.sql", "CAST(FLOOR(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000) AS BIGINT)");

    private final String schemaFile;
    private final String now;

    Database(String schemaFile, String now) {
        this.schemaFile = schemaFile;
        this.now = now;
    }

    /** @param product as its driver names it */
    static Optional<Database> of(String product) {
        String name = product.toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(each -> name.startsWith(each.name()))
                .findFirst();
    }

    String schemaFile() {
        return schemaFile;
    }

    /** An expression for the milliseconds since 1970-01-01 UTC, the same all through a statement. */
    String now() {
        return now;
    }
}
