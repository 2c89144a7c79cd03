package dev.freshet.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.freshet.oauth.AuthorizationServerMetadata;
import dev.freshet.oauth.DiscoveryException;
import dev.freshet.testkit.ManualTime;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdTokensTest {

    private static final String ISSUER = "https://identity.example";
    private static final URI JWKS = URI.create("https://identity.example/keys");
    private static final RSAKey RSA = rsa("rsa");
    private static final RSAKey OTHER_RSA = rsa("other");
    private static final ECKey EC = ec();

    private final ManualTime time = ManualTime.startingAt(Instant.parse("2026-11-26T12:00:00Z"));
    private final AtomicInteger fetches = new AtomicInteger();
    private JWKSet published = new JWKSet(List.of(RSA, EC));
    private boolean down;
    private final IdTokens tokens = new IdTokens("shop", new ProviderKeys(this::publish, time), time);

    private static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static ECKey ec() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private String publish(URI address) {
        fetches.incrementAndGet();
        if (down) {
            throw new DiscoveryException("down", null);
        }
        return published.toString();
    }

    private AuthorizationServerMetadata provider(String... algorithms) {
        return new AuthorizationServerMetadata(
                ISSUER, URI.create(ISSUER + "/token"), null, JWKS, null, null, null, false, List.of(algorithms));
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject("alice")
                .audience("shop")
                .claim("nonce", "n")
                .issueTime(Date.from(time.instant()))
                .expirationTime(Date.from(time.instant().plusSeconds(300)));
    }

    private static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, String key, JWSSigner signer)
            throws JOSEException {
        SignedJWT jwt =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key).build(), claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    private IdTokenClaims validated(String token, String... algorithms) throws IdTokenException {
        return tokens.validated(token, provider(algorithms), "n", "access");
    }

    @ParameterizedTest
    @CsvSource({"RS256, SHA-256", "RS384, SHA-384", "RS512, SHA-512", "PS256, SHA-256", "ES256, SHA-256"})
    void tokenThatBelongsToItsAccessTokenIsBelieved(String algorithm, String hash) throws Exception {
        byte[] digest = MessageDigest.getInstance(hash).digest("access".getBytes(StandardCharsets.US_ASCII));
        String half = Randoms.base64(Arrays.copyOf(digest, digest.length / 2));
        boolean elliptic = algorithm.startsWith("E");
        String token = signed(
                claims().claim("at_hash", half).build(),
                JWSAlgorithm.parse(algorithm),
                elliptic ? "ec" : "rsa",
                elliptic ? new ECDSASigner(EC) : new RSASSASigner(RSA));

        assertEquals("alice", validated(token, algorithm).subject());
        assertThrows(
                IdTokenException.class,
                () -> tokens.validated(token, provider(algorithm), "n", "another access token"));
    }

    @Test
    void tokenOfSeveralAudiencesNamesWhomItIsFor() throws Exception {
        JWTClaimsSet.Builder several = claims().audience(List.of("shop", "billing"));

        assertThrows(
                IdTokenException.class,
                () -> validated(signed(several.build(), JWSAlgorithm.RS256, "rsa", new RSASSASigner(RSA))));
        several.claim("azp", "shop");
        assertEquals(
                "alice",
                validated(signed(several.build(), JWSAlgorithm.RS256, "rsa", new RSASSASigner(RSA)))
                        .subject());
    }

    @ParameterizedTest
    @ValueSource(longs = {-59, 59})
    void clocksMayDifferALittle(long seconds) throws Exception {
        JWTClaimsSet claims = claims().issueTime(Date.from(time.instant().plusSeconds(seconds)))
                .expirationTime(Date.from(time.instant().plusSeconds(seconds)))
                .build();

        assertEquals(
                "alice",
                validated(signed(claims, JWSAlgorithm.RS256, "rsa", new RSASSASigner(RSA)))
                        .subject());
    }

    @Test
    void algorithmThatTheProviderDoesNotOfferIsRefused() throws Exception {
        String token = signed(claims().build(), JWSAlgorithm.RS512, "rsa", new RSASSASigner(RSA));

        assertThrows(IdTokenException.class, () -> validated(token, "RS256"));
        assertEquals("alice", validated(token).subject());
    }

    @Test
    void secretThatIsPublishedSignsNothing() throws Exception {
        byte[] secret = "a secret that somebody has published".getBytes(StandardCharsets.US_ASCII);
        published = new JWKSet(
                List.of(new OctetSequenceKey.Builder(secret).keyID("oct").build()));
        String token = signed(claims().build(), JWSAlgorithm.HS256, "oct", new MACSigner(secret));

        assertThrows(IdTokenException.class, () -> validated(token, "HS256"));
    }

    @Test
    void publicKeyIsNoSecretToSignBy() throws Exception {
        String token = signed(
                claims().build(),
                JWSAlgorithm.HS256,
                "rsa",
                new MACSigner(RSA.toRSAPublicKey().getEncoded()));

        assertThrows(IdTokenException.class, () -> validated(token));
    }

    @Test
    void keyThatATokenBringsAlongIsNotBelieved() throws Exception {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("rsa")
                        .jwk(OTHER_RSA.toPublicJWK())
                        .jwkURL(URI.create("https://evil.example/keys"))
                        .build(),
                claims().build());
        jwt.sign(new RSASSASigner(OTHER_RSA));

        assertThrows(IdTokenException.class, () -> validated(jwt.serialize()));
        assertEquals(1, fetches.get());
    }

    @Test
    void keyIsAskedForAgainOnlyIfItIsMissingAndNotTooOften() throws Exception {
        String known = signed(claims().build(), JWSAlgorithm.RS256, "rsa", new RSASSASigner(RSA));
        String unknown = signed(claims().build(), JWSAlgorithm.RS256, "other", new RSASSASigner(OTHER_RSA));
        validated(known);
        validated(known);
        assertEquals(1, fetches.get());

        assertThrows(IdTokenException.class, () -> validated(unknown));
        assertEquals(1, fetches.get());

        time.advance(Duration.ofSeconds(5));
        published = new JWKSet(List.of(OTHER_RSA));
        assertEquals("alice", validated(unknown).subject());
        assertEquals(2, fetches.get());
        assertThrows(IdTokenException.class, () -> validated(known));
    }

    @Test
    void keysAreAskedForEveryHourAndKeptWhileThereIsNoAnswer() throws Exception {
        String token = signed(
                claims().expirationTime(Date.from(time.instant().plus(Duration.ofDays(1))))
                        .build(),
                JWSAlgorithm.RS256,
                "rsa",
                new RSASSASigner(RSA));
        validated(token);
        time.advance(Duration.ofHours(1));
        down = true;

        assertEquals("alice", validated(token).subject());
        assertEquals(2, fetches.get());
    }

    @Test
    void withoutKeysNobodyIsBelieved() throws Exception {
        down = true;
        String token = signed(claims().build(), JWSAlgorithm.RS256, "rsa", new RSASSASigner(RSA));

        assertThrows(DiscoveryException.class, () -> validated(token));
        down = false;
        assertEquals("alice", validated(token).subject());
    }

    @Test
    void documentThatIsNoSetOfKeysIsSaidSo() throws Exception {
        IdTokens others = new IdTokens("shop", new ProviderKeys(address -> "<html>", time), time);
        String token = signed(claims().build(), JWSAlgorithm.RS256, "rsa", new RSASSASigner(RSA));

        DiscoveryException e =
                assertThrows(DiscoveryException.class, () -> others.validated(token, provider(), "n", "access"));

        assertTrue(e.getMessage().startsWith("FRESHET-0421: "), e::getMessage);
    }

    @Test
    void keysAreFetchedOnceForAllWhoWait() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        IdTokens slow = new IdTokens(
                "shop",
                new ProviderKeys(
                        address -> {
                            begun.countDown();
                            try {
                                assertTrue(goOn.await(10, TimeUnit.SECONDS));
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                            return publish(address);
                        },
                        time),
                time);
        String token = signed(claims().build(), JWSAlgorithm.RS256, "rsa", new RSASSASigner(RSA));
        ExecutorService threads = Executors.newFixedThreadPool(20);
        List<Future<IdTokenClaims>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(threads.submit(() -> slow.validated(token, provider(), "n", "access")));
        }
        assertTrue(begun.await(10, TimeUnit.SECONDS));
        goOn.countDown();
        for (Future<IdTokenClaims> each : all) {
            assertEquals("alice", each.get(10, TimeUnit.SECONDS).subject());
        }
        threads.shutdown();

        assertEquals(1, fetches.get());
    }

    @Test
    void claimsAreReadByTheirNamesOrTheirPaths() throws Exception {
        JWTClaimsSet claims = claims().claim("groups", List.of("clerk", "buyer"))
                .claim("realm_access", Map.of("roles", List.of("admin")))
                .claim("https://shop.example/roles", "guest")
                .claim("preferred_username", "Alice")
                .build();

        IdTokenClaims read = validated(signed(claims, JWSAlgorithm.RS256, "rsa", new RSASSASigner(RSA)));

        assertEquals("Alice", read.name());
        assertEquals(List.of("clerk", "buyer"), read.texts("groups"));
        assertEquals(List.of("admin"), read.texts("realm_access/roles"));
        assertEquals(List.of("guest"), read.texts("https://shop.example/roles"));
        assertEquals(List.of(), read.texts("realm_access/none/of/these"));
        assertEquals(List.of(), read.texts("exp"));
    }
}
