package dev.freshet.store;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.RefreshToken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a store keeps of one grant. Immutable; {@code toString} shows no token.
 *
 * @param accessToken the newest access token, or null before the first
 * @param refreshToken the refresh token to present next, or null if there is none
 * @param origins hashes of the configured credentials that this grant began with, the newest last; empty if it did not
 *     begin with the configuration. A configured refresh token among them is never presented again.
 * @param refreshTokenExpiresAt when the server will no longer accept the refresh token, or null if it did not say
 * @param idToken the newest ID token's text, or null if none ever came. A secret.
 * @param unanswered the refresh token that was presented without an answer, or null
 * @param ended why this grant is over, or null while it is not
 * @param lease who is about to present the refresh token, or null
 */
public record StoredGrant(
        @Nullable AccessToken accessToken,
        @Nullable RefreshToken refreshToken,
        @Nullable Instant refreshTokenExpiresAt,
        @Nullable String idToken,
        List<String> origins,
        @Nullable Unanswered unanswered,
        @Nullable String ended,
        @Nullable Lease lease) {

    // More is only of use to somebody who changes a configured refresh token back and forth.
    private static final int ORIGINS_KEPT = 20;

    public StoredGrant {
        origins = List.copyOf(origins);
    }

    /**
     * A refresh token that was presented without an answer: it may be spent.
     *
     * @param refreshTokenHash which one
     * @param since when it was presented first
     */
    public record Unanswered(String refreshTokenHash, Instant since) {}

    /** A grant of which nothing is known but the tokens. */
    public static StoredGrant of(@Nullable AccessToken accessToken, @Nullable RefreshToken refreshToken) {
        return new StoredGrant(accessToken, refreshToken, null, null, List.of(), null, null, null);
    }

    /** This grant with new tokens: in force, nothing unanswered, not leased. The ID token stays. */
    public StoredGrant withTokens(
            @Nullable AccessToken accessToken,
            @Nullable RefreshToken refreshToken,
            @Nullable Instant refreshTokenExpiresAt) {
        return new StoredGrant(accessToken, refreshToken, refreshTokenExpiresAt, idToken, origins, null, null, null);
    }

    /** This grant with another ID token, or with null without one. */
    public StoredGrant withIdToken(@Nullable String idToken) {
        return new StoredGrant(
                accessToken, refreshToken, refreshTokenExpiresAt, idToken, origins, unanswered, ended, lease);
    }

    /** This grant with one more origin. */
    public StoredGrant withOrigin(String origin) {
        List<String> more = new ArrayList<>(origins);
        more.remove(origin);
        more.add(origin);
        List<String> kept = more.subList(Math.max(0, more.size() - ORIGINS_KEPT), more.size());
        return new StoredGrant(
                accessToken, refreshToken, refreshTokenExpiresAt, idToken, kept, unanswered, ended, lease);
    }

    /** This grant after its refresh token was presented without an answer. Gives the lease back. */
    public StoredGrant withUnanswered(Unanswered presented) {
        return new StoredGrant(
                accessToken, refreshToken, refreshTokenExpiresAt, idToken, origins, presented, ended, null);
    }

    /** This grant at its end. The refresh token is dropped; an access token that still lives is kept. */
    public StoredGrant withEnd(String reason) {
        return new StoredGrant(accessToken, null, null, idToken, origins, null, reason, null);
    }

    /** This grant leased, or with null as lease given back. */
    public StoredGrant withLease(@Nullable Lease lease) {
        return new StoredGrant(
                accessToken, refreshToken, refreshTokenExpiresAt, idToken, origins, unanswered, ended, lease);
    }

    @Override
    public String toString() {
        return "StoredGrant[accessToken=" + accessToken + ", refreshToken=" + refreshToken + ", idToken="
                + (idToken != null) + ", ended=" + ended
                + ", lease=" + lease + "]";
    }
}
