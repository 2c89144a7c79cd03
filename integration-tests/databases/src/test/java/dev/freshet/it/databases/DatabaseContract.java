package dev.freshet.it.databases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.store.GrantKey;
import dev.freshet.store.JdbcTokenStore;
import dev.freshet.store.Lease;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.StoredGrant.Unanswered;
import dev.freshet.store.TokenStore;
import dev.freshet.store.TokenStore.Acquisition;
import dev.freshet.store.TokenStore.Acquisition.Acquired;
import dev.freshet.store.TokenStoreException;
import dev.freshet.testkit.TokenStoreContract;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store in a database promises beyond what every store does. Each test begins without the table. */
abstract class DatabaseContract extends TokenStoreContract {

    private static final GrantKey KEY = GrantKey.ofApplication("parts");
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final StoredGrant GRANT = StoredGrant.of(null, new RefreshToken("rt-1"));
    private static final int THREADS = 8;

    /** A pool of ten connections; all tests of a class share it. */
    abstract DataSource pool();

    /** Another one, as another process would have it. */
    abstract HikariConfig configuration();

    static HikariConfig configuration(String url, String user, String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(10);
        config.setMinimumIdle(1);
        config.setInitializationFailTimeout(30_000);
        return config;
    }

    @BeforeEach
    void dropTable() throws SQLException {
        execute("DROP TABLE IF EXISTS freshet_grant");
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    protected TokenStore store() {
        return TokenStore.jdbc(pool());
    }

    @Test
    void letsOneOfTwoProcessesOfManyThreadsTakeTheLease() throws Exception {
        try (HikariDataSource other = new HikariDataSource(configuration())) {
            List<TokenStore> stores = List.of(store(), TokenStore.jdbc(other));
            for (int round = 0; round < 10; round++) {
                GrantKey key = new GrantKey("parts", "round-" + round);
                long version = stores.get(0)
                        .compareAndSet(key, TokenStore.ABSENT, GRANT)
                        .getAsLong();
                List<Acquisition> answers =
                        together(i -> stores.get(i % 2).acquire(key, version, "owner-" + i, LONG, "intent-" + i));
                assertEquals(
                        1,
                        answers.stream()
                                .filter(Acquisition.Acquired.class::isInstance)
                                .count(),
                        answers.toString());
            }
        }
    }

    @Test
    void letsEachOfManyMakeTheTable() throws Exception {
        try (HikariDataSource other = new HikariDataSource(configuration())) {
            for (int round = 0; round < 5; round++) {
                dropTable();
                together(i -> TokenStore.jdbc(i % 2 == 0 ? pool() : other).read(KEY));
            }
        }
    }

    @Test
    void asksOnceForEachCall() {
        WatchedDataSource watched = new WatchedDataSource(pool());
        TokenStore store = TokenStore.jdbc(watched.dataSource());
        store.read(KEY);
        assertTrue(watched.statements().contains("CREATE"), "the first call makes the table");
        store.read(KEY);
        assertEquals(List.of("SELECT"), watched.statements(), "read");
        long version = store.compareAndSet(KEY, TokenStore.ABSENT, GRANT).getAsLong();
        assertEquals(List.of("INSERT"), watched.statements(), "write first");
        version = store.compareAndSet(KEY, version, GRANT).getAsLong();
        assertEquals(List.of("UPDATE"), watched.statements(), "write again");
        store.compareAndSet(KEY, version - 1, GRANT);
        assertEquals(List.of("UPDATE"), watched.statements(), "write in vain");
        Acquisition lease = store.acquire(KEY, version, "me", LONG, null);
        assertEquals(List.of("UPDATE"), watched.statements(), "lease");
        version = assertInstanceOf(Acquisition.Acquired.class, lease).version();
        store.acquire(KEY, version, "other", LONG, null);
        assertEquals(List.of("UPDATE", "SELECT"), watched.statements(), "lease in vain");
        store.grantIds("parts");
        assertEquals(List.of("SELECT"), watched.statements(), "list");
        store.remove(KEY, version);
        assertEquals(List.of("DELETE"), watched.statements(), "remove");
        assertEquals(0, watched.open(), "connections that were not closed");
    }

    @Test
    void needsOneConnectionAtATime() {
        HikariConfig one = configuration();
        one.setMaximumPoolSize(1);
        one.setConnectionTimeout(2_000);
        try (HikariDataSource pool = new HikariDataSource(one)) {
            TokenStore store = TokenStore.jdbc(pool);
            long version = store.compareAndSet(KEY, TokenStore.ABSENT, GRANT).getAsLong();
            assertFalse(store.compareAndSet(KEY, TokenStore.ABSENT, GRANT).isPresent());
            store.acquire(KEY, version, "me", LONG, null);
            store.acquire(KEY, version + 1, "other", LONG, null);
        }
    }

    @Test
    void writesForGoodOnConnectionsWithoutAutoCommit() throws SQLException {
        HikariConfig manual = configuration();
        manual.setMaximumPoolSize(1);
        manual.setAutoCommit(false);
        try (HikariDataSource pool = new HikariDataSource(manual)) {
            TokenStore store = TokenStore.jdbc(pool);
            long version = store.compareAndSet(KEY, TokenStore.ABSENT, GRANT).getAsLong();
            assertEquals(GRANT, store().read(KEY).orElseThrow().grant());
            store.acquire(KEY, version, "me", LONG, null);
            assertEquals("me", store().read(KEY).orElseThrow().grant().lease().owner());
            try (Connection connection = pool.getConnection()) {
                assertFalse(connection.getAutoCommit(), "as it was");
            }
        }
    }

    @Test
    void leavesNoLimitOnAConnection() throws SQLException {
        HikariConfig one = configuration();
        one.setMaximumPoolSize(1);
        try (HikariDataSource pool = new HikariDataSource(one)) {
            int before = networkTimeout(pool);
            TokenStore.jdbc(pool).compareAndSet(KEY, TokenStore.ABSENT, GRANT);
            assertEquals(before, networkTimeout(pool));
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                assertEquals(0, statement.getQueryTimeout());
            }
        }
    }

