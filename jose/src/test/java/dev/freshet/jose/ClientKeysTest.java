package dev.freshet.jose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.SignedJWT;
import dev.freshet.jakarta.config.ConfigurationException;
import dev.freshet.jakarta.config.Settings;
import dev.freshet.oauth.HttpTokenEndpoint;
import dev.freshet.oauth.TokenEndpoint;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.Grant;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.AuthorizationServerExtension;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From the properties to the request. */
@Timeout(60)
@ExtendWith(AuthorizationServerExtension.class)
class ClientKeysTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final TokenRequest REQUEST = new TokenRequest.ClientCredentials(null, null);

    private final Map<String, String> properties = new HashMap<>();

    @BeforeEach
    void configure(AuthorizationServer server) {
        properties.put(
                "freshet.parts.token-endpoint", server.tokenEndpoint().uri().toString());
        properties.put("freshet.parts.client-id", "parts");
        properties.put("freshet.parts.grant", "client-credentials");
    }

    private Settings settings() {
        return Settings.read(
                new SmallRyeConfigBuilder()
                        .withSources(new PropertiesConfigSource(properties, "test", 100))
                        .build(),
                Map.of("parts", Set.of()),
                Set.of());
    }

    private TokenEndpoint endpoint() {
        ClientRegistration parts = settings().clients().get("parts").registration();
        return new HttpTokenEndpoint(
                parts.tokenEndpoint().orElseThrow(),
                parts.authentication(),
                Duration.ofSeconds(5),
                InstantSource.system());
    }

    private static SignedJWT presented(AuthorizationServer server) throws Exception {
        Map<String, String> form = server.tokenEndpoint().latest().form();
        assertEquals("parts", form.get("client_id"));
        assertEquals("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", form.get("client_assertion_type"));
        return SignedJWT.parse(form.get("client_assertion"));
    }

    @Test
    void keyIsEnoughToAuthenticateByIt(AuthorizationServer server) throws Exception {
        properties.put("freshet.parts.client-key", Keys.RSA.toJSONString());
        TokenEndpoint endpoint = endpoint();
        endpoint.request(REQUEST);
        SignedJWT first = presented(server);
        assertTrue(Keys.isSignedBy(Keys.RSA, first));
        assertEquals(
                List.of(server.tokenEndpoint().uri().toString()),
                first.getJWTClaimsSet().getAudience());
        assertTrue(server.tokenEndpoint().latest().header("Authorization").isEmpty());
        // The server knows no such client: it is refused, and not sent again with the same key.
        assertEquals(1, server.tokenEndpoint().count());
        endpoint.request(REQUEST);
        assertNotEquals(
                first.getJWTClaimsSet().getJWTID(),
                presented(server).getJWTClaimsSet().getJWTID());
    }

    @Test
    void secretSignsForItself(AuthorizationServer server) throws Exception {
        properties.put("freshet.parts.client-authentication", "client_secret_jwt");
        properties.put("freshet.parts.client-secret", SECRET);
        properties.put("freshet.parts.client-assertion-audience", server.issuer());
        endpoint().request(REQUEST);
        assertTrue(presented(server).verify(new MACVerifier(SECRET)));
        assertEquals(
                List.of(server.issuer()), presented(server).getJWTClaimsSet().getAudience());
    }

    @Test
    void keyInAFileIsTheOneThatIsThereNow(AuthorizationServer server, @TempDir Path directory) throws Exception {
        Path file = directory.resolve("key.json");
        JWK next = Keys.ec(Curve.P_256);
        Files.writeString(file, Keys.EC.toJSONString());
        properties.put("freshet.parts.client-key", "file:" + file);
        TokenEndpoint endpoint = endpoint();
        endpoint.request(REQUEST);
        assertTrue(Keys.isSignedBy(Keys.EC, presented(server)));

        Files.writeString(file, next.toJSONString());
        endpoint.request(REQUEST);
        assertTrue(Keys.isSignedBy(next, presented(server)));

        int sent = server.tokenEndpoint().count();
        Files.writeString(file, "{\"kty\":\"s3cr3t\"}");
        String answer = ((Answer.Refused) endpoint.request(REQUEST)).error().toString();
        assertEquals(
                "invalid_client (nothing was sent: FRESHET-0016: " + file
                        + " is no JWK: write a private key as a JSON object, or a set of them)",
                answer);
        assertEquals(sent, server.tokenEndpoint().count());
    }

    /** As a Google service account asks for its tokens: the assertion alone says who it is and what it wants. */
    @Test
    void assertionsOfAGrantAreSignedByIt(AuthorizationServer server) throws Exception {
        properties.putAll(Map.of(
                "freshet.parts.grant", "jwt-bearer",
                "freshet.parts.client-key", Keys.RSA.toJSONString(),
                "freshet.parts.client-authentication", "none",
                "freshet.parts.scope", "https://www.example.com/auth/parts",
                "freshet.parts.assertion-issuer", "parts@project.example"));
        Grant.JwtBearer grant = assertInstanceOf(
                Grant.JwtBearer.class,
                settings().clients().get("parts").registration().grant());
        SignedJWT first = SignedJWT.parse(grant.assertions().get());
        assertTrue(Keys.isSignedBy(Keys.RSA, first));
        assertEquals("parts@project.example", first.getJWTClaimsSet().getIssuer());
        assertEquals("parts@project.example", first.getJWTClaimsSet().getSubject());
        assertEquals(
                List.of(server.tokenEndpoint().uri().toString()),
                first.getJWTClaimsSet().getAudience());
        assertEquals(
                "https://www.example.com/auth/parts", first.getJWTClaimsSet().getStringClaim("scope"));
        assertNotEquals(first.serialize(), grant.assertions().get());

        properties.put("freshet.parts.assertion-subject", "alice@project.example");
        properties.put("freshet.parts.assertion-audience", "https://identity.example");
        Grant.JwtBearer other = assertInstanceOf(
                Grant.JwtBearer.class,
                settings().clients().get("parts").registration().grant());
        SignedJWT second = SignedJWT.parse(other.assertions().get());
        assertEquals("alice@project.example", second.getJWTClaimsSet().getSubject());
        assertEquals(
                List.of("https://identity.example"), second.getJWTClaimsSet().getAudience());
    }

    @Test
    void whatIsWrongWithAKeyIsAProblemOfItsProperty() {
        properties.put("freshet.parts.client-key", "{\"kty\":\"s3cr3t\"}");
        ConfigurationException e = assertThrows(ConfigurationException.class, this::settings);
        assertTrue(e.getMessage().contains("freshet.parts.client-key is no JWK: write"), e::getMessage);
        assertTrue(!e.getMessage().contains("s3cr3t"), e::getMessage);
    }
}
