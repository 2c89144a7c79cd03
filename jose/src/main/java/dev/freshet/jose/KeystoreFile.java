package dev.freshet.jose;

import com.nimbusds.jose.util.Base64URL;
import dev.freshet.oauth.ClientAssertions.KeyOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A private key in a keystore, PKCS #12 or JKS. Its alias is no key id, but a key id may be an alias. */
final class KeystoreFile {

    private KeystoreFile() {}

    static SigningKey read(byte[] bytes, KeyOptions options) {
        String password = options.password();
        if (password == null) {
            throw new IllegalArgumentException(
                    "is neither a JWK nor PEM; if it is a keystore, write its password as " + "client-key-password");
        }
        char[] secret = password.toCharArray();
        try {
            // Either kind is read, whichever is asked for.
            KeyStore keystore = KeyStore.getInstance("PKCS12");
            keystore.load(new ByteArrayInputStream(bytes), secret);
            String alias = alias(keystore, options.keyId());
            PrivateKey key = (PrivateKey) keystore.getKey(alias, secret);
            return new SigningKey(key, null, null, thumbprint(keystore.getCertificate(alias)));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "cannot be opened: it is no keystore of PKCS #12 or JKS, or client-key-password is wrong", e);
        }
    }

    private static String alias(KeyStore keystore, @Nullable String keyId) throws GeneralSecurityException {
        List<String> keys = new ArrayList<>();
        for (String alias : Collections.list(keystore.aliases())) {
            if (keystore.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class)) {
                keys.add(alias);
            }
        }
        Collections.sort(keys);
        for (String alias : keys) {
            if (alias.equalsIgnoreCase(keyId)) {
                return alias;
            }
        }
        if (keys.size() != 1) {
            throw new IllegalArgumentException(
                    keys.isEmpty()
                            ? "has no private key"
                            : "has several private keys: name one by its alias as client-key-id, one of " + keys);
        }
        return keys.get(0);
    }

    private static @Nullable Base64URL thumbprint(@Nullable Certificate certificate) throws GeneralSecurityException {
        return certificate == null
                ? null
                : Base64URL.encode(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    }
}
