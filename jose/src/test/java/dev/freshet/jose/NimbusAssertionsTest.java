package dev.freshet.jose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.freshet.oauth.ClientAssertion;
import dev.freshet.oauth.ClientAssertions;
import dev.freshet.oauth.ClientAssertions.KeyOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NimbusAssertionsTest {

    private static final KeyOptions NONE = new KeyOptions(null, null, null);
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final ClientAssertions assertions = ClientAssertions.find().orElseThrow();

    private static KeyOptions options(@Nullable String keyId, @Nullable String password, @Nullable String algorithm) {
        return new KeyOptions(keyId, password, algorithm);
    }

    private SignedJWT signed(byte[] key, KeyOptions options) throws Exception {
        return signed(assertions.ofKey(key, options));
    }

    private static SignedJWT signed(ClientAssertion assertion) throws Exception {
        return SignedJWT.parse(assertion.signed("parts", "https://identity.example/token", NOW));
    }

    private String refused(byte[] key, KeyOptions options) {
        String message = assertThrows(IllegalArgumentException.class, () -> assertions.ofKey(key, options))
                .getMessage();
        return String.valueOf(message);
    }

    @Test
    void isFound() {
        assertInstanceOf(NimbusAssertions.class, assertions);
    }

    /** RFC 7523, section 3, and OpenID Connect Core, section 9. */
    @Test
    void hasTheClaimsOfTheRfc() throws Exception {
        ClientAssertion assertion = assertions.ofKey(Keys.bytes(Keys.RSA.toJSONString()), NONE);
        SignedJWT one = signed(assertion);

        assertEquals("parts", one.getJWTClaimsSet().getIssuer());
        assertEquals("parts", one.getJWTClaimsSet().getSubject());
        assertEquals(
                List.of("https://identity.example/token"), one.getJWTClaimsSet().getAudience());
        assertEquals(Date.from(NOW), one.getJWTClaimsSet().getIssueTime());
        assertEquals(Date.from(NOW.plusSeconds(60)), one.getJWTClaimsSet().getExpirationTime());
        assertNotNull(one.getJWTClaimsSet().getJWTID());
        assertNotEquals(
                one.getJWTClaimsSet().getJWTID(),
                signed(assertion).getJWTClaimsSet().getJWTID());
    }

    @Nested
    class OfASecret {

        @Test
        void isSignedWithIt() throws Exception {
            SignedJWT signed = signed(assertions.ofSecret(SECRET, null));
            assertEquals("HS256", signed.getHeader().getAlgorithm().getName());
            assertTrue(signed.verify(new MACVerifier(SECRET)));
        }

        @Test
        void needsALongOne() {
            String message = assertThrows(IllegalArgumentException.class, () -> assertions.ofSecret("s3cr3t", null))
                    .getMessage();
            assertTrue(message.startsWith("has less than 32 characters"), message);
            assertFalse(message.contains("s3cr3t"), message);
        }

        @ParameterizedTest
        @ValueSource(strings = {"HS512", "RS256", "none"})
        void needsOneThatFitsTheAlgorithm(String algorithm) {
            assertThrows(IllegalArgumentException.class, () -> assertions.ofSecret(SECRET, algorithm));
        }
    }

    @Nested
    class OfAJwk {

        @Test
        void isSignedWithItAndNamesIt() throws Exception {
            for (JWK key : List.of(Keys.RSA, Keys.EC, Keys.ec(Curve.P_256))) {
                SignedJWT signed = signed(Keys.bytes("\n" + key.toJSONString()), NONE);
                assertTrue(Keys.isSignedBy(key, signed));
                assertEquals(key.getKeyID(), signed.getHeader().getKeyID());
            }
        }

        @Test
        void takesTheAlgorithmThatIsAskedFor() throws Exception {
            SignedJWT signed = signed(Keys.bytes(Keys.RSA.toJSONString()), options("other", null, "PS256"));
            assertEquals("PS256", signed.getHeader().getAlgorithm().getName());
            assertEquals("other", signed.getHeader().getKeyID());
            assertTrue(Keys.isSignedBy(Keys.RSA, signed));
        }

        @Test
        void isChosenFromASetByItsId() throws Exception {
            byte[] set = Keys.bytes(new JWKSet(List.of(Keys.RSA, Keys.EC)).toString(false));
            assertTrue(Keys.isSignedBy(Keys.EC, signed(set, options("ec-1", null, null))));
            assertTrue(refused(set, NONE).contains("name one by client-key-id"));
            assertTrue(refused(set, options("gone", null, null)).contains("named 'gone'"));
        }

        @Test
        void isPrivate() {
            assertTrue(refused(Keys.bytes(Keys.RSA.toPublicJWK().toJSONString()), NONE)
                    .startsWith("has no private key"));
        }

        @Test
        void doesNotSignByTheAlgorithmOfAnother() {
            assertTrue(refused(Keys.bytes(Keys.EC.toJSONString()), options(null, null, "RS256"))
                    .startsWith("is no key for RS256"));
        }

        @Test
        void isNotQuotedWhenItIsDamaged() {
            String message = refused(Keys.bytes("{\"kty\":\"RSA\",\"d\":\"s3cr3t\"}"), NONE);
            assertTrue(message.startsWith("is no JWK"), message);
            assertFalse(message.contains("s3cr3t"), message);
        }
    }

    @Nested
    class OfPem {

        @Test
        void isPkcs8() throws Exception {
            for (JWK key : List.of(Keys.RSA, Keys.EC)) {
                byte[] der = ((AsymmetricJWK) key).toPrivateKey().getEncoded();
                SignedJWT signed = signed(Keys.pem("PRIVATE KEY", der), options("k1", null, null));
                assertTrue(Keys.isSignedBy(key, signed));
                assertEquals("k1", signed.getHeader().getKeyID());
            }
        }

        /** The key itself stands 26 bytes behind the beginning of PKCS #8, if it has 2048 bits. */
        @Test
        void isPkcs1() throws Exception {
            byte[] pkcs8 = Keys.RSA.toRSAPrivateKey().getEncoded();
            SignedJWT signed = signed(Keys.pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length)), NONE);
            assertTrue(Keys.isSignedBy(Keys.RSA, signed));
            assertNull(signed.getHeader().getKeyID());
        }

        @ParameterizedTest
        @ValueSource(strings = {"EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
        void ofOtherKindsHasToBeConverted(String label) {
            String message = refused(Keys.pem(label, new byte[] {1, 2}), NONE);
            assertTrue(message.startsWith("begins with " + label) && message.contains("openssl pkcs8"), message);
        }

        @Test
        void isAPrivateKey() {
            assertTrue(refused(Keys.pem("PUBLIC KEY", new byte[] {1, 2}), NONE).startsWith("has no private key"));
            assertTrue(refused(Keys.pem("PRIVATE KEY", new byte[] {1, 2}), NONE).contains("damaged"));
        }
    }

    @Nested
    class OfAKeystore {

        @ParameterizedTest
        @ValueSource(strings = {"PKCS12", "JKS"})
        void isChosenByItsAlias(String type, @TempDir Path directory) throws Exception {
            Path keystore = directory.resolve("keys");
            generate(keystore, type, "one");
            byte[] single = Files.readAllBytes(keystore);
            generate(keystore, type, "two");
            byte[] both = Files.readAllBytes(keystore);

            SignedJWT one = signed(single, options(null, "changeit", null));
            SignedJWT same = signed(both, options("one", "changeit", null));
            assertNull(one.getHeader().getKeyID());
            assertEquals("one", same.getHeader().getKeyID());
            assertNotNull(one.getHeader().getX509CertSHA256Thumbprint());
            assertEquals(
                    one.getHeader().getX509CertSHA256Thumbprint(),
                    same.getHeader().getX509CertSHA256Thumbprint());
            assertTrue(refused(both, options(null, "changeit", null)).contains("one of [one, two]"));
            assertTrue(refused(both, options(null, "wrong", null)).startsWith("cannot be opened"));
            assertTrue(refused(both, NONE).contains("client-key-password"));
        }

        private static void generate(Path keystore, String type, String alias) throws Exception {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-keystore",
                            keystore.toString(),
                            "-storetype",
                            type,
                            "-storepass",
                            "changeit",
                            "-keypass",
                            "changeit",
                            "-alias",
                            alias,
                            "-keyalg",
                            "RSA",
                            "-keysize",
                            "2048",
                            "-dname",
                            "CN=parts")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, keytool.waitFor(), output);
        }
    }

    @Test
    void isNoShortRsaKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        byte[] pem =
                Keys.pem("PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded());
        assertTrue(refused(pem, NONE).contains("less than 2048 bits"));
    }
}
