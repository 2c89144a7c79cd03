package dev.freshet.it.messages;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A certificate of 127.0.0.1 with its key, made by the JDK's keytool, signed by itself, and good for two days. */
record Certificate(String name, Path keystore, X509Certificate certificate) {

    static final String PASSWORD = "s3cr3t-of-keystore";

    static Certificate make(Path directory, String name) throws Exception {
        Path keystore = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keystore.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IllegalStateException("keytool made no certificate");
        }
        return new Certificate(name, keystore, (X509Certificate) load(keystore).getCertificate(name));
    }

    private static KeyStore load(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    /** A file of what others need to trust it: of the kind PEM, PKCS12 or JKS. */
    Path trusted(String kind) throws GeneralSecurityException, IOException {
        Path file = keystore.resolveSibling(name + "-trusted-" + kind);
        if (kind.equals("PEM")) {
            String text = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
            return Files.writeString(
                    file, "# " + name + "\n-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            truststore(kind).store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private KeyStore truststore(String kind) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(kind);
        store.load(null, null);
        store.setCertificateEntry(name, certificate);
        return store;
    }

    /** The context of a server with this certificate, which trusts clients with that one. */
    SSLContext serving(@Nullable Certificate client) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(load(keystore), PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((client == null ? this : client).truststore("PKCS12"));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
