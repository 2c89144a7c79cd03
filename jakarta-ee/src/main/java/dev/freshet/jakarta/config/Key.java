package dev.freshet.jakarta.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The properties of a client: {@code freshet.<client>.<key>}. */
enum Key {
    ENABLED,
    RETRY,
    REPLAY,
    REPLAY_LIMIT,
    INVALID_TOKEN,
    INVALID_TOKEN_CODES,
    ISSUER,
    TOKEN_ENDPOINT,
    AUTHORIZATION_ENDPOINT,
    JWKS_URI,
    REVOCATION_ENDPOINT,
    END_SESSION_ENDPOINT,
    CLIENT_ID,
    CLIENT_SECRET,
    CLIENT_AUTHENTICATION,
    GRANT,
    REFRESH_TOKEN,
    USERNAME,
    PASSWORD,
    ALLOW_PASSWORD_GRANT,
    SCOPE,
    REDIRECT_URI,
    USER_TOKENS,
    BASE_URI,
    ALLOWED_ORIGINS,
    HEADERS,
    STORE,
    STORE_DIRECTORY,
    ROTATION,
    ROTATION_LEEWAY,
    KEEP_ALIVE,
    REFRESH_MARGIN,
    CLOCK_SKEW,
    WAIT_TIMEOUT,
    ATTEMPT_TIMEOUT,
    DEFAULT_LIFETIME;

    static final String PREFIX = "freshet.";
    static final String CLIENTS = PREFIX + "clients";

    static List<String> texts() {
        return Arrays.stream(values()).map(Key::text).toList();
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String of(String client) {
        return PREFIX + client + "." + text();
    }

    /** The name of the environment variable that MicroProfile Config reads for a property. */
    static String environmentForm(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
