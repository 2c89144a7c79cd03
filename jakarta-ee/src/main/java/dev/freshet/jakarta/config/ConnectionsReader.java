package dev.freshet.jakarta.config;

import dev.freshet.oauth.Connections;
import dev.freshet.oauth.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how the requests of a client get to its authorization server. */
final class ConnectionsReader {

    private static final Pattern PROXY = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):(\\d{1,5})");

    private final ClientProperties properties;
    private final Set<String> warnings;

    ConnectionsReader(ClientProperties properties, Set<String> warnings) {
        this.properties = properties;
        this.warnings = warnings;
    }

    Connections read() {
        Connections connections = proxied(tls(Connections.DEFAULT));
        return properties.text(Key.CONNECT_TIMEOUT) == null
                ? connections
                : connections.withConnectTimeout(properties.timeout(Key.CONNECT_TIMEOUT, Duration.ofSeconds(5)));
    }

    private Connections tls(Connections connections) {
        TlsFiles files = TlsFiles.JVM;
        Path trusted = file(Key.TRUSTSTORE, Key.TRUSTSTORE_PASSWORD);
        if (trusted != null) {
            String password = properties.text(Key.TRUSTSTORE_PASSWORD);
            look(Key.TRUSTSTORE, files.trusting(trusted, password));
            files = files.trusting(trusted, password);
        }
        Path presented = file(Key.KEYSTORE, Key.KEYSTORE_PASSWORD);
        if (presented != null) {
            String password = properties.text(Key.KEYSTORE_PASSWORD);
            look(Key.KEYSTORE, files.presenting(presented, password));
            files = files.presenting(presented, password);
        }
        return trusted == null && presented == null ? connections : connections.withTls(files);
    }

    private @Nullable Path file(Key key, Key password) {
        String text = properties.text(key);
        if (text == null && properties.text(password) != null) {
            properties.missing(key, "the file that " + password.text() + " is for, or remove the password");
        }
        return properties.file(key, text);
    }

    /** What cannot be read yet stops nothing: a mounted file may come later. */
    private void look(Key key, TlsFiles files) {
        try {
            files.get();
        } catch (RuntimeException e) {
            warnings.add("FRESHET-0155: " + key.of(properties.client()) + " is of no use yet: " + e.getMessage()
                    + ". It is read again with each request");
        }
    }

    private Connections proxied(Connections connections) {
        String text = properties.text(Key.PROXY);
        if (text == null) {
            return connections;
        }
        if (text.equals("none")) {
            return connections.withoutProxy();
        }
        Matcher proxy = PROXY.matcher(text);
        try {
            if (proxy.matches()) {
                return connections.withProxy(proxy.group(1), Integer.parseInt(proxy.group(2)));
            }
        } catch (IllegalArgumentException e) {
            // reported below, as any other text that names no proxy
        }
        // The text stays out of the message: somebody may have tried to write a password.
        properties.problem(Key.PROXY, "names no proxy: write host:port, such as proxy.example:3128, or none");
        return connections;
    }
}
