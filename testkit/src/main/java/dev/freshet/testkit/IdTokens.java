package dev.freshet.testkit;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The key that signs ID tokens by RS256, and the document that publishes it (RFC 7517, RFC 7519). Thread-safe. */
final class IdTokens {

    private record Key(String id, KeyPair pair) {}

    /** The first key of all servers: making one takes a while, and most tests look at none. */
    private static final class First {
        private static final KeyPair PAIR = newPair();
    }

    private final AtomicInteger keys = new AtomicInteger(1);
    private volatile @Nullable Key newest;

    /** From now on another key signs, and only that is published. */
    void rollOver() {
        newest = new Key("key-" + keys.incrementAndGet(), newPair());
    }

    private Key key() {
        Key rolledOver = newest;
        return rolledOver == null ? new Key("key-1", First.PAIR) : rolledOver;
    }

    private static KeyPair newPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has RSA", e);
        }
    }

    /** @param claims their values as JSON texts */
    String signed(Map<String, String> claims) {
        Key now = key();
        Map<String, String> header = new LinkedHashMap<>();
        header.put("alg", "\"RS256\"");
        header.put("kid", Json.string(now.id()));
        header.put("typ", "\"JWT\"");
        String signed = base64(Json.object(header).getBytes(StandardCharsets.UTF_8)) + "."
                + base64(Json.object(claims).getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(now.pair().getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA256withRSA", e);
        }
    }

    /** The public key. */
    Answer published(RecordedRequest request) {
        Key now = key();
        RSAPublicKey key = (RSAPublicKey) now.pair().getPublic();
        Map<String, String> members = new LinkedHashMap<>();
        members.put("kty", "\"RSA\"");
        members.put("use", "\"sig\"");
        members.put("alg", "\"RS256\"");
        members.put("kid", Json.string(now.id()));
        members.put("n", Json.string(base64(unsigned(key.getModulus()))));
        members.put("e", Json.string(base64(unsigned(key.getPublicExponent()))));
        return Answer.object(200, Map.of("keys", "[" + Json.object(members) + "]"));
    }

    /** Without the byte that keeps a Java number positive. */
    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
