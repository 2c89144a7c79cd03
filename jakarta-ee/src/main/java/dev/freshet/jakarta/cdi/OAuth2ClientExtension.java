package dev.freshet.jakarta.cdi;

import dev.freshet.jakarta.config.ClientSettings;
import dev.freshet.jakarta.config.ConfigurationException;
import dev.freshet.jakarta.config.Settings;
import dev.freshet.jakarta.config.Use;
import dev.freshet.jakarta.config.UserTokens;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Finds the clients that an application's annotations name, and reads their settings when it is deployed, so that a
 * configuration which cannot work stops the deployment. For the container. It opens no connection: an authorization
 * server that is down stops nothing.
 */
public class OAuth2ClientExtension implements Extension {

    private static final Logger LOG = System.getLogger(OAuth2ClientExtension.class.getPackageName());

    private final Set<String> selfRefreshing = new ConcurrentSkipListSet<>();
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

    /** Without {@code WithAnnotations}, which would load an annotation that not every server has. */
    void find(@Observes ProcessManagedBean<?> event) {
        event.getAnnotatedBeanClass().getAnnotations().stream()
                .filter(annotation -> annotation.annotationType().getName().equals(OpenIdDefinition.NAME))
                .filter(OpenIdDefinition::refreshes)
                .forEach(annotation ->
                        selfRefreshing.add(event.getBean().getBeanClass().getName()));
    }

    void read(@Observes AfterDeploymentValidation event) {
        try {
            settings = Settings.read(
                    LibraryLoader.configuration(), uses, System.getenv().keySet());
            settings.warnings().forEach(warning -> LOG.log(Level.WARNING, warning));
            settings.clients().values().stream()
                    .filter(client -> client.enabled() && client.userTokens() == UserTokens.OPEN_ID_CONTEXT)
                    .forEach(this::warnOfTwo);
        } catch (ConfigurationException e) {
            event.addDeploymentProblem(e);
        }
    }

    private void warnOfTwo(ClientSettings client) {
        for (String definition : selfRefreshing) {
            LOG.log(
                    Level.WARNING,
                    "FRESHET-0195: " + definition + " lets the container refresh tokens, and freshet." + client.name()
                            + ".user-tokens=open-id-context lets Freshet refresh the same. Where refresh tokens rotate, the one "
                            + "presents what the other has spent, and the user is logged out. Set tokenAutoRefresh=false in its "
                            + "@OpenIdAuthenticationMechanismDefinition");
        }
    }

    Settings settings() {
        return settings;
    }

    private synchronized void use(String name, Set<Use> more) {
        uses.computeIfAbsent(name, client -> EnumSet.noneOf(Use.class)).addAll(more);
    }
}
