package dev.freshet.jakarta.config;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how users sign in by a client. */
final class SignInReader {

    private static final Pattern BASE = Pattern.compile("(/[A-Za-z0-9._~-]+)+");
    private static final Pattern PROTECTED = Pattern.compile("/\\*|(/[^/*\\s]+)+(/\\*)?|/|\\*\\.[^/*\\s]+");
    private static final Pattern LOCAL = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*");
    private static final List<String> CLAIMS = List.of("sub", "name", "preferred_username", "email");
    private static final Duration SILENT_TIMEOUT = Duration.ofSeconds(10);

    private final ClientProperties properties;

    SignInReader(ClientProperties properties) {
        this.properties = properties;
    }

    /** Null if users do not sign in by this client. */
    @Nullable
    SignInSettings read() {
        if (Arrays.stream(Key.values()).noneMatch(key -> key.isSignIn() && properties.text(key) != null)) {
            return null;
        }
        String grant = properties.text(Key.GRANT);
        if (grant != null && !grant.equals("authorization-code")) {
            properties.problem(
                    Key.GRANT,
                    "is " + grant + ", but there are properties that begin with sign-in, which are for users: write "
                            + "authorization-code, or remove those");
        }
        if (properties.text(Key.ISSUER) == null) {
            properties.missing(
                    Key.ISSUER,
                    "the issuer of the ID tokens by which users sign in, such as https://identity.example/oauth2/default");
        }
        properties.address(Key.REDIRECT_URI);
        String userTokens = properties.text(Key.USER_TOKENS);
        if (userTokens != null && !userTokens.equals("none")) {
            properties.problem(
                    Key.USER_TOKENS,
                    "is " + userTokens
                            + ", but there are properties that begin with sign-in, which bring the tokens of "
                            + "users in: remove one of the two");
        }
        List<String> claims = properties.list(Key.SIGN_IN_CLAIMS);
        String roles = properties.text(Key.SIGN_IN_ROLES_CLAIM);
        return new SignInSettings(
                protectedPaths(),
                matching(Key.SIGN_IN_BASE, BASE, "/sign-in", "a path such as /sign-in"),
                roles == null ? "groups" : roles,
                claims.isEmpty() ? CLAIMS : claims,
                properties.flag(Key.SIGN_IN_SILENT_FALLBACK, false),
                properties.timeout(Key.SIGN_IN_SILENT_TIMEOUT, SILENT_TIMEOUT),
                afterSignOut(),
                origins(),
                properties.flag(Key.SIGN_IN_OFFLINE_ACCESS, true));
    }

    private List<String> protectedPaths() {
        List<String> paths = properties.list(Key.SIGN_IN_PROTECTED_PATHS);
        for (String path : paths) {
            if (!PROTECTED.matcher(path).matches()) {
                properties.problem(
                        Key.SIGN_IN_PROTECTED_PATHS,
                        "has '" + path + "': write paths such as /orders, /api/* or *.html, separated by commas");
            }
        }
        return paths;
    }

    private String afterSignOut() {
        String text = properties.text(Key.SIGN_IN_AFTER_SIGN_OUT);
        return text != null && Addresses.parse(text) != null
                ? text
                : matching(
                        Key.SIGN_IN_AFTER_SIGN_OUT,
                        LOCAL,
                        "/",
                        "a path of this application such as /goodbye.html, or an address");
    }

    private List<URI> origins() {
        return properties.list(Key.SIGN_IN_TRUSTED_ORIGINS).stream()
                .map(this::origin)
                .filter(Objects::nonNull)
                .toList();
    }

    private @Nullable URI origin(String text) {
        URI address = properties.address(Key.SIGN_IN_TRUSTED_ORIGINS, text);
        if (address != null && !Addresses.isOrigin(address)) {
            properties.problem(
                    Key.SIGN_IN_TRUSTED_ORIGINS,
                    "has an entry with a path: write scheme, host and port alone, such as https://shop.example");
        }
        return address;
    }

    private String matching(Key key, Pattern pattern, String otherwise, String what) {
        String text = properties.text(key);
        if (text == null || pattern.matcher(text).matches()) {
            return text == null ? otherwise : text;
        }
        properties.problem(key, "is '" + text + "': write " + what);
        return otherwise;
    }
}
