package dev.freshet.jakarta.config;

import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.Grant;
import dev.freshet.refresh.RefreshTokenPolicy;
import dev.freshet.refresh.RefreshTokenPolicy.Rotation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads where the first tokens of a client come from. */
final class GrantReader {

    private static final List<String> GRANTS = List.of(
            "refresh-token",
            "brought-in",
            "client-credentials",
            "password",
            "authorization-code",
            "token-exchange",
            "jwt-bearer");

    private static final String NONE = "none";

    private static final String TOKEN_TYPE = "urn:ietf:params:oauth:token-type:";

    private final ClientProperties properties;
    private final Set<String> warnings;

    GrantReader(ClientProperties properties, Set<String> warnings) {
        this.properties = properties;
        this.warnings = warnings;
    }

    /** @return whether the registration has a grant now; if not, there is a problem that says why */
    boolean read(ClientRegistration.Builder builder, @Nullable ClientAuthentication authentication) {
        String refreshToken = properties.text(Key.REFRESH_TOKEN);
        boolean bridged = !properties
                .choice(Key.USER_TOKENS, UserTokens.texts(), UserTokens.NONE.text())
                .equals(UserTokens.NONE.text());
        String grant = properties.choice(
                Key.GRANT, GRANTS, bridged ? "authorization-code" : refreshToken == null ? "" : "refresh-token");
        if (bridged && !grant.equals("authorization-code")) {
            properties.problem(
                    Key.USER_TOKENS,
                    "is for the tokens of users, but " + Key.GRANT.of(properties.client()) + " is " + grant
                            + ": write authorization-code there, or none here");
        }
        String fallback =
                properties.choice(Key.FALLBACK, List.of(NONE, "client-credentials", "password", "jwt-bearer"), NONE);
        unused(grant, Key.REFRESH_TOKEN, "refresh-token");
        unused(grant, Key.FALLBACK, "refresh-token");
        unused(fallback.equals("password") ? fallback : grant, Key.USERNAME, "password");
        unused(fallback.equals("password") ? fallback : grant, Key.PASSWORD, "password");
        for (Key key : List.of(Key.SUBJECT_CLIENT, Key.AUDIENCE, Key.RESOURCE, Key.REQUESTED_TOKEN_TYPE)) {
            unused(grant, key, "token-exchange");
        }
        for (Key key : List.of(Key.ASSERTION, Key.ASSERTION_ISSUER, Key.ASSERTION_SUBJECT, Key.ASSERTION_AUDIENCE)) {
            unused(fallback.equals("jwt-bearer") ? fallback : grant, key, "jwt-bearer");
        }
        switch (grant) {
            case "refresh-token" -> {
                boolean fallsBack = fallback(builder, fallback, authentication); // so that all problems are found
                return refreshToken(builder, refreshToken) && fallsBack;
            }
            case "brought-in" -> {
                return broughtIn(builder);
            }
            case "client-credentials" -> {
                builder.clientCredentials();
                checkCredentials(authentication);
                return true;
            }
            case "password" -> {
                TokenRequest.Password request = password();
                if (request != null) {
                    builder.password(request.username(), request.password());
                }
                return request != null;
            }
            case "authorization-code" -> {
                builder.perUser();
                return true;
            }
            case "token-exchange" -> {
                return tokenExchange(builder);
            }
            case "jwt-bearer" -> {
                return jwtBearer(builder);
            }
            default -> {
                properties.missing(Key.GRANT, "one of " + String.join(", ", GRANTS));
                return false;
            }
        }
    }

    private boolean refreshToken(ClientRegistration.Builder builder, @Nullable String refreshToken) {
        Rotation rotation = rotation();
        boolean kept = Storage.isLasting(properties);
        String advice = ": with store=memory a restart presents a refresh token that is spent, and the server may "
                + "revoke the whole authorization. Write " + Key.STORE.of(properties.client()) + "=file or jdbc";
        if (!kept && rotation == Rotation.ROTATING) {
            properties.problem(Key.ROTATION, "is rotating" + advice);
        } else if (!kept && rotation == Rotation.UNKNOWN) {
            warnings.add("FRESHET-0153: the server may replace " + Key.REFRESH_TOKEN.of(properties.client()) + advice
                    + ", or " + Key.ROTATION.of(properties.client()) + "=persistent if it never does");
        }
        if (refreshToken == null) {
            properties.missing(Key.REFRESH_TOKEN, "the refresh token to begin with");
            return false;
        }
        builder.refreshToken(refreshToken);
        return true;
    }

    private boolean broughtIn(ClientRegistration.Builder builder) {
        if (!Storage.isLasting(properties)) {
            properties.problem(
                    Key.STORE,
                    "is memory, but grant=brought-in: tokens are brought in through a store that outlives this "
                            + "application, so write file or jdbc");
        }
        builder.broughtIn();
        return true;
    }

