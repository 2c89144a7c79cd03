package dev.freshet.jakarta.config;

import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.SecretFile;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.RefreshTokenPolicy;
import dev.freshet.refresh.RefreshTokenPolicy.Rotation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads where the first tokens of a client come from. */
final class GrantReader {

    private static final List<String> GRANTS = List.of(
            "refresh-token", "client-credentials", "password", "authorization-code", "token-exchange", "jwt-bearer");

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
        unused(grant, Key.REFRESH_TOKEN, "refresh-token");
        unused(grant, Key.USERNAME, "password");
        unused(grant, Key.PASSWORD, "password");
        for (Key key : List.of(Key.SUBJECT_CLIENT, Key.AUDIENCE, Key.RESOURCE, Key.REQUESTED_TOKEN_TYPE)) {
            unused(grant, key, "token-exchange");
        }
        unused(grant, Key.ASSERTION, "jwt-bearer");
        switch (grant) {
            case "refresh-token" -> {
                return refreshToken(builder, refreshToken);
            }
            case "client-credentials" -> {
                builder.clientCredentials();
                if (authentication instanceof ClientAuthentication.None) {
                    properties.missing(Key.CLIENT_SECRET, "the secret: client credentials are nothing without it");
                }
                return true;
            }
            case "password" -> {
                return password(builder);
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
        boolean kept = Storage.isFile(properties);
        String advice = ": with store=memory a restart presents a refresh token that is spent, and the server may "
                + "revoke the whole authorization. Write " + Key.STORE.of(properties.client()) + "=file";
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

    private boolean password(ClientRegistration.Builder builder) {
        String username = properties.required(Key.USERNAME, "the user's name");
        String password = properties.required(Key.PASSWORD, "the user's password");
        if (!properties.flag(Key.ALLOW_PASSWORD_GRANT, false)) {
            properties.problem(
                    Key.ALLOW_PASSWORD_GRANT,
                    "is not true, but grant=password: this grant is legacy, since the user's password passes through"
                            + " the application. Write true to use it all the same");
        }
        if (username == null || password == null) {
            return false;
        }
        builder.password(username, password);
        return true;
    }

    private boolean tokenExchange(ClientRegistration.Builder builder) {
        String subject = properties.required(
                Key.SUBJECT_CLIENT, "the name of the client that has the tokens of the users, which are exchanged");
        if (Storage.isFile(properties)) {
            properties.problem(
                    Key.STORE, "is file, but exchanged tokens are made anew whenever they are needed: remove it");
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
        Path file = properties.file(
                Key.ASSERTION,
                properties.required(Key.ASSERTION, "where the JWT is, such as file:/run/secrets/tokens/parts"));
        if (file == null) {
            return false;
        }
        builder.jwtBearer(new SecretFile(file));
        return true;
    }

    private void unused(String grant, Key key, String owner) {
        if (!grant.isEmpty() && !grant.equals(owner) && properties.text(key) != null) {
            warnings.add("FRESHET-0154: " + key.of(properties.client()) + " is not used, since "
                    + Key.GRANT.of(properties.client()) + " is " + grant + ". Remove one of the two");
        }
    }
}
