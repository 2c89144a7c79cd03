package dev.freshet.jakarta.config;

/** Where the tokens of the user of a request come from, besides a login that brings them in. */
public enum UserTokens {
    /** From nowhere else. */
    NONE,
    /** From the login of the server itself, by {@code @OpenIdAuthenticationMechanismDefinition} of Jakarta Security. */
    OPEN_ID_CONTEXT,
    /** The access token that came with the request is the one to send on. */
    INCOMING_TOKEN
}
