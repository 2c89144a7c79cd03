package dev.freshet.signin;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import jakarta.servlet.http.HttpServletResponse;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * Why a sign-in brought nothing, for the page that asked for it and that tells the user itself. A cookie keeps it until the
 * page asks for the session, once and for a minute at most.
 */
final class KeptError {

    private static final String COOKIE = "freshet-sign-in-error";
    private static final Duration AGE = Duration.ofMinutes(1);
    private static final int LONGEST = 3000;
    private static final String CODE = "code";
    private static final String DESCRIPTION = "description";

    private final Departures departures;
    private final JsonProvider json = JsonProvider.provider();

    KeptError(Departures departures) {
        this.departures = departures;
    }

    void keep(Visit visit, HttpServletResponse response, Problem problem) {
        String text = json.createObjectBuilder()
                .add(CODE, problem.code())
                .add(DESCRIPTION, problem.description() == null ? "" : problem.description())
                .build()
                .toString();
        String value = Randoms.base64(text.getBytes(StandardCharsets.UTF_8));
        departures.addCookie(visit, response, COOKIE, value, AGE, departures.redirectUri(visit));
    }

    /** What was kept; it is forgotten by that. */
    Optional<Problem> take(Visit visit, HttpServletResponse response) {
        Optional<String> value = visit.cookies(COOKIE).findFirst();
        if (value.isPresent()) {
            departures.addCookie(visit, response, COOKIE, "", Duration.ZERO, departures.redirectUri(visit));
        }
        return value.filter(text -> text.length() <= LONGEST).flatMap(this::read);
    }

    /** A cookie is what somebody says: it is shown as text, and nothing else is made of it. */
    private Optional<Problem> read(String value) {
        String text;
        try {
            text = new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        try (JsonReader reader = json.createReader(new StringReader(text))) {
            JsonObject kept = reader.readObject();
            String code = kept.getString(CODE, "");
            String description = kept.getString(DESCRIPTION, "");
            return code.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Problem(
                            Problem.FORBIDDEN,
                            SignInError.of(code),
                            code,
                            description.isEmpty() ? null : description,
                            ""));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }
}
