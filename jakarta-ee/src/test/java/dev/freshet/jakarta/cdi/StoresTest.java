package dev.freshet.jakarta.cdi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.refresh.TokenSources;
import dev.freshet.store.GrantKey;
import dev.freshet.store.TokenStore;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.AuthorizationServerExtension;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(AuthorizationServerExtension.class)
class StoresTest {

    private static final TokenStore STORE = TokenStore.inMemory();

    @Test
    void keepsTokensInTheBeanOfTheApplication(AuthorizationServer server) {
        Map<String, String> properties = Application.parts(server);
        properties.put("freshet.clients", "parts");
        properties.put("freshet.parts.store", "bean");
        try (Application application = Application.start(properties, OneStore.class)) {
            application.get(TokenSources.class).of("parts").accessToken();
        }
        assertEquals(List.of(GrantKey.APPLICATION), STORE.grantIds("parts"));
    }

    @Test
    void takesNoneOfSeveralBeans(AuthorizationServer server) {
        Map<String, String> properties = Application.parts(server);
        properties.put("freshet.clients", "parts");
        properties.put("freshet.parts.store", "bean");
        String message = refusal(properties, OneStore.class, AnotherStore.class);
        assertTrue(message.contains("FRESHET-0221") && message.contains("several beans"), message);
        message = refusal(properties, StoresTest.class);
        assertTrue(message.contains("FRESHET-0221") && message.contains("no bean"), message);
    }

    @Test
    void saysThatThereIsNoDataSourceOfThatName(AuthorizationServer server) {
        String message = refusal(withDataSource(server, "jdbc/app"), StoresTest.class);
        assertTrue(message.contains("FRESHET-0220: freshet.parts.data-source=jdbc/app"), message);
    }

    @Test
    void takesADataSourceOfTheApplicationWhenItIsBound(AuthorizationServer server) {
        Map<String, String> properties = withDataSource(server, "java:app/jdbc/parts");
        ServletContext context = (ServletContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ServletContext.class}, (proxy, method, arguments) -> null);
        try (Application application = Application.start(properties, StoresTest.class)) {
            String message = assertThrows(IllegalStateException.class, () -> application.begin(context))
                    .getMessage();
            assertTrue(message.contains("FRESHET-0220: freshet.parts.data-source=java:app/jdbc/parts"), message);
        }
    }

    private static Map<String, String> withDataSource(AuthorizationServer server, String name) {
        Map<String, String> properties = Application.parts(server);
        properties.put("freshet.clients", "parts");
        properties.put("freshet.parts.store", "jdbc");
        properties.put("freshet.parts.data-source", name);
        properties.put("freshet.parts.encryption-key", "none");
        return properties;
    }

    private static String refusal(Map<String, String> properties, Class<?>... beans) {
        Throwable failure = assertThrows(RuntimeException.class, () -> Application.start(properties, beans)
                .close());
        StringBuilder messages = new StringBuilder();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            messages.append(each.getMessage()).append('\n');
        }
        return messages.toString();
    }

    @ApplicationScoped
    static class OneStore {
        @Produces
        @ApplicationScoped
        TokenStore store() {
            return STORE;
        }
    }

    @ApplicationScoped
    static class AnotherStore {
        @Produces
        @ApplicationScoped
        TokenStore store() {
            return STORE;
        }
    }
}
