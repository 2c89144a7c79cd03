package dev.freshet.jakarta.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The properties of a client: {@code freshet.<client>.<key>}. What is said of each here is what
 * {@code docs/configuration.md} says; that file is made from this one.
 *
 * <p>To add a property: write a constant beside those it is used with, in one of the groups; its default as it would be
 * written in a configuration, in backticks, or else a word such as {@code none} or {@code required}; and what it is for.
 * Read it where its record is built, and name the builder call that does the same in {@code BuildersTest}. Then
 * {@code ConfigurationDocumentTest} says how to make the document anew.
 */
enum Key {
    ISSUER(
            Group.SERVER,
            "none",
            "the authorization server, to the character as it names itself; its endpoints are found by it with "
                    + "the first request that needs them, by OpenID Connect or RFC 8414"),
    PROVIDER(
            Group.SERVER,
            "none",
            "what the provider does otherwise than others, by its name: `auth0`, `entra`, `fortellis`, `google`, "
                    + "`keycloak`, `okta`, or a profile of one's own. Each property that is written goes before it: "
                    + "[providers](providers.md)"),
    TOKEN_ENDPOINT(Group.SERVER, "that of the issuer; required without one", "where tokens come from"),
    AUTHORIZATION_ENDPOINT(
            Group.SERVER,
            "that of the issuer",
            "where users sign in; as with the following ones, what is given by hand counts"),
    JWKS_URI(Group.SERVER, "that of the issuer", "where the keys are that ID tokens are signed with"),
    REVOCATION_ENDPOINT(Group.SERVER, "that of the issuer", "where tokens are given back"),
    INTROSPECTION_ENDPOINT(
            Group.SERVER, "that of the issuer", "where `TokenSources.introspect` asks whether a token is still good"),
    END_SESSION_ENDPOINT(Group.SERVER, "that of the issuer", "where users sign out"),
    CLIENT_ID(Group.CLIENT, "required", "who asks"),
    CLIENT_SECRET(
            Group.CLIENT,
            "none",
            "the secret of a confidential client, or `file:` and the path of it: such a file is read with each "
                    + "token request, and once more when the server refuses the client, so that a new secret "
                    + "needs no restart"),
    CLIENT_AUTHENTICATION(
            Group.CLIENT,
            "`client_secret_basic`, without a secret `none`, with a key `private_key_jwt`",
            "`client_secret_basic`, `client_secret_post`, `none`; with `keystore` `tls_client_auth` and "
                    + "`self_signed_tls_client_auth` (RFC 8705); with `freshet-jose` `client_secret_jwt` and "
                    + "`private_key_jwt`"),
    CLIENT_KEY(
            Group.CLIENT,
            "required for `private_key_jwt`",
            "the private key: a JWK or PEM (PKCS #8 or PKCS #1), or `file:` and the path of one or of a "
                    + "keystore (PKCS #12 or JKS), read as a secret in a file is"),
    CLIENT_KEY_ID(Group.CLIENT, "that of a JWK", "how the server knows the key (`kid`), in a keystore its alias"),
    CLIENT_KEY_PASSWORD(Group.CLIENT, "none", "the password of a keystore"),
    CLIENT_ASSERTION_ALGORITHM(
            Group.CLIENT, "`HS256`, `RS256` or what fits the curve", "how assertions are signed, such as `PS256`"),
    CLIENT_ASSERTION_AUDIENCE(Group.CLIENT, "the address it is sent to", "whom assertions name as their reader"),
    TRUSTSTORE(
            Group.CONNECTIONS,
            "that of the JVM",
            "whom to trust: `file:` and the path of certificates in PEM or of a keystore (PKCS #12 or JKS); those, and no "
                    + "others. Read again when it changes"),
    TRUSTSTORE_PASSWORD(Group.CONNECTIONS, "none", "the password of that keystore"),
    KEYSTORE(
            Group.CONNECTIONS,
            "none",
            "the client's certificate and its key, for servers that ask for one (mutual TLS): `file:` and the path of a "
                    + "keystore (PKCS #12 or JKS). Read again when it changes"),
    KEYSTORE_PASSWORD(Group.CONNECTIONS, "none", "the password of that keystore, and of the key in it"),
    PROXY(Group.CONNECTIONS, "that of the JVM", "`host:port` of an HTTP proxy without credentials, or `none`"),
    CONNECT_TIMEOUT(Group.CONNECTIONS, "half of `attempt-timeout`", "how long it may take until there is a connection"),
    TOKEN_PARAMETERS(
            Group.CONNECTIONS,
            "none",
            "names of parameters for each token request, where their values come from the environment alone. "
                    + "`token-parameters.<name>` is the value of one, such as `token-parameters.audience`"),
    TOKEN_HEADERS(
            Group.CONNECTIONS,
            "none",
            "names of headers for each token request and each revocation; `token-headers.<Name>` is the value of one, such "
                    + "as the key of a gateway"),
    GRANT(
            Group.GRANT,
            "`refresh-token` if there is one, else required",
            "where the first token comes from: `refresh-token`, `brought-in` by the "
                    + "[command line](command-line.md), `client-credentials`, `password`, `jwt-bearer` (RFC 7523), "
                    + "`authorization-code` for the tokens of each user, brought in by "
                    + "`TokenSources.authorize`, or `token-exchange` (RFC 8693) for what each user's token of "
                    + "another client is exchanged for"),
    REFRESH_TOKEN(
            Group.GRANT,
            "none",
            "the refresh token to begin with; once it was replaced it is never presented again, also after a "
                    + "restart; a changed value wins"),
    FALLBACK(
            Group.GRANT,
            "`none`",
            "what takes the place of a refresh token that the server refuses: `client-credentials`, `password` or "
                    + "`jwt-bearer`, with the keys of that grant; with `none` the grant ends and an event asks for a "
                    + "sign-in. Its tokens may speak for somebody else, or allow less"),
    USERNAME(Group.GRANT, "required for `password`", "the user's name"),
    PASSWORD(Group.GRANT, "required for `password`", "the user's password"),
    ALLOW_PASSWORD_GRANT(Group.GRANT, "`false`", "`true`: the legacy password grant may be used"),
    SUBJECT_CLIENT(
            Group.GRANT,
            "required for `token-exchange`",
            "the client whose tokens of users are exchanged, one with `grant=authorization-code`: signed in, or "
                    + "by `user-tokens=open-id-context`. What was exchanged ends with the user's grant"),
    AUDIENCE(Group.GRANT, "none: the server's choice", "which service an exchanged token is for, by its name"),
    RESOURCE(Group.GRANT, "none: the server's choice", "which service an exchanged token is for, by its address"),
    REQUESTED_TOKEN_TYPE(
            Group.GRANT, "none: the server's choice", "what an exchange is to bring: `access-token`, `jwt` or a URI"),
    ASSERTION(
            Group.GRANT,
            "signed by `client-key`; required without one for `jwt-bearer`",
            "`file:` and the path of the JWT to present, read with each token request; or `bean`, to ask the bean of "
                    + "type `AssertionSource`"),
    ASSERTION_ISSUER(
            Group.GRANT,
            "that of `client-id`",
            "who says what is signed here, such as the address of a Google service account; there, write "
                    + "`client-authentication=none` too"),
    ASSERTION_SUBJECT(Group.GRANT, "the issuer of the assertion", "whom what is signed here speaks for"),
    ASSERTION_AUDIENCE(
            Group.GRANT, "`token-endpoint`, or else `issuer`", "whom what is signed here names as its reader"),
    SCOPE(Group.GRANT, "none", "what to ask for, such as `offline_access`"),
    REDIRECT_URI(Group.GRANT, "none", "sent with token requests, as Okta and Fortellis ask"),
    USER_TOKENS(
            Group.GRANT,
            "`none`",
            "whose tokens calls for users carry, where no sign-in brings them in: `open-id-context`, those of a "
                    + "login by Jakarta Security's `@OpenIdAuthenticationMechanismDefinition`, refreshed by "
                    + "Freshet (let the container not do it too: `tokenAutoRefresh=false`), or `incoming-token`, "
                    + "the Bearer token that came with the request, as it is and for that request alone"),
    BASE_URI(Group.CALLS, "that of the Rest Client", "where the API is; its origin may get the token"),
    ALLOWED_ORIGINS(
            Group.CALLS,
            "none",
            "more origins that may get the token; any other is an error, never a silent call without one"),
    HEADERS(
            Group.CALLS,
            "none",
            "names of headers for each call, where their values come from the environment alone. "
                    + "`headers.<Name>` is the value of one; in it `{uuid}` is a new one for each request, "
                    + "`{call-uuid}` stays the same when a call is sent again"),
    RETRY(Group.CALLS, "`true`", "`false`: 401s are handed on"),
    REPLAY(
            Group.CALLS,
            "`always`",
            "which refused calls are sent again: `always`, `idempotent` (by their method) or `never`; the token "
                    + "is renewed in any case"),
    REPLAY_LIMIT(Group.CALLS, "`1MiB`", "how long a request body may be to be kept for that"),
    INVALID_TOKEN(Group.CALLS, "`lenient`", "`strict`: a 401 must name `invalid_token`"),
    INVALID_TOKEN_CODES(
            Group.CALLS,
            "none",
            "codes of gateways that do not speak RFC 6750, such as `TOKEN-EXPIRED,INVALID-TOKEN`; a 400, 401 or "
                    + "403 whose body holds one condemns the token. A bean of type `InvalidTokenRule` replaces "
                    + "this key and `invalid-token`"),
    ENABLED(Group.CALLS, "`true`", "`false`: as if Freshet were not there"),
    STORE(
            Group.STORE,
            "`memory`",
            "`file` and `jdbc` keep tokens across restarts and redeployments, `jdbc` for all nodes of a cluster;"
                    + " `bean` is the application's own CDI bean of type `TokenStore`. See [stores](stores.md)"),
    STORE_DIRECTORY(
            Group.STORE,
            "`~/.freshet/<client>-<id>`",
            "where files are kept: on a local disk, readable by the server's user only"),
    DATA_SOURCE(
            Group.STORE,
            "required for `jdbc`",
            "the JNDI name of the data source of the database, such as `java:comp/DefaultDataSource`"),
    STORE_TABLE(Group.STORE, "`freshet_grant`", "the table of `jdbc`, with its schema before a dot if it has one"),
    STORE_CREATE_TABLE(
            Group.STORE,
            "`true`",
            "`false`: the table is not made where it is not there; somebody makes it by the file in "
                    + "`META-INF/freshet/schema` of `freshet-core`"),
    ENCRYPTION_KEY(
            Group.STORE,
            "required for `jdbc`, else none",
            "what tokens are encrypted with in the store: 32 bytes in Base64, as `openssl rand -base64 32` prints "
                    + "them, or `file:` and the path of a file that has them, read whenever it is needed. Several "
                    + "are separated by commas: the first encrypts, all decrypt; `plain` after them lets tokens be read that are not encrypted yet. "
                    + "`none`: tokens are kept as they are"),
    ROTATION(
            Group.REFRESH_TOKENS,
            "`unknown`",
            "whether the server replaces refresh tokens: `rotating`, `persistent`, `retry-safe` (replaced, but "
                    + "the old one may be presented again until the new one is used, as in FAPI 2.0), or "
                    + "`unknown`, treated as rotating; a rotating one in memory is an error"),
    ROTATION_LEEWAY(
            Group.REFRESH_TOKENS,
            "`0s`",
            "for how long a replaced refresh token may be presented again; a request whose answer was lost is "
                    + "repeated within it, and `attempt-timeout` is cut so that two attempts fit, from 21 s on also with the "
                    + "lease of a node that died between them"),
    KEEP_ALIVE(
            Group.REFRESH_TOKENS,
            "off",
            "a grant that was not refreshed for so long is refreshed though nobody asks, so that its refresh "
                    + "token does not die of idleness"),
    REFRESH_MARGIN(
            Group.TIMING,
            "20 % of the lifetime",
            "how long before its end a token is renewed; at most half of its lifetime"),
    CLOCK_SKEW(Group.TIMING, "10 %, at most 30 s", "how long before its end a token is no longer sent"),
    WAIT_TIMEOUT(Group.TIMING, "`30s`", "how long a call waits for a token at most"),
    ATTEMPT_TIMEOUT(Group.TIMING, "`10s`", "how long one token request may take"),
    DEFAULT_LIFETIME(Group.TIMING, "`5m`", "the lifetime of a token whose server names none"),
    SIGN_IN_PROTECTED_PATHS(
            Group.SIGN_IN,
            "none",
            "what only a signed-in user gets: `/orders`, `/api/*` or `*.html`, below the context path, "
                    + "separated by commas"),
    SIGN_IN_BASE(Group.SIGN_IN, "`/sign-in`", "the path of the sign-in itself, below the context path"),
    SIGN_IN_ROLES_CLAIM(
            Group.SIGN_IN,
            "`groups`",
            "the claim of the ID token that has the user's roles; members of members by a slash, such as "
                    + "`realm_access/roles`"),
    SIGN_IN_CLAIMS(
            Group.SIGN_IN, "`sub,name,preferred_username,email`", "what `session()` tells a page of the ID token"),
    SIGN_IN_SILENT_FALLBACK(
            Group.SIGN_IN,
            "`false`",
            "`true`: where a silent sign-in finds that the user has to be asked, `freshet.js` goes to the "
                    + "interactive one by itself, once a minute at most"),
    SIGN_IN_SILENT_TIMEOUT(Group.SIGN_IN, "`10s`", "how long a silent sign-in may take"),
    SIGN_IN_AFTER_SIGN_OUT(
            Group.SIGN_IN, "`/`", "where a user goes after signing out: a path below the context path, or an address"),
    SIGN_IN_TRUSTED_ORIGINS(Group.SIGN_IN, "none", "other origins whose pages may send what changes something"),
    SIGN_IN_OFFLINE_ACCESS(
            Group.SIGN_IN,
            "`true`",
            "`false`: `offline_access` is not asked for; many providers then give no refresh token"),
    SIGN_IN_PROMPT(
            Group.SIGN_IN,
            "none: the provider's choice",
            "what a user is asked, where a sign-in does not say so itself: `login`, `consent` or `select_account`, or "
                    + "several with a blank between"),
    SIGN_IN_PARAMETERS(
            Group.SIGN_IN,
            "none",
            "names of parameters for the address of the provider, where their values come from the environment alone. "
                    + "`sign-in.parameters.<name>` is the value of one, such as `sign-in.parameters.access_type`");

