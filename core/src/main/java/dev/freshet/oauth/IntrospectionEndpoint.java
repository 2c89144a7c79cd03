package dev.freshet.oauth;

import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a client asks what is true of a token now. Safe for use by many threads; opens no connection before its first
 * request.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7662">RFC 7662</a>
 */
public final class IntrospectionEndpoint {

    private final ClientEndpoint endpoint;
    private final JsonProvider json = JsonProvider.provider();

    /**
     * An introspection endpoint as one client talks to it.
     *
     * @param address {@code http} or {@code https}, absolute
     * @param attemptTimeout the time limit of one question
     * @param additions of which the headers are sent
     * @throws IllegalArgumentException if the address is no absolute HTTP address
     */
    public IntrospectionEndpoint(
            URI address,
            ClientAuthentication client,
            Duration attemptTimeout,
            Connections connections,
            TokenRequestAdditions additions) {
        this.endpoint = new ClientEndpoint(
                "introspection", "introspect", address, client, attemptTimeout, connections, additions);
    }

    /** Asks about an access token, with one request. */
    public Introspection introspect(AccessToken token) {
        return ask(token.value(), "access_token");
    }

    /** Asks about a refresh token, with one request. It is not used up by that. */
    public Introspection introspect(RefreshToken token) {
        return ask(token.value(), "refresh_token");
    }

    private Introspection ask(String token, String hint) {
        return endpoint.send(token, hint, this::read, Introspection.Unknown::new);
    }

    /** The body is never quoted: there are servers that put the token into it. */
    private Introspection read(byte[] body) {
        try (JsonReader reader = json.createReader(new ByteArrayInputStream(body))) {
            JsonObject object = reader.readObject();
            JsonValue active = object.get("active");
            if (active == JsonValue.TRUE) {
                return new Introspection.Active(text(object, "scope"), instant(object, "exp"), text(object, "sub"));
            }
            if (active == JsonValue.FALSE) {
                return new Introspection.Inactive();
            }
        } catch (JsonException | IllegalStateException notAnObject) {
            return new Introspection.Unknown(endpoint.address() + " answered without a JSON object");
        }
        return new Introspection.Unknown(endpoint.address() + " answered without saying whether the token is active");
    }

    private static @Nullable String text(JsonObject object, String member) {
        return object.get(member) instanceof JsonString string ? string.getString() : null;
    }

    private static @Nullable Instant instant(JsonObject object, String member) {
        try {
            return object.get(member) instanceof JsonNumber number ? Instant.ofEpochSecond(number.longValue()) : null;
        } catch (DateTimeException tooFar) {
            return null;
        }
    }

    @Override
    public String toString() {
        return endpoint.toString();
    }
}
