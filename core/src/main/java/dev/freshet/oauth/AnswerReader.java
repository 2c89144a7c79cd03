package dev.freshet.oauth;

import dev.freshet.oauth.TokenEndpoint.Answer;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a token endpoint answered. It takes what servers really send: lifetimes as strings, errors with any status,
 * and pages of a proxy where JSON should be. The body is never quoted: it may hold tokens.
 */
final class AnswerReader {

    private static final String BUSY = "temporarily_unavailable";
    private static final BigDecimal LONGEST_SECONDS =
            BigDecimal.valueOf(Duration.ofDays(3650).toSeconds());

    private final JsonProvider json;

    /** @param json kept, since looking one up later depends on the thread's context class loader */
    AnswerReader(JsonProvider json) {
        this.json = json;
    }

    /** @param sent the secrets of the request, which must not come back in an error */
    Answer read(int status, byte[] body, @Nullable Duration retryAfter, Instant requestedAt, Collection<String> sent) {
        if (status >= 300 && status < 400) {
            return new Answer.Busy(
                    "a redirect (HTTP " + status + "), which is not followed with credentials; "
                            + "the token endpoint's address must be the final one",
                    null);
        }
        if (status == 429 || status == 503) {
            return new Answer.Busy("HTTP " + status, retryAfter);
        }
        Optional<JsonObject> object = parse(body);
        if (object.isEmpty()) {
            return new Answer.Unanswered("HTTP " + status + " without a JSON object", null);
        }
        return status == 200 ? success(object.get(), requestedAt) : failure(status, object.get(), retryAfter, sent);
    }

    private Optional<JsonObject> parse(byte[] body) {
        try (JsonReader reader = json.createReader(new ByteArrayInputStream(body))) {
            return Optional.of(reader.readObject());
        } catch (JsonException | IllegalStateException notAnObject) {
            return Optional.empty();
        }
    }

    private static Answer success(JsonObject object, Instant requestedAt) {
        String accessToken = text(object, "access_token");
        RefreshToken refreshToken = refreshToken(object);
        if (accessToken == null || accessToken.isBlank()) {
            return new Answer.Unanswered("HTTP 200 without access_token", refreshToken);
        }
        String type = text(object, "token_type");
        if (!"Bearer".equalsIgnoreCase(type)) {
            // RFC 6749, section 7.1: a token of a type that the client does not understand must not be used.
            return new Answer.Unanswered("HTTP 200 with a token_type other than Bearer", refreshToken);
        }
        return new Answer.Issued(
                new TokenResponse(
                        accessToken,
                        lifetime(object, "expires_in"),
                        refreshToken,
                        refreshLifetime(object),
                        text(object, "scope"),
                        text(object, "id_token")),
                requestedAt);
    }

    private static Answer failure(
            int status, JsonObject object, @Nullable Duration retryAfter, Collection<String> sent) {
        String code = text(object, "error");
        if (BUSY.equals(code)) {
            return new Answer.Busy(BUSY, retryAfter);
        }
        if (code == null || status >= 500 || status == 408) {
            return new Answer.Unanswered("HTTP " + status, null);
        }
        return new Answer.Refused(
                OAuthError.of(code, text(object, "error_description"), text(object, "error_uri"), sent));
    }

    private static @Nullable RefreshToken refreshToken(JsonObject object) {
        String value = text(object, "refresh_token");
        return value == null || value.isBlank() ? null : new RefreshToken(value);
    }

    /** No standard names it; these two spellings are in use. */
    private static @Nullable Duration refreshLifetime(JsonObject object) {
        return lifetime(
                object, object.containsKey("refresh_expires_in") ? "refresh_expires_in" : "refresh_token_expires_in");
    }

    private static @Nullable String text(Map<String, JsonValue> object, String member) {
        return object.get(member) instanceof JsonString string ? string.getString() : null;
    }

    /** Seconds as a number or as a string of one; anything else counts as not said. */
    private static @Nullable Duration lifetime(JsonObject object, String member) {
        JsonValue value = object.get(member);
        try {
            if (value instanceof JsonNumber number) {
                return seconds(number.bigDecimalValue());
            }
            return value instanceof JsonString string
                    ? seconds(new BigDecimal(string.getString().trim()))
                    : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static Duration seconds(BigDecimal seconds) {
        BigDecimal bounded = seconds.min(LONGEST_SECONDS).max(BigDecimal.ZERO);
        BigInteger whole = bounded.setScale(0, RoundingMode.DOWN).toBigInteger();
        return Duration.ofSeconds(whole.longValueExact());
    }
}
