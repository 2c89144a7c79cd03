package dev.freshet.jakarta.config;

import dev.freshet.oauth.ClientAssertions;
import dev.freshet.oauth.ClientAssertions.KeyOptions;
import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.SecretFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads how a client authenticates. A secret or a key may be in a file, which is read again with each token request. */
final class AuthenticationReader {

    private static final String BASIC = "client_secret_basic";
    private static final String POST = "client_secret_post";
    private static final String SECRET_JWT = "client_secret_jwt";
    private static final String KEY_JWT = "private_key_jwt";
    private static final String TLS = "tls_client_auth";
    private static final String SELF_SIGNED_TLS = "self_signed_tls_client_auth";
    private static final String NONE = "none";

    private final ClientProperties properties;
    private final Set<String> warnings;

    AuthenticationReader(ClientProperties properties, Set<String> warnings) {
        this.properties = properties;
        this.warnings = warnings;
    }

    /** Null if there is a problem that says why. */
    @Nullable
    ClientAuthentication read() {
        String id = properties.required(Key.CLIENT_ID, "the id that the authorization server gave this client");
        String secret = properties.text(Key.CLIENT_SECRET);
        String key = properties.text(Key.CLIENT_KEY);
        String way = properties.choice(
                Key.CLIENT_AUTHENTICATION,
                List.of(BASIC, POST, SECRET_JWT, KEY_JWT, TLS, SELF_SIGNED_TLS, NONE),
                key != null ? KEY_JWT : secret == null ? NONE : BASIC);
        if (way.equals(NONE)) {
            if (secret != null) {
                properties.problem(
                        Key.CLIENT_AUTHENTICATION, "is none, but there is a client-secret: remove one of the two");
            }
            return id == null ? null : new ClientAuthentication.None(id);
        }
        if (way.equals(TLS) || way.equals(SELF_SIGNED_TLS)) {
            return byCertificate(id, secret, way);
        }
        if (way.equals(KEY_JWT)) {
            if (key == null) {
                properties.missing(Key.CLIENT_KEY, "the private key, a JWK or PEM, or file: and the path of one");
            }
            return id == null || key == null ? null : byKey(id, key);
        }
        if (secret == null) {
            properties.missing(Key.CLIENT_SECRET, "the secret, or client-authentication=none for a public client");
        }
        return id == null || secret == null ? null : bySecret(id, secret, way);
    }

    private @Nullable ClientAuthentication byCertificate(@Nullable String id, @Nullable String secret, String way) {
        if (secret != null) {
            properties.problem(
                    Key.CLIENT_AUTHENTICATION, "is " + way + ", but there is a client-secret: remove one of the two");
        }
        if (properties.text(Key.KEYSTORE) == null) {
            warnings.add("FRESHET-0170: " + Key.CLIENT_AUTHENTICATION.of(properties.client()) + " is " + way
                    + ", but there is no certificate to present: write " + Key.KEYSTORE.of(properties.client())
                    + ", unless there is a bean of type SSLContext with @OAuth2Client(\"" + properties.client()
                    + "\")");
        }
        return id == null ? null : new ClientAuthentication.Certificate(id);
    }

    private @Nullable ClientAuthentication bySecret(String id, String secret, String way) {
        if (way.equals(SECRET_JWT)) {
            String algorithm = properties.text(Key.CLIENT_ASSERTION_ALGORITHM);
            String audience = properties.text(Key.CLIENT_ASSERTION_AUDIENCE);
            return signing(way)
                    .map(assertions -> of(
                            Key.CLIENT_SECRET,
                            id,
                            secret,
                            bytes -> new ClientAuthentication.ClientSecretJwt(
                                    id, assertions.ofSecret(SecretFile.text(bytes), algorithm), audience)))
                    .orElse(null);
        }
        return of(
                Key.CLIENT_SECRET,
                id,
                secret,
                bytes -> way.equals(POST)
                        ? new ClientAuthentication.ClientSecretPost(id, SecretFile.text(bytes))
                        : new ClientAuthentication.ClientSecretBasic(id, SecretFile.text(bytes)));
    }

    private @Nullable ClientAuthentication byKey(String id, String key) {
        KeyOptions options = keyOptions(properties);
        String audience = properties.text(Key.CLIENT_ASSERTION_AUDIENCE);
        return signing(KEY_JWT)
                .map(assertions -> of(
                        Key.CLIENT_KEY,
                        id,
                        key,
                        bytes ->
                                new ClientAuthentication.PrivateKeyJwt(id, assertions.ofKey(bytes, options), audience)))
                .orElse(null);
    }

    static KeyOptions keyOptions(ClientProperties properties) {
        return new KeyOptions(
                properties.text(Key.CLIENT_KEY_ID),
                properties.text(Key.CLIENT_KEY_PASSWORD),
                properties.text(Key.CLIENT_ASSERTION_ALGORITHM));
    }

    private Optional<ClientAssertions> signing(String way) {
        Optional<ClientAssertions> found = ClientAssertions.find();
        if (found.isEmpty()) {
            properties.problem(
                    Key.CLIENT_AUTHENTICATION,
                    "is " + way
                            + ", for which something has to be signed: add the dependency dev.freshet:freshet-jose");
        }
        return found;
    }

    private @Nullable ClientAuthentication of(
            Key key, String id, String text, Function<byte[], ClientAuthentication> make) {
        if (ClientProperties.isFile(text)) {
            Path file = properties.file(key, text);
            return file == null ? null : changing(key, id, new SecretFile(file).as(make));
        }
        try {
            return make.apply(text.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            properties.problem(key, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** What cannot be read yet stops nothing: a mounted file may come later. */
    private ClientAuthentication changing(Key key, String id, Supplier<ClientAuthentication> now) {
        ClientAuthentication changing = new ClientAuthentication.Changing(id, now);
        try {
            changing.current();
        } catch (UncheckedIOException | IllegalArgumentException | IllegalStateException e) {
            warnings.add("FRESHET-0155: " + key.of(properties.client()) + " is of no use yet: " + e.getMessage()
                    + ". It is read again with each token request");
        }
        return changing;
    }
}
