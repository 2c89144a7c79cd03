package dev.freshet.jakarta.config;

import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.RefreshPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the settings of one client. */
final class ClientReader {

    private static final List<String> GRANTS =
            List.of("refresh-token", "client-credentials", "password", "authorization-code");

    private final ClientProperties properties;
    private final HeaderReader headers;
    private final Set<String> warnings;

    ClientReader(ClientProperties properties, HeaderReader headers, Set<String> warnings) {
        this.properties = properties;
        this.headers = headers;
        this.warnings = warnings;
    }

    /** To be used only if no problem was found meanwhile. */
    ClientSettings read(Set<Use> uses) {
        URI endpoint = tokenEndpoint();
        ClientAuthentication authentication = authentication();
        ClientRegistration.Builder builder = ClientRegistration.named(properties.client())
                .scope(properties.text(Key.SCOPE))
                .redirectUri(properties.text(Key.REDIRECT_URI))
                .policy(policy());
        boolean granted = grant(builder, authentication);
        ClientRegistration registration = endpoint == null || authentication == null || !granted
                ? null
                : builder.tokenEndpoint(endpoint).authentication(authentication).build();
        return new ClientSettings(
                properties.client(),
                registration,
                Storage.directory(properties, registration),
                baseUri(uses),
                origins(uses),
                headers.read(),
                true,
                properties.flag(Key.RETRY, true));
    }

    private @Nullable URI tokenEndpoint() {
        String text = properties.required(
                Key.TOKEN_ENDPOINT, "the address of the token endpoint, such as https://identity.example/oauth2/v1/token");
        URI address = text == null ? null : properties.address(Key.TOKEN_ENDPOINT, text);
        if (address != null && Addresses.isReadableByOthers(address)) {
            warnings.add("FRESHET-0152: " + Key.TOKEN_ENDPOINT.of(properties.client())
                    + " is not encrypted: credentials and tokens can be read on the way. Write its https:// address");
        }
        return address;
    }

    private @Nullable ClientAuthentication authentication() {
        String id = properties.required(Key.CLIENT_ID, "the id that the authorization server gave this client");
        String secret = properties.text(Key.CLIENT_SECRET);
        String way = properties.choice(
                Key.CLIENT_AUTHENTICATION,
                List.of("client_secret_basic", "client_secret_post", "none"),
                secret == null ? "none" : "client_secret_basic");
        if (way.equals("none")) {
            if (secret != null) {
                properties.problem(Key.CLIENT_AUTHENTICATION,
                        "is none, but there is a client-secret: remove one of the two");
            }
            return id == null ? null : new ClientAuthentication.None(id);
        }
        if (secret == null) {
            properties.missing(Key.CLIENT_SECRET, "the secret, or client-authentication=none for a public client");
        }
        if (id == null || secret == null) {
            return null;
        }
        return way.equals("client_secret_post")
                ? new ClientAuthentication.ClientSecretPost(id, secret)
                : new ClientAuthentication.ClientSecretBasic(id, secret);
    }

    private boolean grant(ClientRegistration.Builder builder, @Nullable ClientAuthentication authentication) {
        String refreshToken = properties.text(Key.REFRESH_TOKEN);
        String grant = properties.choice(Key.GRANT, GRANTS, refreshToken == null ? "" : "refresh-token");
        unused(grant, Key.REFRESH_TOKEN, "refresh-token");
        unused(grant, Key.USERNAME, "password");
        unused(grant, Key.PASSWORD, "password");
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
            default -> {
                properties.missing(Key.GRANT, "one of " + String.join(", ", GRANTS));
                return false;
            }
        }
    }

    private boolean refreshToken(ClientRegistration.Builder builder, @Nullable String refreshToken) {
        String rotation = properties.choice(Key.ROTATION, List.of("rotating", "persistent", "unknown"), "unknown");
        boolean kept = Storage.isFile(properties);
        String advice = ": with store=memory a restart presents a refresh token that is spent, and the server may revoke "
                + "the whole authorization. Write " + Key.STORE.of(properties.client()) + "=file";
        if (!kept && rotation.equals("rotating")) {
            properties.problem(Key.ROTATION, "is rotating" + advice);
        } else if (!kept && rotation.equals("unknown")) {
            warnings.add("FRESHET-0153: the server may replace " + Key.REFRESH_TOKEN.of(properties.client())
                    + advice + ", or " + Key.ROTATION.of(properties.client()) + "=persistent if it never does");
        }
        if (refreshToken == null) {
            properties.missing(Key.REFRESH_TOKEN, "the refresh token to begin with");
            return false;
        }
        builder.refreshToken(refreshToken);
        return true;
    }

    private boolean password(ClientRegistration.Builder builder) {
        String username = properties.required(Key.USERNAME, "the user's name");
        String password = properties.required(Key.PASSWORD, "the user's password");
        if (!properties.flag(Key.ALLOW_PASSWORD_GRANT, false)) {
            properties.problem(Key.ALLOW_PASSWORD_GRANT, "is not true, but grant=password: this grant is legacy, since "
                    + "the user's password passes through the application. Write true to use it all the same");
        }
        if (username == null || password == null) {
            return false;
        }
        builder.password(username, password);
        return true;
    }

    private void unused(String grant, Key key, String owner) {
        if (!grant.isEmpty() && !grant.equals(owner) && properties.text(key) != null) {
            warnings.add("FRESHET-0154: " + key.of(properties.client()) + " is not used, since "
                    + Key.GRANT.of(properties.client()) + " is " + grant + ". Remove one of the two");
        }
    }

    private RefreshPolicy policy() {
        Duration margin = properties.duration(Key.REFRESH_MARGIN);
        Duration skew = properties.duration(Key.CLOCK_SKEW);
        if (margin != null && skew != null && margin.compareTo(skew) < 0) {
            properties.problem(Key.REFRESH_MARGIN, "is less than " + Key.CLOCK_SKEW.of(properties.client())
                    + ", so that a token would be dropped before it is renewed: write more, or a smaller clock-skew");
            margin = skew;
        }
        RefreshPolicy standard = RefreshPolicy.DEFAULT;
        return new RefreshPolicy(
                margin,
                skew,
                properties.timeout(Key.WAIT_TIMEOUT, standard.waitTimeout()),
                properties.timeout(Key.ATTEMPT_TIMEOUT, standard.attemptTimeout()),
                properties.timeout(Key.DEFAULT_LIFETIME, standard.defaultLifetime()));
    }

    private @Nullable URI baseUri(Set<Use> uses) {
        URI address = properties.address(Key.BASE_URI);
        if (address == null && uses.contains(Use.TARGET)) {
            properties.missing(Key.BASE_URI, "the address of the API, since a WebTarget of this client is injected");
        }
        return address;
    }

    private List<URI> origins(Set<Use> uses) {
        List<URI> origins = properties.list(Key.ALLOWED_ORIGINS).stream().map(this::origin).filter(Objects::nonNull).toList();
        if (origins.isEmpty() && uses.contains(Use.CLIENT) && properties.text(Key.BASE_URI) == null) {
            properties.missing(Key.BASE_URI,
                    "the address of the API (or allowed-origins), since a Client is injected and has to know where tokens may go");
        }
        return origins;
    }

    private @Nullable URI origin(String text) {
        URI address = properties.address(Key.ALLOWED_ORIGINS, text);
        if (address != null && !Addresses.isOrigin(address)) {
            properties.problem(Key.ALLOWED_ORIGINS, "has an entry with a path: write scheme, host and port alone, such as "
                    + "https://api.example");
        }
        return address;
    }
}
