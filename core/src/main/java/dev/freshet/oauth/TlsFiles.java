package dev.freshet.oauth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A TLS context from files that somebody else writes: whom to trust, and the certificate to present. They are read whenever
 * the context is asked for, so that new ones count at once; the context is a new one only if they have changed. Safe for
 * use by many threads; {@code toString} shows no password.
 */
public final class TlsFiles implements Supplier<SSLContext> {

    /** More than the certificates of all authorities that a JVM trusts take. */
    private static final int LONGEST = 4 * 1024 * 1024;

    private static final String PEM = "-----BEGIN CERTIFICATE-----";

    /** As the JVM is set up, and no certificate to present. */
    public static final TlsFiles JVM = new TlsFiles(null, null, "the JVM's TLS");

    private final @Nullable Supplier<TrustManager[]> trusted;
    private final @Nullable Supplier<KeyManager[]> presented;
    private final String words;
    private final AtomicReference<@Nullable Made> last = new AtomicReference<>();

    private record Made(TrustManager @Nullable [] trusted, KeyManager @Nullable [] presented, SSLContext context) {}

    private TlsFiles(
            @Nullable Supplier<TrustManager[]> trusted, @Nullable Supplier<KeyManager[]> presented, String words) {
        this.trusted = trusted;
        this.presented = presented;
        this.words = words;
    }

    /**
     * The same, trusting the certificates of this file and no others.
     *
     * @param file certificates in PEM, or a keystore (PKCS #12 or JKS); need not be there yet
     * @param password of a keystore; null for one without
     */
    public TlsFiles trusting(Path file, @Nullable String password) {
        return new TlsFiles(
                new SecretFile(file, LONGEST).as(bytes -> trustManagers(bytes, password)),
                presented,
                words + ", trusting " + file);
    }

    /**
     * The same, presenting the certificate of this keystore to servers that ask for one. A server that refuses it by
     * TLS 1.3 may do so after the request was sent, which counts as a lost answer.
     *
     * @param file a keystore (PKCS #12 or JKS) with a private key; need not be there yet
     * @param password of the keystore and of its key
     */
    public TlsFiles presenting(Path file, @Nullable String password) {
        return new TlsFiles(
                trusted,
                new SecretFile(file, LONGEST).as(bytes -> keyManagers(bytes, password)),
                words + ", presenting " + file);
    }

    /**
     * The context as the files are now.
     *
     * @throws RuntimeException if a file cannot be read or used; the message names it and says why
     */
    @Override
    public SSLContext get() {
        TrustManager[] trust = trusted == null ? null : trusted.get();
        KeyManager[] keys = presented == null ? null : presented.get();
        Made seen = last.get();
        if (seen != null && seen.trusted() == trust && seen.presented() == keys) {
            return seen.context();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            last.set(new Made(trust, keys, context));
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("FRESHET-0030: no TLS with " + this + ": look at the cause", e);
        }
    }

    private static TrustManager[] trustManagers(byte[] bytes, @Nullable String password) {
        try {
            KeyStore store = isPem(bytes) ? ofCertificates(bytes) : keystore(bytes, password);
            if (!hasCertificate(store)) {
                throw new IllegalArgumentException(
                        "has no certificate to trust: write its password if it is a keystore, "
                                + "or add certificates by keytool -importcert");
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            return managers.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "holds neither certificates in PEM nor a keystore (PKCS #12 or JKS) that its password opens: "
                            + "mend it, or the password",
                    e);
        }
    }

    private static KeyManager[] keyManagers(byte[] bytes, @Nullable String password) {
        try {
            KeyStore store = keystore(bytes, password);
            if (!hasKey(store)) {
                throw new IllegalArgumentException("has no private key: write a keystore with the client's key and its "
                        + "certificate, made by keytool or openssl pkcs12 -export");
            }
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, characters(password));
            return managers.getKeyManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "is no keystore (PKCS #12 or JKS) that its password opens: mend it, or the password", e);
        }
    }

    private static boolean isPem(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(PEM);
    }

    private static KeyStore ofCertificates(byte[] bytes) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int count = 0;
        for (Certificate each :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes))) {
            store.setCertificateEntry("certificate-" + count++, each);
        }
        return store;
    }

    /** Every JDK's implementation of the one kind reads the other as well. */
    private static KeyStore keystore(byte[] bytes, @Nullable String password)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(bytes), characters(password));
        return store;
    }

    private static char @Nullable [] characters(@Nullable String password) {
        return password == null ? null : password.toCharArray();
    }

    private static boolean hasCertificate(KeyStore store) throws KeyStoreException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isCertificateEntry(alias)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasKey(KeyStore store) throws KeyStoreException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return words;
    }
}
