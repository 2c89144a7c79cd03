package dev.freshet.jakarta.config;

/** What an application does with a client, beyond naming it: some of it needs more properties. */
public enum Use {
    /** A {@code Client} is injected: it has to know the origins that may get a token. */
    CLIENT,
    /** A {@code WebTarget} is injected: it has to know its base URI. */
    TARGET
}
