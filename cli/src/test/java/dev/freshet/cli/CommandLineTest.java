package dev.freshet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.store.GrantKey;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.StoredGrant.Unanswered;
import dev.freshet.store.TokenStore;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.IssuedGrant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CommandLineTest {

    private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05Z");
    private static final GrantKey KEY = GrantKey.ofApplication("parts");

    private final AuthorizationServer server =
            AuthorizationServer.start().client("parts-desk", Run.SECRET).user("alice", "wonderland");

    @TempDir
    Path directory;

    private Path configuration;

    @AfterEach
    void stop() {
        server.close();
    }

    @BeforeEach
    void configure() {
        configuration = Run.configuration(directory, server);
    }

    private TokenStore store() {
        return TokenStore.files(directory.resolve("grants"));
    }

    private void put(String grantId, StoredGrant grant) {
        store().compareAndSet(new GrantKey("parts", grantId), TokenStore.ABSENT, grant);
    }

    private static AccessToken token(Instant expiresAt) {
        return AccessToken.of("at-secret", expiresAt.minusSeconds(60), expiresAt, null);
    }

    @Test
    void bringsAGrantInByAPassword() {
        Run run = Run.withInput(
                "wonderland\n",
                "password",
                "--config",
                configuration.toString(),
                "--client=parts",
                "--username",
                "alice",
                "--password-stdin");
        run.ends(Exit.DONE).says("The grant 'parts' is stored, with a refresh token.");
        StoredGrant stored = store().read(KEY).orElseThrow().grant();
        assertEquals("alice", server.subjectOf(stored.accessToken().value()).orElseThrow());
        run.saysNothingOf(server.secrets()).saysNothingOf(List.of("wonderland", Run.SECRET));
    }

    @Test
    void takesThePasswordOfTheConfigurationWhereThatIsTheGrant() {
        configuration = Run.configuration(
                directory,
                server,
                "freshet.parts.grant=password",
                "freshet.parts.username=alice",
                "freshet.parts.password=wonderland",
                "freshet.parts.allow-password-grant=true");
        Run.on(configuration, "password", "--scope", "orders").ends(Exit.DONE);
        assertEquals("alice", server.tokenEndpoint().latest().form().get("username"));
        assertEquals("orders", server.tokenEndpoint().latest().form().get("scope"));
    }

    @Test
    void saysThatAPasswordIsWrong() {
        Run.withInput(
                        "nonsense\n",
                        "password",
                        "--config",
                        configuration.toString(),
                        "--client=parts",
                        "--username=alice",
                        "--password-stdin")
                .ends(Exit.REFUSED)
                .says("a name or password that is wrong")
                .says("invalid_grant")
                .saysNothingOf(List.of("nonsense"));
    }

    @Test
    void saysWhereAPasswordMayComeFrom() {
        Run.on(configuration, "password", "--username", "alice")
                .ends(Exit.USAGE)
                .says("write --password-stdin");
        Run.on(configuration, "password", "--username", "alice", "--password-stdin")
                .ends(Exit.USAGE)
                .says("there is no password");
        Run.on(configuration, "password").ends(Exit.USAGE).says("--username is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "--password hunter2,secrets come from the configuration",
        "--password=hunter2,secrets come from the configuration",
        "--client-secret hunter2,secrets come from the configuration",
        "--refresh-token=hunter2,secrets come from the configuration",
        "--colour hunter2,--colour is no option of this command: it has --check",
        "hunter2,argument 1 is no option",
        "hunter2=hunter2,argument 1 is no option",
        "--grant,--grant needs a value",
        "--grant=,--grant needs a value",
        "--grant --client,--grant needs a value",
        "--grant hunter2 --grant hunter2,--grant is there twice",
    })
    void refusesWhatItDoesNotKnowWithoutRepeatingIt(String arguments, String words) {
        List<String> all = new ArrayList<>(List.of("list"));
        all.addAll(Arrays.asList(arguments.split(" ")));
        Run.of(all.toArray(String[]::new))
                .ends(Exit.USAGE)
                .says("FRESHET-0601")
                .says(words)
                .saysNothingOf(List.of("hunter2"));
    }

    @Test
    void saysHowItIsUsed() {
        Run.of().ends(Exit.USAGE).says("write one of authorize, password, list, revoke");
        Run.of("hunter2").ends(Exit.USAGE).says("is no command").saysNothingOf(List.of("hunter2"));
        String usage = Run.of("--help").ends(Exit.DONE).output();
        for (Exit exit : Exit.values()) {
            assertTrue(
                    Pattern.compile("\\b" + exit.code() + "\\b").matcher(usage).find(), usage);
        }
        assertTrue(usage.lines().allMatch(line -> line.length() <= 120), usage);
    }

    @Test
    void saysWhatIsWrongInTheConfiguration() {
        configuration = Run.configuration(directory, server, "freshet.parts.rotation=sometimes");
        Run.on(configuration, "list")
                .ends(Exit.USAGE)
                .says("FRESHET-0602")
                .says("freshet.parts.rotation is 'sometimes': write one of");
        Run.of("list", "--config", directory.resolve("none").toString(), "--client", "parts")
                .ends(Exit.USAGE)
                .says("--config names no properties file");
        Run.of("list").ends(Exit.USAGE).says("there is no client: write --client");
    }

    @Test
    void saysThatAStoreInMemoryCannotBeReached() {
        configuration = Run.configuration(
                directory, server, "freshet.parts.grant=authorization-code", "freshet.parts.store=memory");
        Run.on(configuration, "list").ends(Exit.USAGE).says("write freshet.parts.store=file or jdbc");
    }

    @Test
    void listsWhatCanBeReachedAndSaysWhatCannot() {
        put("alice", StoredGrant.of(null, new RefreshToken("rt-secret")));
        configuration = Run.configuration(
                directory,
                server,
                "freshet.clients=stock,parts",
                "freshet.stock.issuer=" + server.issuer(),
                "freshet.stock.client-id=stock",
                "freshet.stock.client-secret=s3cr3t",
                "freshet.stock.grant=client-credentials");
        Run.of("list", "--config", configuration.toString())
                .ends(Exit.USAGE)
                .says("parts   alice")
                .says("the client 'stock' keeps its grants in the memory");
    }

    @Test
    void readsTheConfigurationOfTheEnvironmentToo() {
        System.setProperty(
                "freshet.parts.store-directory", directory.resolve("elsewhere").toString());
        try {
            put("application", StoredGrant.of(token(Instant.now().plusSeconds(60)), null));
            Run.on(configuration, "list").ends(Exit.DONE).says("There are no grants.");
        } finally {
            System.clearProperty("freshet.parts.store-directory");
        }
    }

    @Test
    void listsEachGrantInItsStateWithoutASecret() {
        Instant later = Instant.parse("2999-01-01T00:00:00Z");
        RefreshToken refreshToken = new RefreshToken("rt-secret");
        put("active", StoredGrant.of(token(later), refreshToken));
        put("due", StoredGrant.of(token(SINCE), refreshToken));
        put("over", StoredGrant.of(token(SINCE), null));
        put("ended", StoredGrant.of(token(SINCE), refreshToken).withEnd("REFUSED"));
        put("lost", StoredGrant.of(token(SINCE), refreshToken).withUnanswered(new Unanswered("hash", SINCE)));
        put("bad\u001b[2Jname", StoredGrant.of(null, refreshToken).withIdToken("id-secret"));
        store().acquire(
                        new GrantKey("parts", "due"),
                        store().read(new GrantKey("parts", "due")).orElseThrow().version(),
                        "node-1",
                        Duration.ofDays(1),
                        null);

        Run run = Run.on(configuration, "list").ends(Exit.DONE);
        List<String> lines =
                run.output().lines().map(line -> line.replaceAll(" {2,}", "|")).toList();
        assertEquals("CLIENT|GRANT|STATE|ACCESS TOKEN|REFRESH TOKEN", lines.get(0));
        assertEquals("parts|active|active|until 2999-01-01T00:00:00Z|yes", lines.get(1));
        assertEquals("parts|bad?[2Jname|due|none|yes", lines.get(2));
        assertTrue(
                lines.get(3).startsWith("parts|due|due|expired 2026-01-02T03:04:05Z|yes|leased until "), lines.get(3));
        assertTrue(lines.get(3).endsWith(" by node-1"), lines.get(3));
        assertEquals("parts|ended|ended|expired 2026-01-02T03:04:05Z|none|REFUSED", lines.get(4));
        assertEquals(
                "parts|lost|unanswered|expired 2026-01-02T03:04:05Z|yes|no answer since 2026-01-02T03:04:05Z",
                lines.get(5));
        assertEquals("parts|over|over|expired 2026-01-02T03:04:05Z|none", lines.get(6));
        run.saysNothingOf(List.of("at-secret", "rt-secret", "id-secret", Run.SECRET, "\u001b"));
        assertEquals(
                2,
                Run.on(configuration, "list", "--grant", "lost")
                        .ends(Exit.DONE)
                        .output()
                        .lines()
                        .count());
    }

    @Test
    void asksTheServerAboutEachGrantWhenToldTo() {
        IssuedGrant good = server.grant("parts-desk");
        IssuedGrant revoked = server.grant("parts-desk");
        put("good", StoredGrant.of(null, new RefreshToken(good.refreshToken())));
        put("revoked", StoredGrant.of(null, new RefreshToken(revoked.refreshToken())));
        server.revokeGrant(revoked.refreshToken());
        Run run = Run.on(configuration, "list", "--check").ends(Exit.DONE).saysNothingOf(server.secrets());
        List<String> lines = run.output().lines().toList();
        assertTrue(lines.get(1).contains("the server says: active"), lines.get(1));
        assertTrue(lines.get(2).endsWith("the server says: not active"), lines.get(2));
        assertEquals(0, server.usesOf(good.refreshToken()));
    }

    @Test
    void revokesAtTheServerAndRemovesHere() {
        IssuedGrant issued = server.grant("parts-desk");
        put(
                "application",
                StoredGrant.of(token(Instant.now().plusSeconds(60)), new RefreshToken(issued.refreshToken())));
        Run.on(configuration, "revoke")
                .ends(Exit.DONE)
                .says("The grant 'parts' is removed here.")
                .says("The server has taken its refresh token back.")
                .saysNothingOf(server.secrets());
        assertTrue(store().read(KEY).isEmpty());
        assertEquals(
                issued.refreshToken(),
                server.revocationEndpoint().latest().form().get("token"));
        assertFalse(server.isActive(issued.accessToken()));
        Run.on(configuration, "revoke").ends(Exit.REFUSED).says("FRESHET-0607");
    }

    @Test
    void tellsThatAGrantLivesOnAtTheServer() {
        put(
                "application",
                StoredGrant.of(null, new RefreshToken(server.grant("parts-desk").refreshToken())));
        server.revocationEndpoint().next(Fault.status(503));
        Run.on(configuration, "revoke").ends(Exit.NOT_REVOKED).says("is removed here");
        assertTrue(store().read(KEY).isEmpty());
    }

    @Test
    void saysThatTheStoreFailed() throws Exception {
        Files.writeString(directory.resolve("grants"), "a file where the directory should be");
        Run.on(configuration, "list", "--grant", "application").ends(Exit.STORE).says("FRESHET-0011");
    }

    @Test
    void reachesTheDatabaseOfAnApplication() throws Exception {
        String url = "jdbc:h2:" + directory.resolve("database");
        String driver = Path.of(org.h2.Driver.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        String[] database = {
            "--driver",
            driver,
            "--jdbc-url",
            url,
            "--jdbc-user",
            "sa",
            "--jdbc-password-stdin",
            "--config",
            Run.configuration(
                            directory,
                            server,
                            "freshet.parts.store=jdbc",
                            "freshet.parts.data-source=java:comp/Parts",
                            "freshet.parts.encryption-key="
                                    + Base64.getEncoder().encodeToString(new byte[32]))
                    .toString(),
            "--client",
            "parts"
        };
        Run.withInput("h2-passw0rd\n", with(database, "list")).ends(Exit.STORE).says("FRESHET-0024");
        Run.withInput(
                        "h2-passw0rd\nwonderland\n",
                        with(database, "password", "--username", "alice", "--password-stdin"))
                .ends(Exit.DONE)
                .says("The grant 'parts' is stored")
                .saysNothingOf(server.secrets())
                .saysNothingOf(List.of("h2-passw0rd", "wonderland"));
        Run.withInput("h2-passw0rd\n", with(database, "list")).ends(Exit.DONE).says("parts   application  active");
        Run.withInput("wr0ng\n", with(database, "list")).ends(Exit.STORE).saysNothingOf(List.of("wr0ng"));
    }

    private static String[] with(String[] options, String command, String... more) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(Arrays.asList(options));
        all.addAll(Arrays.asList(more));
        return all.toArray(String[]::new);
    }

    @Test
    void saysHowADatabaseIsReached() throws Exception {
        configuration = Run.configuration(
                directory,
                server,
                "freshet.parts.store=jdbc",
                "freshet.parts.data-source=java:comp/Parts",
                "freshet.parts.encryption-key=none");
        Run.on(configuration, "list").ends(Exit.USAGE).says("--driver is missing");
        Run.on(configuration, "list", "--driver", "none.jar", "--jdbc-url", "jdbc:h2:mem:")
                .ends(Exit.USAGE)
                .says("--driver names no file");
        Run.on(configuration, "list", "--driver", configuration.toString(), "--jdbc-url", "jdbc:x:;PASSWORD=hunter2")
                .ends(Exit.USAGE)
                .says("--jdbc-url has a password")
                .saysNothingOf(List.of("hunter2"));
    }

    @Test
    void asksWhichClientIsMeant() throws Exception {
        Files.writeString(
                configuration,
                Files.readString(configuration)
                        + Files.readString(configuration).replace("parts", "other") + "freshet.clients=parts,other\n");
        Run.of("revoke", "--config", configuration.toString())
                .ends(Exit.USAGE)
                .says("write --client and one of parts, other");
        Run.of("list", "--config", configuration.toString()).ends(Exit.DONE);
    }
}
