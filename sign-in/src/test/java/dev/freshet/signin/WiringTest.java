package dev.freshet.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.testkit.AuthorizationServer;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sign-in as a part of an application: found by its beans.xml, configured by MicroProfile Config. */
class WiringTest {

    private final AuthorizationServer provider = AuthorizationServer.start().client("shop-id", "s3cr3t");
    private final Map<String, Object> attributes = new HashMap<>();
    private Config config;
    private WeldContainer container;

    /** What the container injects as the request. */
    @ApplicationScoped
    static class Requests {

        static volatile HttpServletRequest current;

        @Produces
        @RequestScoped
        HttpServletRequest request() {
            return current;
        }
    }

    @ApplicationScoped
    static class Observer {

        static final List<Object> SEEN = new CopyOnWriteArrayList<>();

        void on(@Observes SignedIn event) {
            SEEN.add(event);
            throw new IllegalStateException("an observer that fails");
        }

        void on(@Observes SignedOut event) {
            SEEN.add(event);
        }

        void on(@Observes SilentSignInFailed event) {
            SEEN.add(event);
        }
    }

    private void start(Map<String, String> properties) {
        config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build();
        ConfigProviderResolver.instance()
                .registerConfig(config, Thread.currentThread().getContextClassLoader());
        Observer.SEEN.clear();
        container = new Weld().addBeanClasses(Requests.class, Observer.class).initialize();
    }

    private Map<String, String> shop() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("freshet.clients", "shop");
        properties.put("freshet.shop.issuer", provider.issuer());
        properties.put("freshet.shop.client-id", "shop-id");
        properties.put("freshet.shop.client-secret", "s3cr3t");
        properties.put("freshet.shop.grant", "authorization-code");
        properties.put("freshet.shop.sign-in.protected-paths", "/*");
        return properties;
    }

    @AfterEach
    void close() {
        if (container != null && container.isRunning()) {
            container.close();
        }
        ConfigProviderResolver.instance().releaseConfig(config);
        provider.close();
    }

    private SignInFilter filter() {
        SignInFilter filter = new SignInFilter(
                container.select(SignInWiring.class).get().signIn().orElse(null));
        filter.init(StandIn.of(FilterConfig.class, (name, arguments) -> application()));
        return filter;
    }

    private ServletContext application() {
        return StandIn.of(
                ServletContext.class,
                (name, arguments) -> name.equals("setAttribute")
                        ? attributes.put((String) arguments[0], String.valueOf(arguments[1] != null))
                        : null);
    }

    @Test
    void configuredSignInWorksAndTellsObservers() {
        start(shop());
        try (Site site = new Site(filter())) {
            Browser browser = new Browser(site);

            browser.signIn("/shop/orders/");
            SignInTest.signOut(browser);
            browser.fetch("/shop/sign-in/silent");
        }

        assertEquals("true", attributes.get(SignInFilter.SIGN_IN));
        assertEquals(
                List.of(SignedIn.class, SignedOut.class),
                Observer.SEEN.stream().map(Object::getClass).toList());
    }

    @Test
    void requestHasItsUserInjected() {
        start(shop());
        SignedInUser user = container.select(SignedInUser.class).get();
        RequestContextController scope =
                container.select(RequestContextController.class).get();
        try (Site site = new Site(filter())) {
            Browser browser = new Browser(site);
            browser.signIn("/shop/orders/");
            site.application = (request, response) -> {
                Requests.current = request;
                scope.activate();
                try {
                    assertTrue(user.isSignedIn());
                    assertEquals("owner", user.name());
                    assertEquals("owner", user.claims().subject());
                    assertEquals(Optional.of(provider.issuer()), user.claims().text("iss"));
                    assertEquals(Set.of("openid", "offline_access"), user.scopes());
                    assertEquals(
                            ((SignedIn) Observer.SEEN.get(0)).grantId(),
                            user.grantId().orElseThrow());
                    response.setStatus(204);
                } finally {
                    scope.deactivate();
                }
            };
            assertEquals(204, browser.open("/shop/orders/").status());
        }
    }

    @Test
    void requestOfNobodyHasNobodyInjected() {
        start(shop());
        SignedInUser user = container.select(SignedInUser.class).get();
        RequestContextController scope =
                container.select(RequestContextController.class).get();
        Requests.current = StandIn.of(HttpServletRequest.class, (name, arguments) -> null);
        scope.activate();
        try {
            assertFalse(user.isSignedIn());
            assertEquals("", user.name());
            assertEquals("{}", user.claims().json().toString());
            assertEquals(Set.of(), user.scopes());
            assertEquals(Optional.empty(), user.grantId());
        } finally {
            scope.deactivate();
        }
    }

    @Test
    void withoutItsPropertiesItSaysSoAndLetsEverythingThrough() {
        Map<String, String> properties = shop();
        properties.remove("freshet.shop.sign-in.protected-paths");
        start(properties);

        List<String> lines = Lines.of(SignInWiring.class, () -> {
            try (Site site = new Site(filter())) {
                assertEquals(200, new Browser(site).open("/shop/orders/").status());
                assertEquals(200, new Browser(site).open("/shop/sign-in").status());
            }
        });

        assertTrue(lines.stream().anyMatch(line -> line.startsWith("FRESHET-0416: ")), lines::toString);
        assertEquals("false", attributes.get(SignInFilter.SIGN_IN));
    }

    @Test
    void applicationThatEndsTellsNobodyAnyMore() {
        start(shop());
        try (Site site = new Site(filter())) {
            Browser browser = new Browser(site);
            browser.signIn("/shop/orders/");
            assertNotNull(browser.session());
            SignIn signIn = container.select(SignInWiring.class).get().signIn().orElseThrow();
            container.close();

            signIn.expired(browser.session().facade());

            assertEquals(1, Observer.SEEN.size());
        }
    }
}
