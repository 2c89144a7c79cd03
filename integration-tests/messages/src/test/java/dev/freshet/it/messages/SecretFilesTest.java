package dev.freshet.it.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.ClientAuthentication.ClientSecretBasic;
import dev.freshet.oauth.HttpTokenEndpoint;
import dev.freshet.oauth.SecretFile;
import dev.freshet.oauth.TokenEndpoint;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.AuthorizationServerExtension;
import dev.freshet.testkit.Gate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A client secret that is replaced while it is in use. */
@ExtendWith(AuthorizationServerExtension.class)
@Timeout(60)
class SecretFilesTest {

    private static final TokenRequest REQUEST = new TokenRequest.ClientCredentials(null, null);

    @TempDir
    Path directory;

    private Path file;
    private TokenEndpoint endpoint;

    @BeforeEach
    void begin(AuthorizationServer server) throws Exception {
        server.client("parts", "first");
        file = directory.resolve("secret");
        Files.writeString(file, "first\n");
        ClientAuthentication changing = new ClientAuthentication.Changing(
                "parts", new SecretFile(file).as(bytes -> new ClientSecretBasic("parts", SecretFile.text(bytes))));
        endpoint = new HttpTokenEndpoint(
                server.tokenEndpoint().uri(), changing, Duration.ofSeconds(5), InstantSource.system());
    }

    private Answer.Refused refused() {
        return assertInstanceOf(Answer.Refused.class, endpoint.request(REQUEST));
    }

    @Test
    void theOneThatIsThereCounts(AuthorizationServer server) throws Exception {
        assertInstanceOf(Answer.Issued.class, endpoint.request(REQUEST));
        server.client("parts", "second");
        Files.writeString(file, "second\n");
        assertInstanceOf(Answer.Issued.class, endpoint.request(REQUEST));
        assertEquals(2, server.tokenEndpoint().count());
    }

    /** The request was on its way with the secret before. */
    @Test
    void oneThatCameMeanwhileIsTriedAtOnce(AuthorizationServer server) throws Exception {
        server.client("parts", "second");
        Gate gate = server.tokenEndpoint().hold();
        CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> endpoint.request(REQUEST));
        server.tokenEndpoint().awaitRequests(1, Duration.ofSeconds(10));
        Files.writeString(file, "second\n");
        gate.open();
        assertInstanceOf(Answer.Issued.class, answer.get(10, TimeUnit.SECONDS));
        assertEquals(2, server.tokenEndpoint().count());
    }

    @Test
    void theSameIsNotTriedTwice(AuthorizationServer server) {
        server.client("parts", "second");
        assertEquals("invalid_client", refused().error().error());
        assertEquals(1, server.tokenEndpoint().count());
    }

    @Test
    void withoutOneNothingIsSent(AuthorizationServer server) throws Exception {
        Files.delete(file);
        String error = refused().error().toString();
        assertTrue(
                error.startsWith(
                        "invalid_client (nothing was sent: FRESHET-0016: the secret in " + file + " cannot be read: "),
                error);
        assertEquals(0, server.tokenEndpoint().count());
    }
}
