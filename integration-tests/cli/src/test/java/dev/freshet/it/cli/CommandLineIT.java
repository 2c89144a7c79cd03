package dev.freshet.it.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.it.keycloak.Keycloak;
import dev.freshet.it.keycloak.Realm;
import dev.freshet.store.EncryptionKeys;
import dev.freshet.store.GrantKey;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar beside an application that runs all the while: what it brings in is used without a restart. */
@Timeout(180)
class CommandLineIT {

    // An application asks its store every five seconds whether an ended grant was revived.
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final GrantKey KEY = GrantKey.ofApplication("parts");

    // Keycloak lets an access token live on whose refresh token is revoked: it has to be used up, and that soon.
    private final Realm realm = Keycloak.shared().newRealm(Duration.ofSeconds(20));

    @TempDir
    Path directory;

    private TokenStore store;

    @BeforeEach
    void configure() throws IOException {
        store = TokenStore.files(directory.resolve("grants"));
        Files.write(
                directory.resolve("application.properties"),
                List.of(
                        "freshet.parts.issuer=" + realm.issuer(),
                        "freshet.parts.client-id=" + Realm.CLIENT_ID,
                        "freshet.parts.grant=brought-in",
                        "freshet.parts.scope=openid",
                        "freshet.parts.store=file",
                        "freshet.parts.store-directory=" + directory.resolve("grants")));
    }

    private StoredGrant stored() {
        return store.read(KEY).orElseThrow().grant();
    }

    private void authorizeInABrowser() {
        try (Jar jar = Jar.start(directory, "authorize")) {
            Login.Arrival arrival = Login.as("alice", jar.address());
            assertTrue(arrival.page().contains("You are signed in"), arrival.page());
            String code = arrival.address().getRawQuery().replaceFirst(".*\\bcode=([^&]*).*", "$1");
            assertTrue(jar.ends(0, code).contains("The grant 'parts' is stored, with a refresh token."));
        }
    }

    private void authorizeByPassword() {
        try (Jar jar = Jar.start(directory, "password", "--username", "alice", "--password-stdin")) {
            assertTrue(jar.types("alice").ends(0).contains("The grant 'parts' is stored, with a refresh token."));
        }
    }

    @Test
    void seedsAndRevivesARunningApplicationInABrowser() throws InterruptedException {
        try (RunningApplication application = new RunningApplication(realm, store)) {
            application.awaitRefusals(SOON);
            authorizeInABrowser();
            application.awaitCalls(SOON);

            realm.endSessionsOf("alice");
            application.awaitRefusals(SOON);
            authorizeInABrowser();
            application.awaitCalls(SOON);
        }
        assertEquals(2, realm.events("CODE_TO_TOKEN").size());
    }

    @Test
    void revivesARunningApplicationByAPassword() throws InterruptedException {
        authorizeByPassword();
        try (RunningApplication application = new RunningApplication(realm, store)) {
            application.awaitCalls(SOON);
            realm.endSessionsOf("alice");
            application.awaitRefusals(SOON);
            assertEquals("REFUSED", stored().ended());
            authorizeByPassword();
            application.awaitCalls(SOON);
        }
    }

    /** As on another machine: nothing but the database is shared. */
    @Test
    void revivesARunningApplicationThroughItsDatabase() throws Exception {
        Server database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", directory.toString())
                .start();
        try {
            String url = "jdbc:h2:tcp://127.0.0.1:" + database.getPort() + "/./grants";
            String key = Base64.getEncoder().encodeToString(new byte[32]);
            Files.write(
                    directory.resolve("application.properties"),
                    List.of(
                            "freshet.parts.store=jdbc",
                            "freshet.parts.data-source=java:comp/Parts",
                            "freshet.parts.encryption-key=" + key),
                    StandardOpenOption.APPEND);
            JdbcDataSource source = new JdbcDataSource();
            source.setURL(url);
            source.setUser("sa");
            source.setPassword(Jar.DATABASE_PASSWORD);
            TokenStore shared = TokenStore.encrypted(TokenStore.jdbc(source), () -> EncryptionKeys.of(key));
            String driver = Path.of(Server.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
            try (RunningApplication application = new RunningApplication(realm, shared)) {
                application.awaitRefusals(SOON);
                try (Jar jar = Jar.start(
                        directory,
                        "password",
                        "--username",
                        "alice",
                        "--password-stdin",
                        "--driver",
                        driver,
                        "--jdbc-url",
                        url,
                        "--jdbc-user",
                        "sa")) {
                    jar.types("alice").ends(0);
                }
                application.awaitCalls(SOON);
            }
        } finally {
            database.stop();
        }
    }

    @Test
    void saysThatAPasswordIsWrong() {
        try (Jar jar = Jar.start(directory, "password", "--username", "alice", "--password-stdin")) {
            String output = jar.types("wr0ng-passw0rd").ends(1, "wr0ng-passw0rd");
            assertTrue(output.contains("a name or password that is wrong"), output);
        }
    }

    @Test
    void listsAndRevokesWhileTheApplicationRuns() throws InterruptedException {
        authorizeByPassword();
        try (RunningApplication application = new RunningApplication(realm, store)) {
            application.awaitCalls(SOON);
            String refreshToken = stored().refreshToken().value();
            String accessToken = stored().accessToken().value();
            try (Jar jar = Jar.start(directory, "list")) {
                String listed = jar.ends(0, refreshToken, accessToken);
                assertTrue(listed.matches("(?s).*parts +application +active +until \\S+ +until .*"), listed);
            }
            try (Jar jar = Jar.start(directory, "revoke")) {
                String output = jar.ends(0, refreshToken, accessToken);
                assertTrue(output.contains("The server has taken its refresh token back."), output);
            }
            application.awaitRefusals(SOON);
            assertFalse(realm.introspect(refreshToken));
            assertEquals(1, realm.events("REVOKE_GRANT").size());
        }
    }
}