    static final String PREFIX = "freshet.";
    static final String CLIENTS = PREFIX + "clients";

    /** Those below which there are names of the user's own: {@code headers.Request-Id}. */
    static final List<Key> NAMED = List.of(HEADERS, TOKEN_PARAMETERS, TOKEN_HEADERS, SIGN_IN_PARAMETERS);

    private static final String SIGN_IN_PREFIX = "sign-in";

    private final Group group;
    private final String standard;
    private final String words;

    Key(Group group, String standard, String words) {
        this.group = group;
        this.standard = standard;
        this.words = words;
    }

    static List<String> texts() {
        return Arrays.stream(values()).map(Key::text).toList();
    }

    String text() {
        String text = name().toLowerCase(Locale.ROOT).replace('_', '-');
        return isSignIn() ? SIGN_IN_PREFIX + "." + text.substring(SIGN_IN_PREFIX.length() + 1) : text;
    }

    /** Whether this is about signing users in. */
    boolean isSignIn() {
        return group == Group.SIGN_IN;
    }

    /** What one of its names is the name of. */
    String namedThing() {
        return this == HEADERS || this == TOKEN_HEADERS ? "header" : "parameter";
    }

    Group group() {
        return group;
    }

    /** What holds without it, in Markdown. */
    String standard() {
        return standard;
    }

