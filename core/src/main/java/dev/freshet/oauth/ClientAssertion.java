package dev.freshet.oauth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Signs the JWT by which a client proves who it is, or whom it speaks for. Implementations are safe for use by many
 * threads; the module {@code freshet-jose} has one.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-3">RFC 7523, section 3</a>
 */
@FunctionalInterface
public interface ClientAssertion {

    /**
     * What an assertion says, besides when.
     *
     * @param issuer who says it
     * @param subject whom it speaks for
     * @param audience who is to read it
     * @param scope what is asked for, for servers that look for it here; null to leave it out
     */
    record Claims(
            String issuer,
            String subject,
            String audience,
            @Nullable String scope) {}

    /**
     * A new assertion, for one request. A secret: do not log it.
     *
     * @throws IllegalStateException if it cannot be signed; the message says why, without secrets
     */
    String signed(Claims claims, Instant now);

    /**
     * A new assertion of a client about itself, for one request. A secret: do not log it.
     *
     * @param audience who is to read it
     * @throws IllegalStateException if it cannot be signed; the message says why, without secrets
     */
    default String signed(String clientId, String audience, Instant now) {
        return signed(new Claims(clientId, clientId, audience, null), now);
    }
}
