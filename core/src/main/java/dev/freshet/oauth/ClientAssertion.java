package dev.freshet.oauth;

import java.time.Instant;

/**
 * Signs the JWT by which a client proves who it is. Implementations are safe for use by many threads; the module {@code
 * freshet-jose} has one.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-3">RFC 7523, section 3</a>
 */
@FunctionalInterface
public interface ClientAssertion {

    /**
     * A new assertion, for one request. A secret: do not log it.
     *
     * @param audience who is to read it
     * @throws IllegalStateException if it cannot be signed; the message says why, without secrets
     */
    String signed(String clientId, String audience, Instant now);
}
