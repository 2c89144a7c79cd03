package dev.freshet.testkit;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All authorizations with their tokens. Each authorization is a family: one refresh token and what came from it.
 * Thread-safe: every step is one short critical section in memory.
 */
final class Authorizations {

    /** What a token request is answered with. */
    record Tokens(String accessToken, @Nullable String refreshToken, String scope) {
        @Override
        public String toString() {
            return "Tokens[scope=" + scope + "]";
        }
    }

    private static final class Family {
        private final String clientId;
        private final String subject;
        private final String scope;
        private boolean revoked;

        Family(String clientId, String subject, String scope) {
            this.clientId = clientId;
            this.subject = subject;
            this.scope = scope;
        }
    }

    private static final class Access {
        private final Family family;
        private final Instant expiresAt;
        private boolean revoked;

        Access(Family family, Instant expiresAt) {
            this.family = family;
            this.expiresAt = expiresAt;
        }
    }

    private static final class Refresh {
        private final Family family;
        private final List<Refresh> successors = new ArrayList<>();
        private @Nullable Instant rotatedAt;
        private int uses;

        Refresh(Family family) {
            this.family = family;
        }

        /** Only the predecessor of a token that nobody has used yet may come again. */
        boolean mayComeAgain(Instant now, Duration leeway) {
            Instant rotated = rotatedAt;
            return rotated == null
                    || now.isBefore(rotated.plus(leeway))
                            && successors.stream().allMatch(successor -> successor.rotatedAt == null);
        }
    }

    private final SecureRandom random = new SecureRandom();
    private final InstantSource time;
    private final Map<String, Access> accessTokens = new HashMap<>();
    private final Map<String, Refresh> refreshTokens = new HashMap<>();
    private int reuseEvents;

    Authorizations(InstantSource time) {
        this.time = time;
    }

    /** Begins an authorization. An empty scope is one without a limit. */
    synchronized Tokens begin(String clientId, String subject, String scope, Duration lifetime, boolean refreshable) {
        Family family = new Family(clientId, subject, scope);
        return new Tokens(newAccess(family, lifetime), refreshable ? newRefresh(family, null) : null, scope);
    }

    /** Uses a refresh token (RFC 6749, section 6); one that was rotated before ends its family (RFC 9700, 4.14.2). */
    synchronized Tokens refresh(
            String clientId, String token, String scope, Duration lifetime, Rotation rotation, Duration leeway) {
        Refresh presented = refreshTokens.get(token);
        if (presented == null || !presented.family.clientId.equals(clientId)) {
            throw Refusal.of("invalid_grant", "The refresh token is invalid or expired.");
        }
        requireWithin(presented.family.scope, scope);
        presented.uses++;
        if (!presented.mayComeAgain(time.instant(), leeway)) {
            reuseEvents++;
            presented.family.revoked = true;
        }
        if (presented.family.revoked) {
            throw Refusal.of("invalid_grant", "The refresh token is invalid or expired.");
        }
        String granted = scope.isEmpty() ? presented.family.scope : scope;
        return new Tokens(newAccess(presented.family, lifetime), successor(token, presented, rotation), granted);
    }

    private static void requireWithin(String granted, String asked) {
        if (!granted.isEmpty() && !asked.isEmpty() && !words(granted).containsAll(words(asked))) {
            throw Refusal.of("invalid_scope", "The scope exceeds the scope that was granted.");
        }
    }

    private static List<String> words(String scope) {
        return Arrays.asList(scope.split(" "));
    }

    private @Nullable String successor(String token, Refresh presented, Rotation rotation) {
        return switch (rotation) {
            case ABSENT -> null;
            case PERSISTENT -> token;
            case ROTATING -> {
                if (presented.rotatedAt == null) {
                    presented.rotatedAt = time.instant();
                }
                yield newRefresh(presented.family, presented);
            }
        };
    }

    private String newAccess(Family family, Duration lifetime) {
        String token = unpredictable("at-");
        accessTokens.put(token, new Access(family, time.instant().plus(lifetime)));
        return token;
    }

    private String newRefresh(Family family, @Nullable Refresh predecessor) {
        String token = unpredictable("rt-");
        Refresh refresh = new Refresh(family);
        refreshTokens.put(token, refresh);
        if (predecessor != null) {
            predecessor.successors.add(refresh);
        }
        return token;
    }

    private String unpredictable(String prefix) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    synchronized boolean isActive(String accessToken) {
        Access access = accessTokens.get(accessToken);
        return access != null
                && !access.revoked
                && !access.family.revoked
                && time.instant().isBefore(access.expiresAt);
    }

    synchronized boolean isActiveRefreshToken(String token) {
        Refresh refresh = refreshTokens.get(token);
        return refresh != null && !refresh.family.revoked && refresh.rotatedAt == null;
    }

    synchronized Optional<Instant> expiryOf(String accessToken) {
        return Optional.ofNullable(accessTokens.get(accessToken)).map(access -> access.expiresAt);
    }

    synchronized Optional<String> subjectOf(String token) {
        return familyOf(token).map(family -> family.subject);
    }

    synchronized Optional<String> clientOf(String token) {
        return familyOf(token).map(family -> family.clientId);
    }

    private Optional<Family> familyOf(String token) {
        return Optional.ofNullable(accessTokens.get(token))
                .map(access -> access.family)
                .or(() -> Optional.ofNullable(refreshTokens.get(token)).map(refresh -> refresh.family));
    }

    synchronized void revokeAccessTokens() {
        accessTokens.values().forEach(access -> access.revoked = true);
    }

    /** Revokes an access token, or the whole family of a refresh token (RFC 7009, section 2.1). */
    synchronized void revoke(String token) {
        Optional.ofNullable(accessTokens.get(token)).ifPresent(access -> access.revoked = true);
        Optional.ofNullable(refreshTokens.get(token)).ifPresent(refresh -> refresh.family.revoked = true);
    }

    synchronized int reuseEvents() {
        return reuseEvents;
    }

    synchronized int usesOf(String refreshToken) {
        return Optional.ofNullable(refreshTokens.get(refreshToken))
                .map(refresh -> refresh.uses)
                .orElse(0);
    }

    synchronized int mostUses() {
        return refreshTokens.values().stream()
                .mapToInt(refresh -> refresh.uses)
                .max()
                .orElse(0);
    }

    synchronized Set<String> secrets() {
        Set<String> secrets = new TreeSet<>(accessTokens.keySet());
        secrets.addAll(refreshTokens.keySet());
        return secrets;
    }
}
