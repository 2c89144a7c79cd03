package dev.freshet.it.keycloak;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;

/** The realm of each test, {@code realm.json}, without the two members that differ. */
final class RealmTemplate {

    private RealmTemplate() {}

    static JsonObject named(String name, Duration accessTokenLifespan) {
        long seconds = accessTokenLifespan.toSeconds();
        if (seconds < 1) {
            throw new IllegalArgumentException("accessTokenLifespan must be at least a second: " + accessTokenLifespan);
        }
        return Json.createObjectBuilder(read())
                .add("realm", name)
                .add("accessTokenLifespan", seconds)
                .build();
    }

    private static JsonObject read() {
        InputStream template = Objects.requireNonNull(RealmTemplate.class.getResourceAsStream("realm.json"));
        try (JsonReader reader = Json.createReader(template)) {
            return reader.readObject();
        }
    }
}
