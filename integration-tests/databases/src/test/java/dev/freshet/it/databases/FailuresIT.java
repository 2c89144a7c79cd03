package dev.freshet.it.databases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.ClientAuthentication.ClientSecretBasic;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.TokenEvent.Failure;
import dev.freshet.refresh.TokenEvent.RefreshFailed;
import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenSources;
import dev.freshet.refresh.TokenUnavailableException;
import dev.freshet.store.JdbcTokenStore;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.Gate;
import dev.freshet.testkit.ManualTime;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of tokens while a real PostgreSQL is in trouble, and after it: docs/stores.md has the table. */
@Timeout(120)
class FailuresIT {

    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final Duration DUE = Duration.ofMinutes(9);
    private static final Duration EXPIRED = Duration.ofMinutes(1);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    static Path data;

    private static EmbeddedPostgres database;

    private final ManualTime time = ManualTime.startingAt(Instant.now());
    private final AuthorizationServer server =
            AuthorizationServer.start().client("parts", "secret").time(time);
    private final BlockingQueue<RefreshFailed> failures = new LinkedBlockingQueue<>();
    private HikariDataSource pool;
    private TokenSources sources;
    private TokenSource source;
    private AccessToken first;
    private End end = () -> {};

    @BeforeAll
    static void startDatabase() throws IOException {
        database = start(0);
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        database.close();
    }

