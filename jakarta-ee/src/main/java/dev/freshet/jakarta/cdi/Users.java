package dev.freshet.jakarta.cdi;

import dev.freshet.jakarta.config.ClientSettings;
import dev.freshet.jakarta.config.Settings;
import dev.freshet.jakarta.config.UserTokens;
import dev.freshet.jakarta.servlet.ContainerLogin;
import dev.freshet.jakarta.servlet.IncomingToken;
import dev.freshet.jakarta.servlet.RequestGrant;
import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenSources;
import jakarta.enterprise.inject.Instance;
import jakarta.servlet.ServletContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds the tokens of the user of a request where the configuration says that they are. Safe for use by many threads. */
final class Users {

    private final Settings settings;
    private final TokenSources sources;
    private final Instance<Object> beans;

    Users(Settings settings, TokenSources sources, Instance<Object> beans) {
        this.settings = settings;
        this.sources = sources;
        this.beans = beans;
    }

    /** @param application the servlet context, in a web application */
    void begin(Object application) {
        List<String> clients = settings.clients().values().stream()
                .filter(client -> client.enabled() && client.userTokens() == UserTokens.OPEN_ID_CONTEXT)
                .map(ClientSettings::name)
                .toList();
        // Its class needs those of Jakarta Security 3.0, which not every server has.
        if (!clients.isEmpty() && application instanceof ServletContext context) {
            OpenIdLogins logins = new OpenIdLogins(sources, clients, beans);
            ContainerLogin.findBy(context, logins::grantOf);
        }
    }

    /** The id of the grant of the user that this thread works for. */
    Optional<String> atHand(ClientSettings client) {
        ClientSettings subject =
                client.subjectClient().map(settings.clients()::get).orElse(null);
        if (subject != null) {
            return atHand(subject);
        }
        return switch (client.userTokens()) {
            case NONE -> RequestGrant.current();
            case INCOMING_TOKEN -> IncomingToken.current();
            case OPEN_ID_CONTEXT -> ContainerLogin.current();
        };
    }

    /** The source of a token that nobody stores; empty for every other grant. */
    Optional<TokenSource> borrowed(ClientSettings client, String grantId) {
        ClientRegistration registration = client.registration();
        if (client.userTokens() != UserTokens.INCOMING_TOKEN || registration == null) {
            return Optional.empty();
        }
        Instant now = Instant.now();
        return IncomingToken.of(grantId)
                .map(text ->
                        AccessToken.of(text, now, now.plus(registration.policy().defaultLifetime()), null))
                .map(token -> TokenSource.borrowed(client.name(), token));
    }
}
