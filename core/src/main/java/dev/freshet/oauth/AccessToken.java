package dev.freshet.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Bearer access token with the time it was asked for and the time it expires. Immutable and safe for use by many
 * threads.
 *
 * <p>Two access tokens are equal if their text is. The text is opaque: it is never parsed, and {@link #toString()} does
 * not show it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-1.4">RFC 6749, section 1.4</a>
 */
public final class AccessToken {

    private static final String SCHEME = "Bearer ";

    // The only copy of the secret: made once, so that attaching it to a call costs nothing.
    private final String authorization;
    private final Instant obtainedAt;
    private final Instant expiresAt;
    private final @Nullable String scope;

    private AccessToken(String value, Instant obtainedAt, Instant expiresAt, @Nullable String scope) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("An access token must not be blank");
        }
        this.authorization = SCHEME.concat(value);
        this.obtainedAt = Objects.requireNonNull(obtainedAt, "obtainedAt");
        this.expiresAt = Objects.requireNonNull(expiresAt, "expiresAt");
        this.scope = scope;
    }

    /**
     * An access token from its parts.
     *
     * @param value the token's text, not blank
     * @param obtainedAt when it was asked for
     * @param expiresAt when it expires
     * @param scope its scope as the server named it, or null if the server named none
     */
    public static AccessToken of(String value, Instant obtainedAt, Instant expiresAt, @Nullable String scope) {
        return new AccessToken(value, obtainedAt, expiresAt, scope);
    }

    /** The token's text. A secret: do not log it. */
    public String value() {
        return authorization.substring(SCHEME.length());
    }

    /**
     * The value of the {@code Authorization} header that carries this token. A secret: do not log it.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750, section 2.1</a>
     */
    public String authorization() {
        return authorization;
    }

    /** When this token was asked for. Counted from before the request, so that a slow answer never lengthens its life. */
    public Instant obtainedAt() {
        return obtainedAt;
    }

    /** When this token expires, by its server's word. */
    public Instant expiresAt() {
        return expiresAt;
    }

    /** From {@link #obtainedAt()} to {@link #expiresAt()}. */
    public Duration lifetime() {
        return Duration.between(obtainedAt, expiresAt);
    }

    /** The scope that the server named, space-separated; empty if it named none, which means the scope asked for. */
    public Optional<String> scope() {
        return Optional.ofNullable(scope);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccessToken that && authorization.equals(that.authorization);
    }

    @Override
    public int hashCode() {
        return authorization.hashCode();
    }

    @Override
    public String toString() {
        return "AccessToken[expiresAt=" + expiresAt + "]";
    }
}
