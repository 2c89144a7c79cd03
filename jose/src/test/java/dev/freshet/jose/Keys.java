package dev.freshet.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The keys of the tests. */
final class Keys {

    static final RSAKey RSA = rsa();
    static final ECKey EC = ec(Curve.P_384);

    private Keys() {}

    private static RSAKey rsa() {
        try {
            return new RSAKeyGenerator(2048).keyID("rsa-1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static ECKey ec(Curve curve) {
        try {
            return new ECKeyGenerator(curve).keyID("ec-1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] pem(String label, byte[] der) {
        return bytes("# a note\n-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label + "-----\n");
    }

    static boolean isSignedBy(JWK key, SignedJWT assertion) throws JOSEException {
        return key instanceof RSAKey rsa
                ? assertion.verify(new RSASSAVerifier(rsa))
                : assertion.verify(new ECDSAVerifier((ECKey) key));
    }
}
