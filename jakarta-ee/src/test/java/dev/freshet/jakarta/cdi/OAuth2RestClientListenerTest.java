package dev.freshet.jakarta.cdi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.jakarta.rest.OAuth2Feature;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.AuthorizationServerExtension;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.eclipse.microprofile.rest.client.spi.RestClientListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(AuthorizationServerExtension.class)
class OAuth2RestClientListenerTest {

    @OAuth2Client("parts")
    @RegisterRestClient(configKey = "parts-api", baseUri = "https://annotated.example")
    interface PartsApi {}

    interface SpecialPartsApi extends PartsApi {}

    interface OtherApi {}

    @Test
    void annotatedInterfaceGetsTheFeature(AuthorizationServer server) {
        try (Application application = Application.start(Application.parts(server), PartsApi.class)) {
            assertNotNull(application.get(Wiring.class));
            assertRegistered(registeredFor(PartsApi.class));
        }
    }

    @Test
    void annotationOfASuperInterfaceCounts(AuthorizationServer server) {
        try (Application application = Application.start(Application.parts(server), PartsApi.class)) {
            assertNotNull(application.get(Wiring.class));
            assertRegistered(registeredFor(SpecialPartsApi.class));
        }
    }

    @Test
    void interfaceThatCallsForUsersGetsThreadsThatKnowTheUserOfTheCaller(AuthorizationServer server) {
        Map<String, String> properties = new HashMap<>(Application.parts(server));
        properties.remove("freshet.parts.refresh-token");
        properties.put("freshet.parts.grant", "authorization-code");
        try (Application application = Application.start(properties, PartsApi.class)) {
            assertNotNull(application.get(Wiring.class));
            List<Object> registered = registeredFor(PartsApi.class);
            assertEquals(2, registered.size());
            assertInstanceOf(OAuth2Feature.class, registered.get(0));
            assertInstanceOf(ExecutorService.class, registered.get(1));
        }
    }

    @Test
    void otherInterfacesAreLeftAlone(AuthorizationServer server) {
        try (Application application = Application.start(Application.parts(server), PartsApi.class)) {
            assertNotNull(application.get(Wiring.class));
            assertEquals(List.of(), registeredFor(OtherApi.class));
        }
    }

    @Test
    void clientThatIsSwitchedOffLeavesItsInterfacesAlone() {
        Map<String, String> properties = Map.of("freshet.parts.enabled", "false");
        try (Application application = Application.start(properties, PartsApi.class)) {
            assertNotNull(application.get(Wiring.class));
            assertEquals(List.of(), registeredFor(PartsApi.class));
        }
    }

    @Test
    void withoutBeansTheErrorSaysSo() {
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> registeredFor(PartsApi.class));

        assertTrue(e.getMessage().startsWith("FRESHET-0189: "), e::getMessage);
        assertTrue(e.getMessage().contains(PartsApi.class.getName()), e::getMessage);
    }

    @Test
    void configuredAddressTakesThePlaceOfTheAnnotated() {
        assertEquals(
                List.of(URI.create("https://configured.example")),
                RestClientAddresses.of(PartsApi.class, config("parts-api/mp-rest/url", "https://configured.example")));
        assertEquals(
                List.of(URI.create("https://configured.example")),
                RestClientAddresses.of(
                        PartsApi.class,
                        config(PartsApi.class.getName() + "/mp-rest/uri", "https://configured.example")));
        assertEquals(
                List.of(URI.create("https://annotated.example")),
                RestClientAddresses.of(PartsApi.class, config("other/mp-rest/url", "https://other.example")));
    }

    @Test
    void interfaceBuiltByHandHasNoAddressOfItsOwn() {
        assertEquals(List.of(), RestClientAddresses.of(OtherApi.class, config("a", "b")));
    }

    private static void assertRegistered(List<Object> registered) {
        assertEquals(1, registered.size());
        assertInstanceOf(OAuth2Feature.class, registered.get(0));
    }

    private static List<Object> registeredFor(Class<?> type) {
        RestClientListener listener =
                ServiceLoader.load(RestClientListener.class).findFirst().orElseThrow();
        assertSame(OAuth2RestClientListener.class, listener.getClass());
        List<Object> registered = new ArrayList<>();
        listener.onNewClient(type, recording(registered));
        return registered;
    }

    private static RestClientBuilder recording(List<Object> registered) {
        return (RestClientBuilder) Proxy.newProxyInstance(
                OAuth2RestClientListenerTest.class.getClassLoader(),
                new Class<?>[] {RestClientBuilder.class},
                (proxy, method, arguments) -> {
                    assertTrue(List.of("register", "executorService").contains(method.getName()), method::getName);
                    registered.add(arguments[0]);
                    return proxy;
                });
    }

    private static Config config(String name, String value) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(Map.of(name, value), "test", 100))
                .build();
    }
}
