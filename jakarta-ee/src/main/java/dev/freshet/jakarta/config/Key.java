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
    CLIENT_KEY,
    CLIENT_KEY_ID,
    CLIENT_KEY_PASSWORD,
    CLIENT_ASSERTION_ALGORITHM,
    CLIENT_ASSERTION_AUDIENCE,
    GRANT,
    REFRESH_TOKEN,
    USERNAME,
    PASSWORD,
    ALLOW_PASSWORD_GRANT,
    SUBJECT_CLIENT,
    AUDIENCE,
    RESOURCE,
    REQUESTED_TOKEN_TYPE,
    ASSERTION,
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
    DEFAULT_LIFETIME,
    SIGN_IN_PROTECTED_PATHS,
    SIGN_IN_BASE,
    SIGN_IN_ROLES_CLAIM,
    SIGN_IN_CLAIMS,
    SIGN_IN_SILENT_FALLBACK,
    SIGN_IN_SILENT_TIMEOUT,
    SIGN_IN_AFTER_SIGN_OUT,
    SIGN_IN_TRUSTED_ORIGINS,
    SIGN_IN_OFFLINE_ACCESS;

    static final String PREFIX = "freshet.";
    static final String CLIENTS = PREFIX + "clients";

    private static final String SIGN_IN = "sign-in";

    static List<String> texts() {
        return Arrays.stream(values()).map(Key::text).toList();
    }

    String text() {
        String text = name().toLowerCase(Locale.ROOT).replace('_', '-');
        return isSignIn() ? SIGN_IN + "." + text.substring(SIGN_IN.length() + 1) : text;
    }

    /** Whether this is about signing users in. */
    boolean isSignIn() {
        return name().startsWith("SIGN_IN_");
    }

    String of(String client) {
        return PREFIX + client + "." + text();
    }

    /** The name of the environment variable that MicroProfile Config reads for a property. */
    static String environmentForm(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
