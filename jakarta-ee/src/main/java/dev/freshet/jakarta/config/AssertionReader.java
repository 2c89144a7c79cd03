package dev.freshet.jakarta.config;

import dev.freshet.oauth.ClientAssertion;
import dev.freshet.oauth.ClientAssertions;
import dev.freshet.oauth.SecretFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads where the assertions of a grant come from: a file that somebody else writes, a bean of the application, or a
 * key that signs them here.
 */
final class AssertionReader {

    private static final String BEAN = "bean";

    private final ClientProperties properties;

    AssertionReader(ClientProperties properties) {
        this.properties = properties;
    }

    /** Null if there is a problem that says why. */
    @Nullable
    Supplier<String> read() {
        String assertion = properties.text(Key.ASSERTION);
        String key = properties.text(Key.CLIENT_KEY);
        if (assertion == null && key != null) {
            return signed(key);
        }
        if (BEAN.equals(assertion)) {
            return new BeanAssertions(properties.client());
        }
        if (assertion == null) {
            properties.missing(
                    Key.ASSERTION,
                    "where the JWT is, such as file:/run/secrets/tokens/parts, or "
                            + Key.CLIENT_KEY.of(properties.client())
                            + " to have it signed here, or bean to ask a bean of type AssertionSource");
        }
        Path file = properties.file(Key.ASSERTION, assertion);
        return file == null ? null : new SecretFile(file);
    }

    private @Nullable Supplier<String> signed(String key) {
        ClientAssertions signing = ClientAssertions.find().orElse(null);
        if (signing == null) {
            properties.problem(
                    Key.CLIENT_KEY, "is to sign assertions, for which dev.freshet:freshet-jose has to be added");
            return null;
        }
        Supplier<ClientAssertion> signer = signer(key, signing);
        ClientAssertion.Claims claims = claims();
        return signer == null || claims == null ? null : () -> signer.get().signed(claims, Instant.now());
    }

    private @Nullable Supplier<ClientAssertion> signer(String key, ClientAssertions signing) {
        ClientAssertions.KeyOptions options = AuthenticationReader.keyOptions(properties);
        if (ClientProperties.isFile(key)) {
            Path file = properties.file(Key.CLIENT_KEY, key);
            return file == null ? null : new SecretFile(file).as(bytes -> signing.ofKey(bytes, options));
        }
        try {
            ClientAssertion signer = signing.ofKey(key.getBytes(StandardCharsets.UTF_8), options);
            return () -> signer;
        } catch (IllegalArgumentException e) {
            properties.problem(Key.CLIENT_KEY, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private ClientAssertion.@Nullable Claims claims() {
        String issuer = or(Key.ASSERTION_ISSUER, properties.text(Key.CLIENT_ID));
        String audience = or(Key.ASSERTION_AUDIENCE, or(Key.TOKEN_ENDPOINT, properties.text(Key.ISSUER)));
        return issuer == null || audience == null // both of which are problems of their own
                ? null
                : new ClientAssertion.Claims(
                        issuer,
                        Objects.requireNonNull(or(Key.ASSERTION_SUBJECT, issuer)),
                        audience,
                        properties.text(Key.SCOPE));
    }

    private @Nullable String or(Key key, @Nullable String otherwise) {
        String text = properties.text(key);
        return text == null ? otherwise : text;
    }
}
