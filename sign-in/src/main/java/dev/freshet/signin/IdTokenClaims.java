package dev.freshet.signin;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;

/** What an ID token says of a user. Immutable. {@code toString} shows nothing of it. */
public final class IdTokenClaims {

    static final IdTokenClaims NONE = new IdTokenClaims(JsonValue.EMPTY_JSON_OBJECT);

    private final JsonObject claims;

    IdTokenClaims(JsonObject claims) {
        this.claims = claims;
    }

    /** The user's id at the provider; empty where nobody is signed in. */
    public String subject() {
        return text("sub").orElse("");
    }

    /** What the application knows the user by: {@code preferred_username}, or else the subject. */
    public String name() {
        return text("preferred_username").filter(name -> !name.isBlank()).orElseGet(this::subject);
    }

    /** A claim that is a text, such as {@code email}; empty if it is not there. */
    public Optional<String> text(String claim) {
        return claims.get(claim) instanceof JsonString text ? Optional.of(text.getString()) : Optional.empty();
    }

    /**
     * A claim that is a list of texts, or one of them, such as {@code groups}. A member of a member is named by a path, such
     * as {@code realm_access/roles}.
     */
    public List<String> texts(String claim) {
        JsonValue value = find(claim);
        if (value instanceof JsonString text) {
            return List.of(text.getString());
        }
        return value instanceof JsonArray array
                ? array.stream()
                        .filter(JsonString.class::isInstance)
                        .map(each -> ((JsonString) each).getString())
                        .toList()
                : List.of();
    }

    /** All claims. */
    public JsonObject json() {
        return claims;
    }

    /** A claim may have slashes in its own name, as those that are addresses do. */
    private JsonValue find(String path) {
        if (claims.containsKey(path)) {
            return claims.get(path);
        }
        JsonValue found = claims;
        for (String member : path.split("/")) {
            found = found instanceof JsonObject object ? object.getOrDefault(member, JsonValue.NULL) : JsonValue.NULL;
        }
        return found;
    }

    @Override
    public String toString() {
        return "IdTokenClaims";
    }
}
