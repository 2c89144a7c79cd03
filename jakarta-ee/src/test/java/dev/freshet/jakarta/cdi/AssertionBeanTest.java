package dev.freshet.jakarta.cdi;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.AssertionSource;
import dev.freshet.refresh.TokenException;
import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenSources;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.AuthorizationServerExtension;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Assertions that the application makes itself. */
@Timeout(60)
@ExtendWith(AuthorizationServerExtension.class)
class AssertionBeanTest {

    @ApplicationScoped
    static class Signer implements AssertionSource {

        private final AtomicInteger made = new AtomicInteger();

        @Override
        public String assertionFor(String client) {
            return "assertion-of-" + client + "-" + made.incrementAndGet();
        }
    }

    private static Map<String, String> properties(AuthorizationServer server) {
        Map<String, String> properties = Application.parts(server);
        properties.remove("freshet.parts.refresh-token");
        properties.put("freshet.clients", "parts");
        properties.put("freshet.parts.grant", "jwt-bearer");
        properties.put("freshet.parts.assertion", "bean");
        return properties;
    }

    @Test
    void beanIsAskedForEachRequest(AuthorizationServer server) {
        try (Application application = Application.start(properties(server), Signer.class)) {
            TokenSource source = application.get(TokenSources.class).of("parts");
            // The server of the testkit takes no assertions: what counts is what it was sent.
            assertThrows(TokenException.class, source::accessToken);
            String assertion = server.tokenEndpoint().latest().form().get("assertion");
            assertTrue(assertion.matches("assertion-of-parts-\\d"), assertion);
        }
    }

    @Test
    void applicationWithoutOneIsToldSo(AuthorizationServer server) {
        RuntimeException e = assertThrows(RuntimeException.class, () -> Application.start(properties(server))
                .close());
        assertTrue(
                Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
                        .anyMatch(cause -> String.valueOf(cause.getMessage()).startsWith("FRESHET-0240: ")),
                e::toString);
    }
}
