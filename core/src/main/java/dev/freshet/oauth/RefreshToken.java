package dev.freshet.oauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A refresh token. Immutable and safe for use by many threads; {@link #toString()} does not show the token.
 *
 * @param value the token's text, not blank. A secret: do not log it.
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-1.5">RFC 6749, section 1.5</a>
 */
public record RefreshToken(String value) {

    /** @throws IllegalArgumentException if the text is blank */
    public RefreshToken {
        if (value.isBlank()) {
            throw new IllegalArgumentException("A refresh token must not be blank");
        }
    }

    /** The SHA-256 of the token in lower-case hexadecimal: what may be remembered of a token that is gone. */
    public String hash() {
        return sha256(value);
    }

    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** By hand: the JDK 17 keeps the class whose generated method it linked last, and so an undeployed application. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RefreshToken that && value.equals(that.value);
    }

    @Override
    public String toString() {
        return "RefreshToken[" + hash().substring(0, 8) + "]";
    }
}
