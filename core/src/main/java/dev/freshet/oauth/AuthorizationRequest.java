package dev.freshet.oauth;

import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request to the authorization endpoint for a code, always with PKCE by {@code S256}. A browser carries it there.
 * Immutable; {@code toString} shows no secret.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1">RFC 6749, section 4.1.1</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7636#section-4.3">RFC 7636, section 4.3</a>
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest">OpenID Connect Core, section 3.1.2.1</a>
 */
public final class AuthorizationRequest {

    private static final String PROMPT = "prompt";

    private static final Set<String> OWN = Set.of(
            "response_type",
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "nonce",
            "code_challenge",
            "code_challenge_method",
            PROMPT,
            "login_hint",
            "id_token_hint");

    private final Map<String, String> parameters;

    private AuthorizationRequest(Builder builder) {
        CodeVerifier verifier = Objects.requireNonNull(builder.codeVerifier, "codeVerifier");
        Map<String, String> all = new LinkedHashMap<>();
        all.put("response_type", "code");
        all.put("client_id", builder.clientId);
        all.put("redirect_uri", builder.redirectUri);
        all.putAll(builder.given);
        all.put("code_challenge", verifier.challenge());
        all.put("code_challenge_method", "S256");
        all.putAll(builder.more);
        this.parameters = all;
    }

    /**
     * Begins a request.
     *
     * @param redirectUri where the answer shall go: to the byte the one that the token request will name
     */
    public static Builder of(String clientId, String redirectUri) {
        return new Builder(clientId, redirectUri);
    }

    /** Whether a request sets this parameter itself, so that it cannot be added. */
    public static boolean sets(String parameter) {
        return OWN.contains(parameter);
    }

    /**
     * The address that a browser is sent to.
     *
     * @param authorizationEndpoint absolute; a query that it has is kept
     * @throws IllegalArgumentException if it is no absolute HTTP address or has a fragment
     */
    public URI at(URI authorizationEndpoint) {
        if (!BoundedHttp.isAddress(authorizationEndpoint) || authorizationEndpoint.getRawFragment() != null) {
            throw new IllegalArgumentException("The authorization endpoint must be an absolute address without a "
                    + "fragment such as https://identity.example/oauth2/v1/authorize, but is " + authorizationEndpoint);
        }
        String query = authorizationEndpoint.getRawQuery();
        String separator = query == null ? "?" : query.isEmpty() ? "" : "&";
        return URI.create(authorizationEndpoint + separator + BoundedHttp.encoded(parameters));
    }

    @Override
    public String toString() {
        return "AuthorizationRequest[" + parameters.get("client_id") + ", scope=" + parameters.get("scope")
                + ", prompt=" + parameters.get(PROMPT) + "]";
    }

    /** Collects a request. Not safe for use by several threads. */
    public static final class Builder {

        private final String clientId;
        private final String redirectUri;
        private final Map<String, String> given = new LinkedHashMap<>();
        private final Map<String, String> more = new LinkedHashMap<>();
        private @Nullable CodeVerifier codeVerifier;

        private Builder(String clientId, String redirectUri) {
            this.clientId = Objects.requireNonNull(clientId, "clientId");
            this.redirectUri = Objects.requireNonNull(redirectUri, "redirectUri");
        }

        /** The secret that the token request will name. Required. */
        public Builder codeVerifier(CodeVerifier verifier) {
            this.codeVerifier = verifier;
            return this;
        }

        /** The scope to ask for, space-separated. Default: none, which means the server's choice. */
        public Builder scope(@Nullable String scope) {
            return put("scope", scope);
        }

        /** What the answer must bring back unchanged. */
        public Builder state(@Nullable String state) {
            return put("state", state);
        }

        /** What the ID token must hold. */
        public Builder nonce(@Nullable String nonce) {
            return put("nonce", nonce);
        }

        /**
         * What the user may be asked: {@code none}, or some of {@code login}, {@code consent} and
         * {@code select_account}, space-separated.
         *
         * @throws IllegalArgumentException if {@code none} is not alone
         */
        public Builder prompt(@Nullable String prompt) {
            List<String> values = prompt == null ? List.of() : Arrays.asList(prompt.split(" "));
            if (values.contains("none") && values.size() > 1) {
                throw new IllegalArgumentException("prompt=none must stand alone, but is '" + prompt + "'");
            }
            return put(PROMPT, prompt);
        }

        /** Who is expected to sign in, as the server knows them. */
        public Builder loginHint(@Nullable String hint) {
            return put("login_hint", hint);
        }

        /** An ID token of who is expected to be signed in. */
        public Builder idTokenHint(@Nullable String idToken) {
            return put("id_token_hint", idToken);
        }

        /**
         * One more parameter, such as {@code audience}.
         *
         * @throws IllegalArgumentException if this request has a method for it, or sets it itself
         */
        public Builder parameter(String name, String value) {
            if (sets(name)) {
                throw new IllegalArgumentException("'" + name + "' is no parameter to be added: the request sets it");
            }
            more.put(name, value);
            return this;
        }

        private Builder put(String name, @Nullable String value) {
            if (value == null) {
                given.remove(name);
            } else {
                given.put(name, value);
            }
            return this;
        }

        /** @throws NullPointerException if there is no code verifier */
        public AuthorizationRequest build() {
            return new AuthorizationRequest(this);
        }
    }
}
