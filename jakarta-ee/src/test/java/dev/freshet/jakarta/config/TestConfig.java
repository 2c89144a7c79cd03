package dev.freshet.jakarta.config;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/** A configuration of a file and of environment variables, neither of them real. */
final class TestConfig {

    private final Map<String, String> file = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** All that a client with a refresh token needs. */
    static TestConfig ofParts() {
        return new TestConfig()
                .with("freshet.parts.token-endpoint", "https://identity.example/token")
                .with("freshet.parts.client-id", "parts-desk")
                .with("freshet.parts.client-secret", "s3cr3t-of-client")
                .with("freshet.parts.refresh-token", "s3cr3t-refresh")
                .with("freshet.parts.store", "file");
    }

    TestConfig with(String name, String value) {
        file.put(name, value);
        return this;
    }

    TestConfig without(String name) {
        file.remove(name);
        return this;
    }

    TestConfig withVariable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Settings read(String... clients) {
        Map<String, Set<Use>> uses = new LinkedHashMap<>();
        for (String client : clients) {
            uses.put(client, Set.of());
        }
        return read(uses);
    }

    Settings read(Map<String, Set<Use>> uses) {
        return Settings.read(config(), uses, environment.keySet());
    }

    ClientSettings readParts() {
        return read("parts").clients().get("parts");
    }

    private Config config() {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(file, "file", 100), new EnvConfigSource(environment, 300))
                .build();
    }
}