    /** What it is for, in Markdown. */
    String words() {
        return words;
    }

    String of(String client) {
        return PREFIX + client + "." + text();
    }

    /** The name of the environment variable that MicroProfile Config reads for a property. */
    static String environmentForm(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** What belongs together, in the order of the document. */
    enum Group {
        SERVER("The authorization server"),
        CLIENT("The client, and how it authenticates"),
        CONNECTIONS(
                "Connections to the authorization server, and what token requests carry",
                "`truststore`, `keystore`, `proxy` and `connect-timeout` count for all requests of the client to its "
                        + "authorization server: metadata, keys, tokens and their revocation. The first two count for "
                        + "calls of its injected `Client` and `WebTarget` as well, as the files are when that is made; "
                        + "a Rest Client has its own, such as `parts-api/mp-rest/trustStore`. A `@Dependent` bean of type "
                        + "`SSLContext` with `@OAuth2Client(\"parts\")` takes the place of the four keys about TLS"),
        GRANT("The grant"),
        CALLS("Calls"),
        STORE("Where tokens are kept"),
        REFRESH_TOKENS("Refresh tokens"),
        TIMING("Timing"),
        SIGN_IN("Sign-in");

        private final String title;
        private final String words;

        Group(String title) {
            this(title, "");
        }

        Group(String title, String words) {
            this.title = title;
            this.words = words;
        }

        String title() {
            return title;
        }

        /** What is to be said of all of them, in Markdown; empty if there is nothing. */
        String words() {
            return words;
        }
    }
}