    private static int networkTimeout(DataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return connection.getNetworkTimeout();
        }
    }

    @Test
    void survivesTheStrictestIsolation() throws Exception {
        HikariConfig strict = configuration();
        strict.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        try (HikariDataSource pool = new HikariDataSource(strict)) {
            TokenStore store = TokenStore.jdbc(pool);
            long version = store.compareAndSet(KEY, TokenStore.ABSENT, GRANT).getAsLong();
            List<Acquisition> answers = together(i -> store.acquire(KEY, version, "owner-" + i, LONG, null));
            assertEquals(
                    1,
                    answers.stream()
                            .filter(Acquisition.Acquired.class::isInstance)
                            .count(),
                    answers.toString());
        }
    }

    /** Whoever lives a minute ahead, or behind, must not take a lease or a lost answer to be a minute older, or younger. */
    @Test
    void tellsTimesByTheClockOfTheCaller() {
        for (Duration off : List.of(Duration.ofMinutes(1), Duration.ofMinutes(-1))) {
            Clock clock = Clock.offset(Clock.systemUTC(), off);
            TokenStore mine = JdbcTokenStore.builder(pool()).localClock(clock).build();
            GrantKey key = new GrantKey("parts", "off by " + off);
            Instant now = clock.instant();
            StoredGrant grant = new StoredGrant(
                    AccessToken.of("at-1", now, now.plusSeconds(60), null),
                    null,
                    null,
                    null,
                    List.of(),
                    new Unanswered("hash", now),
                    null,
                    null);
            long version = mine.compareAndSet(key, TokenStore.ABSENT, grant).getAsLong();
            mine.acquire(key, version, "me", Duration.ofSeconds(30), "intent");

            StoredGrant seenHere = mine.read(key).orElseThrow().grant();
            assertNear(now, seenHere.unanswered().since());
            assertNear(now.plusSeconds(60), seenHere.accessToken().expiresAt());
            assertNear(now, seenHere.lease().since());
            assertNear(now.plusSeconds(30), seenHere.lease().until());
            StoredGrant seenElsewhere = store().read(key).orElseThrow().grant();
            assertNear(now.minus(off), seenElsewhere.unanswered().since());
            assertNear(now.minus(off), seenElsewhere.lease().since());
            assertNear(now.minus(off).plusSeconds(30), seenElsewhere.lease().until());
            Acquisition.Held held =
                    assertInstanceOf(Acquisition.Held.class, mine.acquire(key, version + 1, "other", LONG, null));
            assertNear(now.plusSeconds(30), held.until());
        }
    }

    /** It is told in the rows that are read, and a refresh may go on for days without reading one. */
    @Test
    void asksForTheTimeAgainWhenTheClockOfTheCallerWasSet() {
        AtomicReference<Duration> off = new AtomicReference<>(Duration.ZERO);
        TokenStore mine = JdbcTokenStore.builder(pool())
                .localClock(() -> Instant.now().plus(off.get()))
                .build();
        long version = mine.compareAndSet(KEY, TokenStore.ABSENT, GRANT).getAsLong();
        mine.read(KEY);
        off.set(Duration.ofMinutes(1));
        Acquired leased = assertInstanceOf(Acquired.class, mine.acquire(KEY, version, "me", LONG, null));
        Instant now = Instant.now();
        mine.compareAndSet(KEY, leased.version(), GRANT.withUnanswered(new Unanswered("hash", now.plus(off.get()))));
        assertNear(now, store().read(KEY).orElseThrow().grant().unanswered().since());
    }

    private static void assertNear(Instant expected, Instant actual) {
        assertTrue(Duration.between(expected, actual).abs().toSeconds() < 5, () -> actual + " is not near " + expected);
    }

    @Test
    void givesALeaseByTheClockOfTheDatabase() {
        Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
        TokenStore mine = JdbcTokenStore.builder(pool()).localClock(ahead).build();
        Lease taken = new Lease("peer", Instant.now(), Instant.now().plusSeconds(60), null);
        long version = store().compareAndSet(KEY, TokenStore.ABSENT, GRANT.withLease(taken))
                .getAsLong();
        assertInstanceOf(Acquisition.Held.class, mine.acquire(KEY, version, "me", LONG, null));
    }

    @Test
    void keepsTokensOf32KiB() {
        String text = "x".repeat(32 * 1_024);
        StoredGrant grant = StoredGrant.of(
                        AccessToken.of(text, Instant.EPOCH, Instant.EPOCH, text), new RefreshToken(text + "y"))
                .withIdToken(text + "z");
        store().compareAndSet(KEY, TokenStore.ABSENT, grant);
        assertEquals(grant, store().read(KEY).orElseThrow().grant());
    }

    @Test
    void makesNoTableWhereItMayNot() {
        TokenStore store = JdbcTokenStore.builder(pool()).createsTable(false).build();
        TokenStoreException failure = assertThrows(TokenStoreException.class, () -> store.read(KEY));
        assertTrue(failure.getMessage().startsWith("FRESHET-0024"), failure.getMessage());
        assertTrue(failure.getMessage().contains("META-INF/freshet/schema"), failure.getMessage());
        store().read(KEY);
        assertTrue(store.read(KEY).isEmpty(), "now it is there");
    }

    @Test
    void keepsGrantsInATableOfAnotherName() throws SQLException {
        TokenStore store = JdbcTokenStore.builder(pool()).table("my_grants").build();
        store.compareAndSet(KEY, TokenStore.ABSENT, GRANT);
        assertEquals(GRANT, store.read(KEY).orElseThrow().grant());
        assertTrue(store().read(KEY).isEmpty());
        execute("DROP TABLE my_grants");
    }

    /** PostgreSQL, for one, quotes the whole row in its message. */
    @Test
    void showsNoTokenOfARowThatTheDatabaseRefuses() throws SQLException {
        long version = store().compareAndSet(KEY, TokenStore.ABSENT, GRANT).getAsLong();
        execute("ALTER TABLE freshet_grant ADD CONSTRAINT full_up CHECK (version = " + version + ")");
        StoredGrant next = StoredGrant.of(
                AccessToken.of("at-secret", Instant.EPOCH, Instant.EPOCH, null), new RefreshToken("rt-secret"));
        for (Runnable write : List.<Runnable>of(
                () -> store().compareAndSet(KEY, version, next),
                () -> store().compareAndSet(new GrantKey("parts", "alice"), TokenStore.ABSENT, next),
                () -> store().acquire(KEY, version, "me", LONG, "intent"))) {
            TokenStoreException failure = assertThrows(TokenStoreException.class, write::run);
            StringWriter printed = new StringWriter();
            failure.printStackTrace(new PrintWriter(printed));
            assertTrue(failure.getMessage().startsWith("FRESHET-0025"), failure.getMessage());
            assertFalse(printed.toString().contains("-secret"), printed.toString());
            assertFalse(printed.toString().contains("rt-1"), printed.toString());
        }
        assertEquals(GRANT, store().read(KEY).orElseThrow().grant());
    }

    private interface Attempt<T> {
        T run(int number);
    }

    private static <T> List<T> together(Attempt<T> attempt) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier barrier = new CyclicBarrier(THREADS);
            List<Callable<T>> tasks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                tasks.add(() -> {
                    barrier.await();
                    return attempt.run(number);
                });
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : threads.invokeAll(tasks, 30, TimeUnit.SECONDS)) {
                results.add(each.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