    /** How the server treats refresh tokens, wherever they come from. */
    RefreshTokenPolicy refreshTokenPolicy() {
        Duration leeway = Objects.requireNonNullElse(properties.duration(Key.ROTATION_LEEWAY), Duration.ZERO);
        if (!leeway.isZero() && leeway.compareTo(RefreshTokenPolicy.SHORTEST_LEEWAY) < 0) {
            properties.problem(
                    Key.ROTATION_LEEWAY,
                    "is too short for two attempts: write 2s or more, or 0s if the "
                            + "server takes a spent refresh token for theft at once");
            leeway = Duration.ZERO;
        }
        if (leeway.compareTo(RefreshTokenPolicy.LONGEST_LEEWAY) > 0) {
            properties.problem(
                    Key.ROTATION_LEEWAY,
                    "is more than a day: write a shorter one, or rotation=persistent if a refresh token stays good");
            leeway = RefreshTokenPolicy.LONGEST_LEEWAY;
        }
        Duration keepAlive = properties.text(Key.KEEP_ALIVE) == null
                ? null
                : properties.positive(Key.KEEP_ALIVE, Duration.ofDays(1));
        return new RefreshTokenPolicy(rotation(), leeway, keepAlive);
    }

    private Rotation rotation() {
        String text =
                properties.choice(Key.ROTATION, List.of("rotating", "retry-safe", "persistent", "unknown"), "unknown");
        return Rotation.valueOf(text.replace('-', '_').toUpperCase(Locale.ROOT));
    }

    private boolean fallback(
            ClientRegistration.Builder builder, String fallback, @Nullable ClientAuthentication authentication) {
        Grant grant =
                switch (fallback) {
                    case "client-credentials" -> {
                        checkCredentials(authentication);
                        yield new Grant.Direct(new TokenRequest.ClientCredentials(
                                properties.text(Key.SCOPE), properties.text(Key.REDIRECT_URI)));
                    }
                    case "password" -> {
                        TokenRequest request = password();
                        yield request == null ? null : new Grant.Direct(request);
                    }
                    case "jwt-bearer" -> {
                        Supplier<String> assertions = new AssertionReader(properties).read();
                        yield assertions == null ? null : new Grant.JwtBearer(assertions, properties.text(Key.SCOPE));
                    }
                    default -> null;
                };
        builder.fallback(grant);
        return grant != null || fallback.equals(NONE);
    }

    private void checkCredentials(@Nullable ClientAuthentication authentication) {
        if (authentication instanceof ClientAuthentication.None) {
            properties.missing(Key.CLIENT_SECRET, "the secret: client credentials are nothing without it");
        }
    }

    private TokenRequest.@Nullable Password password() {
        String username = properties.required(Key.USERNAME, "the user's name");
        String password = properties.required(Key.PASSWORD, "the user's password");
        if (!properties.flag(Key.ALLOW_PASSWORD_GRANT, false)) {
            properties.problem(
                    Key.ALLOW_PASSWORD_GRANT,
                    "is not true, but the password grant is asked for, which is legacy, since the user's password "
                            + "passes through the application. Write true to use it all the same");
        }
        return username == null || password == null
                ? null
                : new TokenRequest.Password(username, password, properties.text(Key.SCOPE));
    }

    private boolean tokenExchange(ClientRegistration.Builder builder) {
        String subject = properties.required(
                Key.SUBJECT_CLIENT, "the name of the client that has the tokens of the users, which are exchanged");
        if (Storage.isLasting(properties)) {
            properties.problem(
                    Key.STORE,
                    "is " + properties.text(Key.STORE)
                            + ", but exchanged tokens are made anew whenever they are needed: remove it");
        }
        String type = properties.text(Key.REQUESTED_TOKEN_TYPE);
        if (type != null && !type.contains(":")) {
            type = TOKEN_TYPE
                    + properties
                            .choice(Key.REQUESTED_TOKEN_TYPE, List.of("access-token", "jwt"), "access-token")
                            .replace('-', '_');
        }
        if (subject == null) {
            return false;
        }
        builder.tokenExchange(subject)
                .audience(properties.text(Key.AUDIENCE))
                .resource(properties.text(Key.RESOURCE))
                .requestedTokenType(type);
        return true;
    }

    private boolean jwtBearer(ClientRegistration.Builder builder) {
        Supplier<String> assertions = new AssertionReader(properties).read();
        if (assertions != null) {
            builder.jwtBearer(assertions);
        }
        return assertions != null;
    }

    private void unused(String grant, Key key, String owner) {
        if (!grant.isEmpty() && !grant.equals(owner) && properties.text(key) != null) {
            warnings.add("FRESHET-0154: " + key.of(properties.client()) + " is not used, since "
                    + Key.GRANT.of(properties.client()) + " is " + grant + ". Remove one of the two");
        }
    }
}
