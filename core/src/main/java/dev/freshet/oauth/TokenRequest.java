package dev.freshet.oauth;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request to the token endpoint, one type for each grant type. Immutable; {@code toString} shows no secret.
 *
 * <p>{@code redirect_uri} is no parameter of a refresh request in RFC 6749, but some providers ask for it; it is sent
 * where it is given.
 */
public sealed interface TokenRequest {

    /** The parameters of the message in the order they are sent, {@code grant_type} first. They hold secrets. */
    Map<String, String> parameters();

    /** What in this request must never be shown. */
    Set<String> secrets();

    /** A hash of all parameters: the same for the same request, and free of secrets. */
    default String hash() {
        return RefreshToken.sha256(parameters().toString());
    }

    /**
     * Asks for a new access token with a refresh token.
     *
     * @param scope space-separated; null to ask for the scope of the original grant
     * @param redirectUri null unless the provider asks for it
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749, section 6</a>
     */
    record Refresh(
            RefreshToken refreshToken,
            @Nullable String scope,
            @Nullable String redirectUri) implements TokenRequest {

        public Refresh {
            Objects.requireNonNull(refreshToken, "refreshToken");
        }

        @Override
        public Map<String, String> parameters() {
            Map<String, String> parameters = parametersOf("refresh_token");
            putIfGiven(parameters, "redirect_uri", redirectUri);
            putIfGiven(parameters, "scope", scope);
            parameters.put("refresh_token", refreshToken.value());
            return parameters;
        }

        @Override
        public Set<String> secrets() {
            return Set.of(refreshToken.value());
        }
    }

    /**
     * Asks for the first tokens with the code that the authorization endpoint has answered. A code is good for one request:
     * this one is never sent again.
     *
     * @param redirectUri to the byte what the authorization request named; null only if it named none
     * @param codeVerifier null only if the authorization request had no challenge
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3">RFC 6749, section 4.1.3</a>
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7636#section-4.5">RFC 7636, section 4.5</a>
     */
    record AuthorizationCode(
            String code,
            @Nullable String redirectUri,
            @Nullable CodeVerifier codeVerifier) implements TokenRequest {

        /** @throws IllegalArgumentException if the code is blank */
        public AuthorizationCode {
            if (code.isBlank()) {
                throw new IllegalArgumentException("An authorization code must not be blank");
            }
        }

        @Override
        public Map<String, String> parameters() {
            Map<String, String> parameters = parametersOf("authorization_code");
            parameters.put("code", code);
            putIfGiven(parameters, "redirect_uri", redirectUri);
            putIfGiven(parameters, "code_verifier", codeVerifier == null ? null : codeVerifier.value());
            return parameters;
        }

        @Override
        public Set<String> secrets() {
            return codeVerifier == null ? Set.of(code) : new HashSet<>(List.of(code, codeVerifier.value()));
        }

        @Override
        public String toString() {
            return "AuthorizationCode[redirectUri=" + redirectUri + "]";
        }
    }

    /**
     * Asks for an access token with nothing but the client's own credentials.
     *
     * @param scope space-separated; null for the server's default
     * @param redirectUri null unless the provider asks for it
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4">RFC 6749, section 4.4</a>
     */
    record ClientCredentials(
            @Nullable String scope, @Nullable String redirectUri) implements TokenRequest {

        @Override
        public Map<String, String> parameters() {
            Map<String, String> parameters = parametersOf("client_credentials");
            putIfGiven(parameters, "scope", scope);
            putIfGiven(parameters, "redirect_uri", redirectUri);
            return parameters;
        }

        @Override
        public Set<String> secrets() {
            return Set.of();
        }
    }

    /**
     * Asks for tokens with a user's name and password. Legacy: OAuth 2.1 leaves it out, and the user's password passes
     * through the application.
     *
     * @param scope space-separated; null for the server's default. Many providers add a refresh token only for
     *     {@code offline_access}.
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.3">RFC 6749, section 4.3</a>
     */
    record Password(
            String username, String password, @Nullable String scope) implements TokenRequest {

        public Password {
            Objects.requireNonNull(username, "username");
            Objects.requireNonNull(password, "password");
        }

        @Override
        public Map<String, String> parameters() {
            Map<String, String> parameters = parametersOf("password");
            parameters.put("username", username);
            parameters.put("password", password);
            putIfGiven(parameters, "scope", scope);
            return parameters;
        }

        @Override
        public Set<String> secrets() {
            return Set.of(password);
        }

        @Override
        public String toString() {
            return "Password[scope=" + scope + "]";
        }
    }

    /**
     * Asks for a token for another service in exchange for a token of a user, who stays the one it speaks for.
     *
     * @param subjectToken the token to be exchanged
     * @param subjectTokenType what it is, as a URI such as {@link #ACCESS_TOKEN}
     * @param requestedTokenType what is wanted; null for the server's choice
     * @param audience the name of the service that the token is for, or null
     * @param resource the address of that service, or null
     * @param scope space-separated; null for the server's choice
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8693#section-2.1">RFC 8693, section 2.1</a>
     */
    record TokenExchange(
            String subjectToken,
            String subjectTokenType,
            @Nullable String requestedTokenType,
            @Nullable String audience,
            @Nullable String resource,
            @Nullable String scope)
            implements TokenRequest {

        /** An OAuth 2.0 access token. */
        public static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

        /** @throws IllegalArgumentException if the token or its type is blank */
        public TokenExchange {
            if (subjectToken.isBlank() || subjectTokenType.isBlank()) {
                throw new IllegalArgumentException("A subject token and its type must not be blank");
            }
        }

        @Override
        public Map<String, String> parameters() {
            Map<String, String> parameters = parametersOf("urn:ietf:params:oauth:grant-type:token-exchange");
            putIfGiven(parameters, "audience", audience);
            putIfGiven(parameters, "resource", resource);
            putIfGiven(parameters, "scope", scope);
            putIfGiven(parameters, "requested_token_type", requestedTokenType);
            parameters.put("subject_token_type", subjectTokenType);
            parameters.put("subject_token", subjectToken);
            return parameters;
        }

        @Override
        public Set<String> secrets() {
            return Set.of(subjectToken);
        }

        @Override
        public String toString() {
            return "TokenExchange[audience=" + audience + ", resource=" + resource + ", scope=" + scope + "]";
        }
    }

    /**
     * Asks for an access token with a signed statement that somebody else has made about who it shall speak for.
     *
     * @param assertion a JWT
     * @param scope space-separated; null for the server's choice
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-2.1">RFC 7523, section 2.1</a>
     */
    record JwtBearer(String assertion, @Nullable String scope) implements TokenRequest {

        /** @throws IllegalArgumentException if the assertion is blank */
        public JwtBearer {
            if (assertion.isBlank()) {
                throw new IllegalArgumentException("An assertion must not be blank");
            }
        }

        @Override
        public Map<String, String> parameters() {
            Map<String, String> parameters = parametersOf("urn:ietf:params:oauth:grant-type:jwt-bearer");
            putIfGiven(parameters, "scope", scope);
            parameters.put("assertion", assertion);
            return parameters;
        }

        @Override
        public Set<String> secrets() {
            return Set.of(assertion);
        }

        @Override
        public String toString() {
            return "JwtBearer[scope=" + scope + "]";
        }
    }

    private static Map<String, String> parametersOf(String grantType) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("grant_type", grantType);
        return parameters;
    }

    private static void putIfGiven(Map<String, String> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }
}
