package dev.freshet.oauth;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what an authorization server publishes of itself. Nothing of a document that names another issuer is believed. */
final class MetadataReader {

    private static final int LONGEST_QUOTE = 200;

    private final JsonProvider json;
    private final String issuer;

    /** @param json kept, since looking one up later depends on the thread's context class loader */
    MetadataReader(JsonProvider json, String issuer) {
        this.json = json;
        this.issuer = issuer;
    }

    /** A document that is none, or not one of this issuer. The message says what is wrong with it. */
    static final class UnusableException extends Exception {

        private static final long serialVersionUID = 1L;

        private UnusableException(String message) {
            super(message);
        }
    }

    AuthorizationServerMetadata read(byte[] body) throws UnusableException {
        JsonObject document = parse(body);
        String named = text(document, "issuer");
        if (!issuer.equals(named)) {
            throw new UnusableException(
                    "it names the issuer " + (named == null ? "not at all" : "'" + quoted(named) + "'")
                            + ", and the two must be the same to the character");
        }
        URI tokenEndpoint = address(document, "token_endpoint");
        if (tokenEndpoint == null) {
            throw new UnusableException("it names no token_endpoint");
        }
        return new AuthorizationServerMetadata(
                issuer,
                tokenEndpoint,
                address(document, "authorization_endpoint"),
                address(document, "jwks_uri"),
                address(document, "end_session_endpoint"),
                address(document, "revocation_endpoint"),
                address(document, "introspection_endpoint"),
                document.get("authorization_response_iss_parameter_supported") == JsonValue.TRUE,
                texts(document, "id_token_signing_alg_values_supported"));
    }

    private JsonObject parse(byte[] body) throws UnusableException {
        try (JsonReader reader = json.createReader(new ByteArrayInputStream(body))) {
            return reader.readObject();
        } catch (JsonException | IllegalStateException e) {
            throw new UnusableException("it is no JSON object");
        }
    }

    /** Null if it is not named. An issuer that is reached by https sends nobody to an address that is not. */
    private @Nullable URI address(JsonObject document, String member) throws UnusableException {
        String text = text(document, member);
        if (text == null) {
            return null;
        }
        try {
            URI address = new URI(text);
            boolean downgraded = issuer.startsWith("https:") && !"https".equalsIgnoreCase(address.getScheme());
            if (BoundedHttp.isAddress(address) && address.getRawFragment() == null && !downgraded) {
                return address;
            }
        } catch (URISyntaxException e) {
            // reported below, as any other text that is no address
        }
        throw new UnusableException("its " + member + " is no address to send credentials to: '" + quoted(text) + "'");
    }

    private static @Nullable String text(JsonObject object, String member) {
        return object.get(member) instanceof JsonString string ? string.getString() : null;
    }

    private static List<String> texts(JsonObject object, String member) {
        return object.get(member) instanceof JsonArray array
                ? array.stream()
                        .filter(JsonString.class::isInstance)
                        .map(each -> ((JsonString) each).getString())
                        .toList()
                : List.of();
    }

    private static String quoted(String text) {
        String oneLine = text.replaceAll("\\p{Cntrl}", " ");
        return oneLine.length() <= LONGEST_QUOTE ? oneLine : oneLine.substring(0, LONGEST_QUOTE) + "...";
    }
}
