package dev.freshet.jakarta.config;

import dev.freshet.jakarta.config.RetrySettings.Replayed;
import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.TokenRequestAdditions;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.RefreshPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the settings of one client. */
final class ClientReader {

    private static final int STANDARD_REPLAY_LIMIT = 1024 * 1024;

    private final ClientProperties properties;
    private final Map<Key, Set<String>> named;
    private final Set<String> warnings;

    /** @param named the names of each key that has such */
    ClientReader(ClientProperties properties, Map<Key, Set<String>> named, Set<String> warnings) {
        this.properties = properties;
        this.named = named;
        this.warnings = warnings;
    }

    /** To be used only if no problem was found meanwhile. */
    ClientSettings read(Set<Use> uses) {
        ClientRegistration.Builder builder = ClientRegistration.named(properties.client());
        boolean found = new ServerReader(properties, warnings).read(builder);
        ClientAuthentication authentication = new AuthenticationReader(properties, warnings).read();
        SignInSettings signIn =
                new SignInReader(properties, named.getOrDefault(Key.SIGN_IN_PARAMETERS, Set.of())).read();
        String scope = properties.text(Key.SCOPE);
        builder.scope(signIn == null ? scope : signIn.scope(scope))
                .redirectUri(properties.text(Key.REDIRECT_URI))
                .policy(policy())
                .connections(new ConnectionsReader(properties, warnings).read());
        TokenRequestAdditions additions = new AdditionsReader(properties, named).read();
        additions.parameters().forEach(builder::tokenParameter);
        additions.headers().forEach(builder::tokenHeader);
        GrantReader grant = new GrantReader(properties, warnings);
        builder.refreshTokenPolicy(grant.refreshTokenPolicy());
        boolean granted = grant.read(builder, authentication);
        ClientRegistration registration = !found || authentication == null || !granted
                ? null
                : builder.authentication(authentication).build();
        return new ClientSettings(
                properties.client(),
                registration,
                new Storage(properties, warnings).read(registration),
                baseUri(uses),
                origins(uses),
                new HeaderReader(properties, names(Key.HEADERS)).read(),
                true,
                retry(),
                userTokens(),
                signIn);
    }

    private Set<String> names(Key key) {
        return properties.names(key, named.getOrDefault(key, Set.of()));
    }

    private RefreshPolicy policy() {
        Duration margin = properties.duration(Key.REFRESH_MARGIN);
        Duration skew = properties.duration(Key.CLOCK_SKEW);
        if (margin != null && skew != null && margin.compareTo(skew) < 0) {
            properties.problem(
                    Key.REFRESH_MARGIN,
                    "is less than " + Key.CLOCK_SKEW.of(properties.client())
                            + ", so that a token would be dropped before it is renewed: write more, or a smaller"
                            + " clock-skew");
            margin = skew;
        }
        RefreshPolicy standard = RefreshPolicy.DEFAULT;
        return new RefreshPolicy(
                margin,
                skew,
                properties.timeout(Key.WAIT_TIMEOUT, standard.waitTimeout()),
                properties.timeout(Key.ATTEMPT_TIMEOUT, standard.attemptTimeout()),
                properties.positive(Key.DEFAULT_LIFETIME, standard.defaultLifetime()));
    }

    private UserTokens userTokens() {
        return UserTokens.of(properties.choice(Key.USER_TOKENS, UserTokens.texts(), UserTokens.NONE.text()));
    }

    private RetrySettings retry() {
        String replay = properties.choice(Key.REPLAY, List.of("always", "idempotent", "never"), "always");
        return new RetrySettings(
                properties.flag(Key.RETRY, true),
                Replayed.valueOf(replay.toUpperCase(Locale.ROOT)),
                properties.size(Key.REPLAY_LIMIT, STANDARD_REPLAY_LIMIT),
                properties
                        .choice(Key.INVALID_TOKEN, List.of("lenient", "strict"), "lenient")
                        .equals("strict"),
                properties.list(Key.INVALID_TOKEN_CODES));
    }

    private @Nullable URI baseUri(Set<Use> uses) {
        URI address = properties.address(Key.BASE_URI);
        if (address == null && uses.contains(Use.TARGET)) {
            properties.missing(Key.BASE_URI, "the address of the API, since a WebTarget of this client is injected");
        }
        return address;
    }

    private List<URI> origins(Set<Use> uses) {
        List<URI> origins = properties.list(Key.ALLOWED_ORIGINS).stream()
                .map(this::origin)
                .filter(Objects::nonNull)
                .toList();
        if (origins.isEmpty() && uses.contains(Use.CLIENT) && properties.text(Key.BASE_URI) == null) {
            properties.missing(
                    Key.BASE_URI,
                    "the address of the API (or allowed-origins), since a Client is injected "
                            + "and has to know where tokens may go");
        }
        return origins;
    }

    private @Nullable URI origin(String text) {
        URI address = properties.address(Key.ALLOWED_ORIGINS, text);
        if (address != null && !Addresses.isOrigin(address)) {
            properties.problem(
                    Key.ALLOWED_ORIGINS,
                    "has an entry with a path: write scheme, host and port " + "alone, such as https://api.example");
        }
        return address;
    }
}
