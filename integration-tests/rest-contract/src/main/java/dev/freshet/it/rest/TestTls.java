package dev.freshet.it.rest;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Objects;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server's key for the name {@code parts.example}, and the private trust store of those who know it. */
final class TestTls {

    /** Lets the name of the certificate stand for loopback. */
    static final HostnameVerifier LOOPBACK = (host, session) -> host.equals("127.0.0.1");

    private static final char[] PASSWORD = "for-tests-only".toCharArray();

    private TestTls() {}

    private static KeyStore keys() throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = TestTls.class.getResourceAsStream("parts.p12")) {
            keys.load(Objects.requireNonNull(file), PASSWORD);
        }
        return keys;
    }

    static SSLContext ofServer() throws GeneralSecurityException, IOException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys(), PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        return tls;
    }

    static KeyStore trustStore() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("parts", keys().getCertificate("parts"));
        return trusted;
    }
}