    @BeforeEach
    void start() throws SQLException {
        execute("DROP TABLE IF EXISTS freshet_grant");
        server.accessTokenLifetime(LIFETIME);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.getJdbcUrl("postgres", "postgres"));
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(2_000);
        config.setValidationTimeout(500);
        pool = new HikariDataSource(config);
        sources = TokenSources.builder()
                .client(
                        ClientRegistration.named("parts")
                                .tokenEndpoint(server.tokenEndpoint().uri())
                                .authentication(new ClientSecretBasic("parts", "secret"))
                                .refreshToken(server.grant("parts").refreshToken())
                                .build(),
                        JdbcTokenStore.builder(pool)
                                .statementLimit(Duration.ofSeconds(1))
                                .build())
                .time(time)
                .listener(event -> {
                    if (event instanceof RefreshFailed failed) {
                        failures.add(failed);
                    }
                })
                .build();
        source = sources.of("parts");
        first = source.accessToken();
    }

    private static EmbeddedPostgres start(int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data.resolve("postgres"))
                .setCleanDataDirectory(false);
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    @AfterEach
    void stop() throws IOException, SQLException {
        end(); // a trouble of a test that failed, too
        sources.close();
        pool.close();
        server.close();
    }

    /** A trouble, how it comes and goes, and what Freshet says. */
    enum Trouble {
        STOPPED("FRESHET-0020"),
        LOCKED("FRESHET-0021"),
        HUNG("FRESHET-0020"),
        READ_ONLY("FRESHET-0022"),
        WITHOUT_RIGHTS("FRESHET-0024"),
        REFUSING("FRESHET-0025");

        private final String id;

        Trouble(String id) {
            this.id = id;
        }
    }

    /** Ends a trouble. */
    private interface End {
        void end() throws IOException, SQLException;
    }

    private void strike(Trouble trouble) throws IOException, SQLException {
        end = begin(trouble);
    }

    private void end() throws IOException, SQLException {
        End current = end;
        end = () -> {};
        current.end();
    }

    private End begin(Trouble trouble) throws IOException, SQLException {
        switch (trouble) {
            case STOPPED -> {
                int port = database.getPort();
                database.close();
                return () -> database = start(port);
            }
            case LOCKED -> {
                Connection other = database.getPostgresDatabase().getConnection();
                other.setAutoCommit(false);
                execute(other, "LOCK TABLE freshet_grant IN ACCESS EXCLUSIVE MODE");
                return other::close;
            }
            case HUNG -> {
                String pid = pidOfPool();
                signal("STOP", pid);
                return () -> { // as on a network that is dead for good: what was sent never arrives
                    execute("SELECT pg_terminate_backend(" + pid + ")");
                    signal("CONT", pid);
                };
            }
            case READ_ONLY -> {
                execute("ALTER ROLE postgres SET default_transaction_read_only = on");
                pool.getHikariPoolMXBean().softEvictConnections();
                return () -> {
                    execute(
                            "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
                            "ALTER ROLE postgres RESET default_transaction_read_only");
                    pool.getHikariPoolMXBean().softEvictConnections();
                };
            }
            case WITHOUT_RIGHTS -> {
                execute("ALTER TABLE freshet_grant RENAME TO elsewhere");
                return () -> execute("ALTER TABLE elsewhere RENAME TO freshet_grant");
            }
            default -> {
                execute("ALTER TABLE freshet_grant ADD CONSTRAINT full_up CHECK (version < 0) NOT VALID");
                return () -> execute("ALTER TABLE freshet_grant DROP CONSTRAINT full_up");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void servesTheHeldTokenAndPresentsNothingUntilTheDatabaseIsBack(Trouble trouble) throws Exception {
        strike(trouble);
        time.advance(DUE);

        assertEquals(first, source.accessToken());
        assertSays(trouble);
        assertEquals(first, source.accessToken());
        assertEquals(1, server.tokenRequests("refresh_token"), "what cannot be stored is not asked for");

        end();
        AccessToken second = afterAWhile();
        assertTrue(server.isActive(second.value()));
        assertEquals(2, server.tokenRequests("refresh_token"));
        assertEquals(1, server.mostUsesOfARefreshToken());
    }

    /** Of one connection that hangs nobody hears: the second attempt has another one, and succeeds. */
    @ParameterizedTest
    @EnumSource(names = "HUNG", mode = EnumSource.Mode.EXCLUDE)
    void storesWhatWasIssuedMeanwhileWhenTheDatabaseIsBack(Trouble trouble) throws Exception {
        Gate held = server.tokenEndpoint().hold();
        time.advance(DUE);
        assertEquals(first, source.accessToken());
        held.awaitArrival(LIMIT);
        strike(trouble);
        held.open();

        assertSays(trouble);
        assertEquals(first, source.accessToken());

        end();
        AccessToken second = afterAWhile();
        assertTrue(server.isActive(second.value()));
        assertEquals(2, server.tokenRequests("refresh_token"), "the one issued meanwhile");
        assertEquals(1, server.mostUsesOfARefreshToken());
    }

    /** Where a caller has no valid token, it hears of the trouble, and when to come again. */
    @Test
    void asksNobodyToAuthorizeAgain() throws Exception {
        strike(Trouble.STOPPED);
        time.advance(LIFETIME);
        String said = assertThrows(TokenUnavailableException.class, source::accessToken)
                .getMessage();
        assertTrue(said.contains("FRESHET-0020"), said);
        assertSays(Trouble.STOPPED);
        end();
        afterAWhile();
        assertEquals(1, server.mostUsesOfARefreshToken());
    }

    private void assertSays(Trouble trouble) throws InterruptedException {
        RefreshFailed failed = failures.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertEquals(Failure.LOCAL, failed.failure());
        assertTrue(failed.cause().contains(trouble.id), failed.cause());
    }

    /** The first token is used up by then: what comes is new. */
    private AccessToken afterAWhile() {
        time.advance(EXPIRED);
        AccessToken next = source.accessToken();
        assertTrue(!next.equals(first), "another token");
        return next;
    }

    private String pidOfPool() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet pid = statement.executeQuery("SELECT pg_backend_pid()")) {
            pid.next();
            return pid.getString(1);
        }
    }

    private static void signal(String name, String pid) throws IOException {
        try {
            assertEquals(0, new ProcessBuilder("kill", "-" + name, pid).start().waitFor());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection()) {
            for (String sql : statements) {
                execute(connection, sql);
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
