package dev.freshet.oauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * The secret that ties an authorization code to whoever asked for it. Immutable; {@link #toString()} does not show it.
 *
 * @param value 43 to 128 letters, digits and {@code -._~}. A secret: do not log it.
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7636#section-4.1">RFC 7636, section 4.1</a>
 */
public record CodeVerifier(String value) {

    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9._~-]{43,128}");
    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** @throws IllegalArgumentException if the value is too short, too long or has other characters */
    public CodeVerifier {
        if (!VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("A code verifier must be 43 to 128 letters, digits and -._~");
        }
    }

    /** A new one of 256 random bits. */
    public static CodeVerifier generate() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return new CodeVerifier(base64(bytes));
    }

    /**
     * What the authorization request shows of it: {@code code_challenge} by the method {@code S256}.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7636#section-4.2">RFC 7636, section 4.2</a>
     */
    public String challenge() {
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "CodeVerifier";
    }
}
