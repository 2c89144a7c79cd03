package dev.freshet.oauth;

import java.util.Iterator;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Makes assertions from secrets and keys: the port to a library that can sign. The module {@code freshet-jose} provides it.
 *
 * <p>All methods throw {@link IllegalArgumentException} if a secret or a key cannot be used. The message follows its name,
 * says what to write, and holds nothing of it.
 */
public interface ClientAssertions {

    /** The one that is there; empty without the module. */
    static Optional<ClientAssertions> find() {
        Iterator<ClientAssertions> found = ServiceLoader.load(
                        ClientAssertions.class, ClientAssertions.class.getClassLoader())
                .iterator();
        return found.hasNext() ? Optional.of(found.next()) : Optional.empty();
    }

    /**
     * Assertions with a client secret as their key.
     *
     * @param algorithm such as {@code HS512}; null for {@code HS256}
     */
    ClientAssertion ofSecret(String clientSecret, @Nullable String algorithm);

    /**
     * Assertions with a private key.
     *
     * @param key a JWK or a set of them, PEM (PKCS #8 or PKCS #1), or a keystore (PKCS #12 or JKS)
     */
    ClientAssertion ofKey(byte[] key, KeyOptions options);

    /**
     * What else is to be known of a key. Immutable; {@code toString} shows no secret.
     *
     * @param keyId names the key for the server; of several it is the one to take. Null: the one that a JWK has, and none
     *     else
     * @param password of a keystore and its key, or null
     * @param algorithm such as {@code PS256}; null for that of a JWK, or the usual one for this kind of key
     */
    record KeyOptions(
            @Nullable String keyId,
            @Nullable String password,
            @Nullable String algorithm) {

        @Override
        public String toString() {
            return "KeyOptions[keyId=" + keyId + ", algorithm=" + algorithm + "]";
        }
    }
}
