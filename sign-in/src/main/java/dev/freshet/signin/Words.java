package dev.freshet.signin;

import dev.freshet.jakarta.config.SignInSettings;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What pages of the application are told, as JSON: never a token. */
final class Words {

    private static final String SILENT = "freshet:silent";

    private final SignInSettings settings;
    private final JsonProvider json = JsonProvider.provider();

    Words(SignInSettings settings) {
        this.settings = settings;
    }

    /** Where a user signs in who then goes on to a path. */
    String signInAddress(Visit visit, @Nullable String returnTo) {
        String address = visit.request().getContextPath() + settings.base();
        return returnTo == null ? address : address + "?return=" + URLEncoder.encode(returnTo, StandardCharsets.UTF_8);
    }

    String silentAddress(Visit visit) {
        return visit.request().getContextPath() + settings.base() + SignIn.SILENT;
    }

    JsonObject session(User user) {
        JsonObjectBuilder chosen = json.createObjectBuilder();
        for (String claim : settings.claims()) {
            JsonValue value = user.claims().json().get(claim);
            if (value != null) {
                chosen.add(claim, value);
            }
        }
        return json.createObjectBuilder()
                .add("signedIn", true)
                .add("name", user.claims().name())
                .add("claims", chosen)
                .add("scope", String.join(" ", user.scopes()))
                .add("csrf", user.csrf())
                .build();
    }

    JsonObject noSession(Visit visit) {
        return json.createObjectBuilder()
                .add("signedIn", false)
                .add("signIn", signInAddress(visit, null))
                .add("silent", silentAddress(visit))
                .build();
    }

    /** An answer, and why something before it brought nothing. */
    JsonObject because(JsonObject answer, Problem problem) {
        JsonObjectBuilder more = json.createObjectBuilder(answer).add("error", problem.code());
        if (problem.description() != null) {
            more.add("errorDescription", problem.description());
        }
        return more.add("next", problem.error().next().text()).build();
    }

    JsonObject signedOut(@Nullable String endSession) {
        JsonObjectBuilder answer = json.createObjectBuilder().add("signedIn", false);
        return (endSession == null ? answer.addNull("endSession") : answer.add("endSession", endSession)).build();
    }

    JsonObject error(String code, String description) {
        return json.createObjectBuilder()
                .add("error", code)
                .add("errorDescription", description)
                .build();
    }

    /** What a script is told that may not go on without a user. */
    JsonObject loginRequired(Visit visit, @Nullable String returnTo) {
        return json.createObjectBuilder()
                .add("error", SignInError.LOGIN_REQUIRED.code())
                .add("signIn", signInAddress(visit, returnTo))
                .build();
    }

    JsonObject silentSuccess(User user) {
        return json.createObjectBuilder()
                .add("type", SILENT)
                .add("signedIn", true)
                .add("name", user.claims().name())
                .add("next", Next.NONE.text())
                .build();
    }

    JsonObject silentFailure(Visit visit, Problem problem) {
        JsonObject message = because(
                json.createObjectBuilder(noSession(visit)).add("type", SILENT).build(), problem);
        Next next = problem.error().next();
        return json.createObjectBuilder(message)
                .add("timeout", settings.silentTimeout().toMillis())
                .add("automatic", settings.silentFallback() && (next == Next.SIGN_IN || next == Next.CONSENT))
                .build();
    }
}
