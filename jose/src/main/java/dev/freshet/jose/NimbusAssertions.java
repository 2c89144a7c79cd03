package dev.freshet.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import dev.freshet.oauth.ClientAssertion;
import dev.freshet.oauth.ClientAssertions;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Assertions by Nimbus JOSE + JWT. For the service loader. */
public final class NimbusAssertions implements ClientAssertions {

    /** For the service loader. */
    public NimbusAssertions() {}

    /** The octets of the secret's UTF-8 are the key (OpenID Connect Core, section 10.1). */
    @Override
    public ClientAssertion ofSecret(String clientSecret, @Nullable String algorithm) {
        JWSAlgorithm chosen = algorithm == null ? JWSAlgorithm.HS256 : JWSAlgorithm.parse(algorithm);
        try {
            MACSigner signer = new MACSigner(clientSecret.getBytes(StandardCharsets.UTF_8));
            if (!signer.supportedJWSAlgorithms().contains(chosen)) {
                throw new IllegalArgumentException(
                        "is too short for " + chosen + ", or that is no way to sign with a secret: ask for a secret of "
                                + "64 characters or more, or write HS256, HS384 or HS512");
            }
            return new SignedAssertions(new JWSHeader(chosen), signer);
        } catch (JOSEException e) {
            throw new IllegalArgumentException(
                    "has less than 32 characters, which is too short to sign with: ask for a longer secret, or use "
                            + "client_secret_basic",
                    e);
        }
    }

    @Override
    public ClientAssertion ofKey(byte[] key, KeyOptions options) {
        return SigningKey.read(key, options).assertions();
    }
}
