package dev.freshet.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.Base64URL;
import dev.freshet.oauth.ClientAssertion;
import dev.freshet.oauth.ClientAssertions.KeyOptions;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAKey;
import org.jspecify.annotations.Nullable;

/**
 * A private key and how the server knows it. Immutable.
 *
 * @param keyId null if it has no name
 * @param algorithm null for the usual one
 * @param thumbprint of its certificate, by which some servers find the key; null without one
 */
record SigningKey(
        PrivateKey key,
        @Nullable String keyId,
        @Nullable String algorithm,
        @Nullable Base64URL thumbprint) {

    private static final int LEAST_BITS = 2048;

    /** A key in any of the known forms. The exception's message follows the name of what it was read from. */
    static SigningKey read(byte[] bytes, KeyOptions options) {
        SigningKey read = JwkFile.isOne(bytes)
                ? JwkFile.read(bytes, options)
                : PemFile.isOne(bytes) ? PemFile.read(bytes) : KeystoreFile.read(bytes, options);
        return new SigningKey(
                read.key,
                options.keyId() == null ? read.keyId : options.keyId(),
                options.algorithm() == null ? read.algorithm : options.algorithm(),
                read.thumbprint);
    }

    ClientAssertion assertions() {
        try {
            JWSSigner signer = signer();
            JWSAlgorithm chosen = algorithm == null ? usual(signer) : JWSAlgorithm.parse(algorithm);
            if (!signer.supportedJWSAlgorithms().contains(chosen)) {
                throw new IllegalArgumentException("is no key for " + chosen + ": write one of "
                        + signer.supportedJWSAlgorithms() + ", or leave the algorithm out");
            }
            JWSHeader header = new JWSHeader.Builder(chosen)
                    .keyID(keyId)
                    .x509CertSHA256Thumbprint(thumbprint)
                    .build();
            return new SignedAssertions(header, signer);
        } catch (JOSEException e) {
            throw unusable(e);
        }
    }

    private JWSSigner signer() throws JOSEException {
        if (key instanceof ECPrivateKey elliptic) {
            Curve curve = Curve.forECParameterSpec(elliptic.getParams());
            if (curve != null) {
                return new ECDSASigner(key, curve);
            }
        }
        if (key instanceof RSAKey rsa) {
            if (rsa.getModulus().bitLength() < LEAST_BITS) {
                throw new IllegalArgumentException("has an RSA key of less than 2048 bits: make a longer one");
            }
            return new RSASSASigner(key);
        }
        throw unusable(null);
    }

    private static JWSAlgorithm usual(JWSSigner signer) {
        return signer instanceof ECDSASigner elliptic
                ? elliptic.supportedJWSAlgorithms().iterator().next()
                : JWSAlgorithm.RS256;
    }

    private static IllegalArgumentException unusable(@Nullable Exception cause) {
        return new IllegalArgumentException(
                "has a key that cannot sign here: make one of RSA, or one of the curves P-256, P-384 or P-521", cause);
    }

    @Override
    public String toString() {
        return "SigningKey[" + keyId + ", " + algorithm + "]";
    }
}
