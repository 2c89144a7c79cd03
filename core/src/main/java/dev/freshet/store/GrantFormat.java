package dev.freshet.store;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.store.StoredGrant.Unanswered;
import dev.freshet.store.TokenStore.Versioned;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonWriter;
import jakarta.json.spi.JsonProvider;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row as a JSON object. Members that a later version may add are passed over. */
final class GrantFormat {

    private static final String CLIENT = "client";
    private static final String GRANT_ID = "grant_id";

    private final JsonProvider json;

    GrantFormat(JsonProvider json) {
        this.json = json;
    }

    byte[] write(GrantKey key, Versioned row) {
        StoredGrant grant = row.grant();
        JsonObjectBuilder object = json.createObjectBuilder()
                .add(CLIENT, key.client())
                .add(GRANT_ID, key.grantId())
                .add("version", row.version());
        AccessToken accessToken = grant.accessToken();
        if (accessToken != null) {
            JsonObjectBuilder token = json.createObjectBuilder()
                    .add("value", accessToken.value())
                    .add("obtained_at", accessToken.obtainedAt().toString())
                    .add("expires_at", accessToken.expiresAt().toString());
            addIfGiven(token, "scope", accessToken.scope().orElse(null));
            object.add("access_token", token);
        }
        RefreshToken refreshToken = grant.refreshToken();
        addIfGiven(object, "refresh_token", refreshToken == null ? null : refreshToken.value());
        addIfGiven(object, "refresh_token_expires_at", text(grant.refreshTokenExpiresAt()));
        addIfGiven(object, "id_token", grant.idToken());
        object.add("origins", json.createArrayBuilder(grant.origins()));
        Unanswered unanswered = grant.unanswered();
        if (unanswered != null) {
            object.add(
                    "unanswered",
                    json.createObjectBuilder()
                            .add("refresh_token_hash", unanswered.refreshTokenHash())
                            .add("since", unanswered.since().toString()));
        }
        addIfGiven(object, "ended", grant.ended());
        Lease lease = grant.lease();
        if (lease != null) {
            JsonObjectBuilder leased = json.createObjectBuilder()
                    .add("owner", lease.owner())
                    .add("since", lease.since().toString())
                    .add("until", lease.until().toString());
            addIfGiven(leased, "intent", lease.intent());
            object.add("lease", leased);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonWriter writer = json.createWriter(bytes)) {
            writer.writeObject(object.build());
        }
        return bytes.toByteArray();
    }

    /** Whose row this is; empty if it was written before rows told. */
    Optional<GrantKey> readKey(InputStream bytes) {
        try (JsonReader reader = json.createReader(bytes)) {
            JsonObject object = reader.readObject();
            return object.containsKey(GRANT_ID)
                    ? Optional.of(new GrantKey(object.getString(CLIENT), object.getString(GRANT_ID)))
                    : Optional.empty();
        }
    }

    Versioned read(InputStream bytes) {
        try (JsonReader reader = json.createReader(bytes)) {
            JsonObject object = reader.readObject();
            String refreshToken = object.getString("refresh_token", null);
            return new Versioned(
                    object.getJsonNumber("version").longValueExact(),
                    new StoredGrant(
                            accessToken(object.getJsonObject("access_token")),
                            refreshToken == null ? null : new RefreshToken(refreshToken),
                            instant(object, "refresh_token_expires_at"),
                            object.getString("id_token", null),
                            object.getJsonArray("origins").getValuesAs(JsonString::getString),
                            unanswered(object.getJsonObject("unanswered")),
                            object.getString("ended", null),
                            lease(object.getJsonObject("lease"))));
        }
    }

    private static @Nullable AccessToken accessToken(@Nullable JsonObject token) {
        return token == null
                ? null
                : AccessToken.of(
                        token.getString("value"),
                        Instant.parse(token.getString("obtained_at")),
                        Instant.parse(token.getString("expires_at")),
                        token.getString("scope", null));
    }

    private static @Nullable Lease lease(@Nullable JsonObject lease) {
        return lease == null
                ? null
                : new Lease(
                        lease.getString("owner"),
                        Instant.parse(lease.getString("since")),
                        Instant.parse(lease.getString("until")),
                        lease.getString("intent", null));
    }

    private static @Nullable Unanswered unanswered(@Nullable JsonObject presented) {
        return presented == null
                ? null
                : new Unanswered(
                        presented.getString("refresh_token_hash"), Instant.parse(presented.getString("since")));
    }

    private static @Nullable Instant instant(JsonObject object, String name) {
        String text = object.getString(name, null);
        return text == null ? null : Instant.parse(text);
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static void addIfGiven(JsonObjectBuilder object, String name, @Nullable String value) {
        if (value != null) {
            object.add(name, value);
        }
    }
}
