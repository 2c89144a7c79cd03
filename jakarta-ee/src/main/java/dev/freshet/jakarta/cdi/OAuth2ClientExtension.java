package dev.freshet.jakarta.cdi;

import dev.freshet.jakarta.config.ConfigurationException;
import dev.freshet.jakarta.config.Settings;
import dev.freshet.jakarta.config.Use;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the clients that an application's annotations name, and reads their settings when it is deployed, so that a
 * configuration which cannot work stops the deployment. For the container. It opens no connection: an authorization
 * server that is down stops nothing.
 */
public class OAuth2ClientExtension implements Extension {

    private static final Logger LOG = System.getLogger(OAuth2ClientExtension.class.getPackageName());

    private final Map<String, Set<Use>> uses = new TreeMap<>();
    private Settings settings = new Settings(Map.of(), List.of());

    /** For the container. */
    public OAuth2ClientExtension() {}

    void find(
            @Observes @WithAnnotations({OAuth2Client.class, RetryOnUnauthorized.class}) ProcessAnnotatedType<?> event) {
        Class<?> type = event.getAnnotatedType().getJavaClass();
        if (type != Producers.class && type != UnauthorizedInterceptor.class) {
            ClientNames.in(event.getAnnotatedType()).forEach(name -> use(name, Set.of()));
        }
    }

    void find(@Observes ProcessInjectionPoint<?, ?> event) {
        String name = ClientNames.of(event.getInjectionPoint());
        if (name != null) {
            use(name, ClientNames.usesOf(event.getInjectionPoint()));
        }
    }

    void read(@Observes AfterDeploymentValidation event) {
        try {
            settings = Settings.read(
                    LibraryLoader.configuration(), uses, System.getenv().keySet());
            settings.warnings().forEach(warning -> LOG.log(Level.WARNING, warning));
        } catch (ConfigurationException e) {
            event.addDeploymentProblem(e);
        }
    }

    Settings settings() {
        return settings;
    }

    private synchronized void use(String name, Set<Use> more) {
        uses.computeIfAbsent(name, client -> EnumSet.noneOf(Use.class)).addAll(more);
    }
}
