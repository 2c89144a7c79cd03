package dev.freshet.jakarta.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.http.InvalidTokenRule;
import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.ProviderProfile;
import dev.freshet.refresh.TokenSources;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OAuth2FeatureTest {

    private final TokenSources sources = TokenSources.builder()
            .client(ClientRegistration.named("parts")
                    .tokenEndpoint(URI.create("http://127.0.0.1:1/token"))
                    .authentication(new ClientAuthentication.None("parts"))
                    .clientCredentials()
                    .build())
            .build();

    @AfterEach
    void close() {
        sources.close();
    }

    /** Loads the classes of the filters anew, and knows no optional API and no client runtime. */
    private static final class Lonely extends ClassLoader {

        private static final List<String> ABSENT = List.of("org.eclipse.microprofile.", "org.glassfish.", "org.jboss.");

        Lonely() {
            super(OAuth2FeatureTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (ABSENT.stream().anyMatch(name::startsWith)) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("dev.freshet.jakarta.rest.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream bytes = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] all = bytes.readAllBytes();
                return defineClass(name, all, 0, all.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void needsNeitherMicroProfileNorAKnownRuntime() throws Exception {
        Class<?> lonely = Class.forName(OAuth2Feature.class.getName(), true, new Lonely());
        assertNotSame(OAuth2Feature.class, lonely);
        // As containers do: they look at all methods of what they are given.
        assertTrue(lonely.getDeclaredMethods().length > 0);
        Object builder =
                lonely.getMethod("builder", TokenSources.class, String.class).invoke(null, sources, "parts");
        Object feature = builder.getClass().getMethod("build").invoke(builder);
        assertEquals("OAuth2Feature[parts]", feature.toString());
    }

    private record Refused(int status, String body) implements InvalidTokenRule.Refusal {

        @Override
        public String client() {
            return "parts";
        }

        @Override
        public List<String> headers(String name) {
            return List.of();
        }
    }

    /** A body as the gateway's list of error codes has them. */
    @Test
    void profileHasTheHeadersAndCodesOfItsProvider() {
        OAuth2Feature.Builder builder = OAuth2Feature.builder(sources, "parts")
                .provider(ProviderProfile.of("fortellis"))
                .header("Subscription-Id", "test");

        assertEquals(Map.of("Request-Id", "{uuid}", "Subscription-Id", "test"), builder.allHeaders());
        assertTrue(builder.givenRule().condemns(new Refused(403, "{\"code\":\"TOKEN-EXPIRED\"}")));
        assertTrue(builder.givenRule().condemns(new Refused(401, "")));
        assertFalse(builder.givenRule().condemns(new Refused(403, "{\"code\":\"QUOTA-EXCEEDED\"}")));
    }

    @Test
    void whatIsSetGoesBeforeTheProfile() {
        OAuth2Feature.Builder builder = OAuth2Feature.builder(sources, "parts")
                .header("request-id", "mine")
                .invalidTokenRule(InvalidTokenRule.STRICT)
                .provider(ProviderProfile.of("fortellis"));

        assertEquals(Map.of("Request-Id", "mine"), builder.allHeaders());
        assertSame(InvalidTokenRule.STRICT, builder.givenRule());
    }

    @Test
    void isNotMadeForAnUnknownClient() {
        OAuth2Feature.Builder unknown = OAuth2Feature.builder(sources, "nobody");
        assertThrows(IllegalArgumentException.class, unknown::build);
    }

    @Test
    void isNotMadeForWhatIsNoOrigin() {
        OAuth2Feature.Builder builder = OAuth2Feature.builder(sources, "parts");
        assertThrows(IllegalArgumentException.class, () -> builder.allowedOrigin(URI.create("/parts")));
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> builder.replayLimit(-1));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("FRESHET-0106: "), refused.getMessage());
    }
}
