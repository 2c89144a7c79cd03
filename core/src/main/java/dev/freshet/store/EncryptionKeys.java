package dev.freshet.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an {@linkplain TokenStore#encrypted encrypted store}: the first one encrypts, all of them decrypt. Immutable;
 * {@code toString} shows their ids only.
 *
 * <p>To change the key while nodes are running: add the new one as the last to all nodes, make it the first on all of
 * them, and take the old one away when every row has been written since. A row is written with each refresh.
 */
public final class EncryptionKeys {

    /** Written as the last key it lets rows be read that are not encrypted yet; they are with their next write. */
    public static final String PLAIN = "plain";

    private static final int BYTES = 32;
    private static final int CHARACTERS_OF_ID = 8;

    private final Map<String, SecretKey> keys;
    private final String newest;
    private final boolean acceptsPlain;

    private EncryptionKeys(Map<String, SecretKey> keys, String newest, boolean acceptsPlain) {
        this.keys = keys;
        this.newest = newest;
        this.acceptsPlain = acceptsPlain;
    }

    /**
     * Keys from a text: each is 32 random bytes in Base64, as {@code openssl rand -base64 32} makes them, and they are
     * separated by commas, blanks or new lines. {@link #PLAIN} may come after them.
     *
     * @throws IllegalArgumentException if the text has no key, or something that is none; the message does not quote it
     */
    public static EncryptionKeys of(String text) {
        Map<String, SecretKey> keys = new LinkedHashMap<>();
        String newest = null;
        boolean acceptsPlain = false;
        for (String part : text.strip().split("[,\\s]+")) {
            if (acceptsPlain) {
                throw new IllegalArgumentException("has something after " + PLAIN + ", which must be the last");
            }
            if (part.equals(PLAIN)) {
                acceptsPlain = true;
            } else {
                byte[] key = bytes(part);
                String id = id(key);
                newest = newest == null ? id : newest;
                keys.put(id, new SecretKeySpec(key, "AES"));
            }
        }
        if (newest == null) {
            throw new IllegalArgumentException(
                    "has no key: write 32 random bytes in Base64, as openssl rand -base64 32 " + "makes them");
        }
        return new EncryptionKeys(keys, newest, acceptsPlain);
    }

    private static byte[] bytes(String part) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(part);
        } catch (IllegalArgumentException e) { // its message quotes the text
            key = new byte[0];
        }
        if (key.length != BYTES) {
            throw new IllegalArgumentException("has something that is no key: write 32 random bytes in Base64, as "
                    + "openssl rand -base64 32 makes them, and commas or new lines between several");
        }
        return key;
    }

    /** The name of a key, which tells nothing of it: nobody can try all keys of 256 bits. */
    private static String id(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("freshet key id".getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(key)).substring(0, CHARACTERS_OF_ID);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** The id of the key to encrypt with. */
    String newest() {
        return newest;
    }

    Optional<SecretKey> key(String id) {
        @Nullable SecretKey key = keys.get(id);
        return Optional.ofNullable(key);
    }

    boolean acceptsPlain() {
        return acceptsPlain;
    }

    @Override
    public String toString() {
        return "EncryptionKeys" + keys.keySet() + (acceptsPlain ? " and " + PLAIN : "");
    }
}
