package dev.freshet.jakarta.config;

import dev.freshet.oauth.AuthorizationRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how users sign in by a client. */
final class SignInReader {

    private static final Pattern BASE = Pattern.compile("(/[A-Za-z0-9._~-]+)+");
    private static final Pattern PROTECTED = Pattern.compile("/\\*|(/[^/*\\s]+)+(/\\*)?|/|\\*\\.[^/*\\s]+");
    private static final Pattern LOCAL = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*");
    private static final List<String> CLAIMS = List.of("sub", "name", "preferred_username", "email");
    private static final Duration SILENT_TIMEOUT = Duration.ofSeconds(10);

    private static final Pattern PROMPT =
            Pattern.compile("(login|consent|select_account)( (login|consent|select_account))*");

    private final ClientProperties properties;
    private final Set<String> parameters;

    /** @param parameters the names of what the address of the provider is to carry */
    SignInReader(ClientProperties properties, Set<String> parameters) {
        this.properties = properties;
        this.parameters = parameters;
    }

    /** Null if users do not sign in by this client. */
    @Nullable
    SignInSettings read() {
        if (parameters.isEmpty()
                && Arrays.stream(Key.values()).noneMatch(key -> key.isSignIn() && properties.isGiven(key))) {
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
                properties.flag(Key.SIGN_IN_OFFLINE_ACCESS, true),
                prompt(),
                parameters());
    }

    private @Nullable String prompt() {
        String prompt = matching(Key.SIGN_IN_PROMPT, PROMPT, "", "login, consent or select_account");
        return prompt.isEmpty() ? null : prompt;
    }

    private Map<String, String> parameters() {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : properties.names(Key.SIGN_IN_PARAMETERS, parameters)) {
            String value = properties.named(Key.SIGN_IN_PARAMETERS, name);
            if (value == null) {
                properties.missingNamed(Key.SIGN_IN_PARAMETERS, name);
            } else if (AuthorizationRequest.sets(name)) {
                properties.namedProblem(
                        Key.SIGN_IN_PARAMETERS,
                        name,
                        "cannot be set, since the sign-in sets it itself: remove it"
                                + (name.equals("prompt") ? ", and write " + Key.SIGN_IN_PROMPT.text() : ""));
            } else {
                values.put(name, value);
            }
        }
        return values;
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
