package dev.freshet.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts the secrets of a row with AES-256-GCM, each by itself: {@code fe1.<key id>.<nonce, ciphertext and tag>}. The row
 * and the field are authenticated with it, so that a text that was moved to another row or field is not accepted there. An
 * older text of the same field is: whoever can write the table can set a row back, which a refresh token does not survive.
 *
 * <p>Nonces are 96 random bits, which is sound for 2<sup>32</sup> texts of one key (NIST SP 800-38D, section 8.3): more than a
 * billion refreshes.
 */
final class TokenCipher {

    private static final String PREFIX = "fe1.";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final GrantKey row;
    private final EncryptionKeys keys;

    TokenCipher(GrantKey row, EncryptionKeys keys) {
        this.row = row;
        this.keys = keys;
    }

    String encrypted(String field, String text) {
        String id = keys.newest();
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.key(id).orElseThrow(), nonce, id, field);
            byte[] ciphertext = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.allocate(NONCE_BYTES + ciphertext.length)
                    .put(nonce)
                    .put(ciphertext);
            return PREFIX + id + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES in Galois/Counter Mode", e);
        }
    }

    String decrypted(String field, String text) {
        if (!text.startsWith(PREFIX)) {
            if (keys.acceptsPlain()) {
                return text;
            }
            throw new TokenStoreException("FRESHET-0019: the " + field + " of " + row + " is not encrypted. Write "
                    + EncryptionKeys.PLAIN + " after the last key until all rows are, or remove the row and authorize "
                    + "again");
        }
        int dot = text.indexOf('.', PREFIX.length());
        String id = dot < 0 ? "" : text.substring(PREFIX.length(), dot);
        SecretKey key = keys.key(id)
                .orElseThrow(() -> new TokenStoreException("FRESHET-0017: the " + field + " of " + row
                        + " is encrypted with a key '" + id + "', and there is only " + keys
                        + ". Add that key after the first"));
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(dot + 1)));
            byte[] nonce = new byte[NONCE_BYTES];
            bytes.get(nonce);
            byte[] ciphertext = new byte[bytes.remaining()];
            bytes.get(ciphertext);
            return new String(
                    cipher(Cipher.DECRYPT_MODE, key, nonce, id, field).doFinal(ciphertext), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException | BufferUnderflowException e) {
            throw new TokenStoreException(
                    "FRESHET-0018: the " + field + " of " + row
                            + " cannot be decrypted: it was changed, or written for "
                            + "another row or field. Remove the row and authorize again",
                    e);
        }
    }

    private Cipher cipher(int mode, SecretKey key, byte[] nonce, String id, String field)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        // Each with its length, so that no two places have the same bytes.
        for (String part : List.of(PREFIX, id, row.client(), row.grantId(), field)) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            cipher.updateAAD(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            cipher.updateAAD(bytes);
        }
        return cipher;
    }
}
