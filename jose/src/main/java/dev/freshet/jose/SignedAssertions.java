package dev.freshet.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.freshet.oauth.ClientAssertion;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/**
 * Assertions with one key. Safe for use by many threads.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-3">RFC 7523, section 3</a>
 */
final class SignedAssertions implements ClientAssertion {

    // For the way to the server, and clocks that differ a little.
    private static final Duration LIFETIME = Duration.ofSeconds(60);

    private final JWSHeader header;
    private final JWSSigner signer;

    SignedAssertions(JWSHeader header, JWSSigner signer) {
        this.header = header;
        this.signer = signer;
    }

    @Override
    public String signed(Claims claims, Instant now) {
        JWTClaimsSet.Builder set = new JWTClaimsSet.Builder()
                .issuer(claims.issuer())
                .subject(claims.subject())
                .audience(claims.audience())
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFETIME)));
        if (claims.scope() != null) {
            set.claim("scope", claims.scope());
        }
        SignedJWT assertion = new SignedJWT(header, set.build());
        try {
            assertion.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException(
                    "the assertion of '" + claims.issuer() + "' cannot be signed by " + header.getAlgorithm()
                            + ". Look at its key",
                    e);
        }
        return assertion.serialize();
    }

    @Override
    public String toString() {
        return "SignedAssertions[" + header.getAlgorithm() + ", " + header.getKeyID() + "]";
    }
}
