package dev.freshet.oauth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an authorization server says of a token now. Immutable; the token is no part of it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7662#section-2.2">RFC 7662, section 2.2</a>
 */
public sealed interface Introspection {

    /**
     * The token is good.
     *
     * @param scope space-separated, or null if the server did not say
     * @param expiresAt when it ends, or null if the server did not say
     * @param subject whom it speaks for, as the server names them to this client, or null if it did not say
     */
    record Active(
            @Nullable String scope,
            @Nullable Instant expiresAt,
            @Nullable String subject) implements Introspection {}

    /**
     * The token is not good: expired, revoked, or never issued. Some servers say so, too, of a token that is not for
     * the client that asks.
     */
    record Inactive() implements Introspection {}

    /**
     * The server has not said.
     *
     * @param cause why, in words without secrets
     */
    record Unknown(String cause) implements Introspection {}
}
