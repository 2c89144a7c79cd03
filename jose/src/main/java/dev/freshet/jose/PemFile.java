package dev.freshet.jose;

import dev.freshet.oauth.SecretFile;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key in PEM: PKCS #8, or PKCS #1 for RSA. What else is in the text, such as certificates, is passed over.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>
 */
final class PemFile {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    // PrivateKeyInfo up to the key: version 0, and the algorithm rsaEncryption (RFC 5208, section 5).
    private static final byte[] VERSION_AND_RSA = {
        2, 1, 0, 0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
    };
    private static final byte SEQUENCE = 0x30;
    private static final byte OCTET_STRING = 4;

    private PemFile() {}

    static boolean isOne(byte[] bytes) {
        return SecretFile.text(bytes).contains("-----BEGIN ");
    }

    static SigningKey read(byte[] bytes) {
        Matcher block = BLOCK.matcher(SecretFile.text(bytes));
        if (!block.find()) {
            throw new IllegalArgumentException(
                    "has no private key: write one that begins with " + "-----BEGIN PRIVATE KEY-----");
        }
        byte[] der = decoded(block.group(2));
        byte[] pkcs8 =
                switch (block.group(1)) {
                    case "PRIVATE KEY" -> der;
                    case "RSA PRIVATE KEY" -> wrapped(der);
                    default ->
                        throw new IllegalArgumentException("begins with " + block.group(1)
                                + ", which cannot be read: convert it by openssl pkcs8 -topk8 -nocrypt, or use"
                                + " a keystore");
                };
        return new SigningKey(key(pkcs8), null, null, null);
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) { // whose message may quote the key
            throw damaged();
        }
    }

    private static PrivateKey key(byte[] pkcs8) {
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // of the other kind, perhaps
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every Java platform has " + algorithm, e);
            }
        }
        throw damaged();
    }

    private static IllegalArgumentException damaged() {
        return new IllegalArgumentException("has a private key that is damaged, or neither of RSA nor of an elliptic "
                + "curve: make one by openssl genpkey -algorithm RSA");
    }

    private static byte[] wrapped(byte[] pkcs1) {
        return element(SEQUENCE, VERSION_AND_RSA, element(OCTET_STRING, pkcs1));
    }

    /** In the Distinguished Encoding Rules; two bytes of length, no less, are right for any key of use. */
    private static byte[] element(byte tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] element = new byte[length + 4];
        element[0] = tag;
        element[1] = (byte) 0x82;
        element[2] = (byte) (length >> 8);
        element[3] = (byte) length;
        int end = 4;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, element, end, part.length);
            end += part.length;
        }
        return element;
    }
}
