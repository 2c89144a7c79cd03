package dev.freshet.it.keycloak;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Something that Keycloak recorded. Details carry the ids of tokens ({@code jti}), never the tokens.
 *
 * @param type such as {@code REFRESH_TOKEN}, {@code REFRESH_TOKEN_ERROR}, {@code LOGIN}
 * @param error empty unless the type ends in {@code _ERROR}
 */
public record Event(String type, Instant time, String error, Map<String, String> details) {

    static Event of(JsonObject json) {
        Map<String, String> details = new LinkedHashMap<>();
        Optional.ofNullable(json.getJsonObject("details"))
                .ifPresent(all -> all.keySet().forEach(key -> details.put(key, all.getString(key, ""))));
        return new Event(
                json.getString("type"),
                Instant.ofEpochMilli(json.getJsonNumber("time").longValue()),
                json.getString("error", ""),
                Map.copyOf(details));
    }

    /** The id of the refresh token that was presented, if one was. */
    public Optional<String> refreshTokenId() {
        return Optional.ofNullable(details.get("refresh_token_id"));
    }

    /** The id of the refresh token that was issued in its place, if one was. */
    public Optional<String> updatedRefreshTokenId() {
        return Optional.ofNullable(details.get("updated_refresh_token_id"));
    }
}
