package dev.freshet.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.freshet.oauth.ClientAssertions.KeyOptions;
import dev.freshet.oauth.SecretFile;
import java.security.PrivateKey;
import java.text.ParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Web Key, or a set of them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517">RFC 7517</a>
 */
final class JwkFile {

    private JwkFile() {}

    static boolean isOne(byte[] bytes) {
        return SecretFile.text(bytes).startsWith("{");
    }

    static SigningKey read(byte[] bytes, KeyOptions options) {
        try {
            JWK chosen = chosen(all(SecretFile.text(bytes)), options.keyId());
            return new SigningKey(
                    key(chosen),
                    chosen.getKeyID(),
                    chosen.getAlgorithm() == null ? null : chosen.getAlgorithm().getName(),
                    chosen.getX509CertSHA256Thumbprint());
        } catch (ParseException | JOSEException e) { // whose message may quote the key
            throw new IllegalArgumentException("is no JWK: write a private key as a JSON object, or a set of them");
        }
    }

    private static List<JWK> all(String text) throws ParseException {
        return text.contains("\"keys\"") ? JWKSet.parse(text).getKeys() : List.of(JWK.parse(text));
    }

    private static JWK chosen(List<JWK> keys, @Nullable String keyId) {
        List<JWK> usable = keys.stream()
                .filter(JWK::isPrivate)
                .filter(key -> key instanceof AsymmetricJWK)
                .filter(key -> keys.size() == 1 || keyId == null || keyId.equals(key.getKeyID()))
                .toList();
        if (usable.size() != 1) {
            throw new IllegalArgumentException(
                    usable.isEmpty()
                            ? "has no private key" + (keyId == null ? "" : " named '" + keyId + "'")
                                    + ": the JWK needs its member d"
                            : "has several private keys: name one by client-key-id");
        }
        return usable.get(0);
    }

    private static PrivateKey key(JWK jwk) throws JOSEException {
        return ((AsymmetricJWK) jwk).toPrivateKey();
    }
}
