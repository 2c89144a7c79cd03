package dev.freshet.jakarta.cdi;

import dev.freshet.jakarta.config.Settings;
import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenSources;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Inject;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.WebTarget;

/** What can be injected. */
@ApplicationScoped
class Producers {

    @Inject
    Wiring wiring;

    @Produces
    @OAuth2Client
    Client client(InjectionPoint point) {
        return wiring.client(name(point));
    }

    @Produces
    @OAuth2Client
    WebTarget target(InjectionPoint point) {
        return wiring.target(name(point));
    }

    @Produces
    @OAuth2Client
    TokenSource source(InjectionPoint point) {
        String name = name(point);
        wiring.settings(name);
        return new CurrentTokenSource(() -> wiring.source(name));
    }

    @Produces
    TokenSources sources() {
        return wiring.sources();
    }

    @Produces
    Settings settings() {
        return wiring.settings();
    }

    private static String name(InjectionPoint point) {
        String name = point == null ? null : ClientNames.of(point);
        if (name == null) {
            throw new IllegalStateException("FRESHET-0188: this look-up names no client. Inject with "
                    + "@OAuth2Client(name), or select with new OAuth2Client.Literal(name)");
        }
        return name;
    }
}
