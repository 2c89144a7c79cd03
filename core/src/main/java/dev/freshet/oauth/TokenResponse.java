package dev.freshet.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A successful answer of the token endpoint: a Bearer access token and what came with it. Immutable;
 * {@link #toString()} shows no token.
 *
 * @param accessToken the access token's text. A secret.
 * @param expiresIn its lifetime as the server said, or null if it said nothing usable
 * @param refreshToken the new refresh token; null means that the one used stays valid
 * @param refreshExpiresIn the lifetime of the refresh token, or null if the server did not say; an extension that
 *     servers spell {@code refresh_expires_in} or {@code refresh_token_expires_in}
 * @param scope the scope granted, or null if it is the one asked for
 * @param idToken the ID token's text, or null. A secret.
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.1">RFC 6749, section 5.1</a>
 */
public record TokenResponse(
        String accessToken,
        @Nullable Duration expiresIn,
        @Nullable RefreshToken refreshToken,
        @Nullable Duration refreshExpiresIn,
        @Nullable String scope,
        @Nullable String idToken) {

    // A token that is dead on arrival is still used for a moment: else every call would ask for another one.
    private static final Duration SHORTEST_LIFETIME = Duration.ofSeconds(1);
    private static final Duration LONGEST_LIFETIME = Duration.ofDays(3650);

    public TokenResponse {
        if (accessToken.isBlank()) {
            throw new IllegalArgumentException("accessToken must not be blank");
        }
    }

    /**
     * An answer with the members that nearly every server sends.
     *
     * @param expiresIn null if the lifetime is not known
     * @param refreshToken the refresh token's text, or null if there is none
     */
    public static TokenResponse of(String accessToken, @Nullable Duration expiresIn, @Nullable String refreshToken) {
        return new TokenResponse(
                accessToken, expiresIn, refreshToken == null ? null : new RefreshToken(refreshToken), null, null, null);
    }

    /**
     * The access token of this answer, with the time it expires. A lifetime of less than a second counts as one second,
     * one of more than ten years as ten years.
     *
     * @param requestedAt when the request was sent
     * @param defaultLifetime what counts where the server named no lifetime
     */
    public AccessToken accessToken(Instant requestedAt, Duration defaultLifetime) {
        Duration lifetime = Objects.requireNonNullElse(expiresIn, defaultLifetime);
        if (lifetime.compareTo(SHORTEST_LIFETIME) < 0) {
            lifetime = SHORTEST_LIFETIME;
        } else if (lifetime.compareTo(LONGEST_LIFETIME) > 0) {
            lifetime = LONGEST_LIFETIME;
        }
        return AccessToken.of(accessToken, requestedAt, requestedAt.plus(lifetime), scope);
    }

    /**
     * When the refresh token of this answer ends, or null if the server did not say. Servers that mean "never" by 0 say
     * nothing usable.
     *
     * @param requestedAt when the request was sent
     */
    public @Nullable Instant refreshTokenExpiresAt(Instant requestedAt) {
        if (refreshExpiresIn == null || refreshExpiresIn.isNegative() || refreshExpiresIn.isZero()) {
            return null;
        }
        return requestedAt.plus(refreshExpiresIn.compareTo(LONGEST_LIFETIME) > 0 ? LONGEST_LIFETIME : refreshExpiresIn);
    }

    @Override
    public String toString() {
        return "TokenResponse[expiresIn=" + expiresIn + ", refreshToken=" + (refreshToken != null) + ", scope=" + scope
                + ", idToken=" + (idToken != null) + "]";
    }
}
