package dev.freshet.jakarta.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Where the tokens of the user of a request come from, besides a login that brings them in. */
public enum UserTokens {
    /** From nowhere else. */
    NONE,
    /** From the login of the server itself, by {@code @OpenIdAuthenticationMechanismDefinition} of Jakarta Security. */
    OPEN_ID_CONTEXT,
    /** The access token that came with the request is the one to send on. */
    INCOMING_TOKEN;

    static List<String> texts() {
        return Arrays.stream(values()).map(UserTokens::text).toList();
    }

    static UserTokens of(String text) {
        return valueOf(text.replace('-', '_').toUpperCase(Locale.ROOT));
    }

    /** As it is written in a property. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
