package dev.freshet.jakarta.cdi;

import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.IssuedGrant;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.inject.Instance;
import jakarta.servlet.ServletContext;
import java.lang.annotation.Annotation;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/** An application of a few beans in Weld SE, with Freshet found as in a server: by its beans.xml and its services. */
final class Application implements AutoCloseable {

    private final Config config;
    private final WeldContainer container;

    private Application(Map<String, String> properties, Class<?>[] beans) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build();
        ConfigProviderResolver.instance().registerConfig(config, loader);
        try {
            container = new Weld().addBeanClasses(beans).initialize();
        } catch (RuntimeException e) {
            WeldContainer.getRunningContainerIds()
                    .forEach(id -> WeldContainer.instance(id).shutdown());
            ConfigProviderResolver.instance().releaseConfig(config);
            throw e;
        }
    }

    static Application start(Map<String, String> properties, Class<?>... beans) {
        return new Application(properties, beans);
    }

    /** What the client {@code parts} needs, with a grant that this server has issued. */
    static Map<String, String> parts(AuthorizationServer server) {
        IssuedGrant grant = server.client("parts", "secret").grant("parts");
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(
                "freshet.parts.token-endpoint", server.tokenEndpoint().uri().toString());
        properties.put("freshet.parts.client-id", "parts");
        properties.put("freshet.parts.client-secret", "secret");
        properties.put("freshet.parts.refresh-token", grant.refreshToken());
        properties.put("freshet.parts.base-uri", "https://api.example/v1");
        return properties;
    }

    <T> T get(Class<T> type, Annotation... qualifiers) {
        return container.select(type, qualifiers).get();
    }

    /** Tells the beans that a web application begins, as a server does. */
    void begin(ServletContext context) {
        container.event().select(Initialized.Literal.APPLICATION).fire(context);
    }

    Instance<Object> lookUp() {
        return container;
    }

    @Override
    public void close() {
        container.close();
        ConfigProviderResolver.instance().releaseConfig(config);
    }
}
