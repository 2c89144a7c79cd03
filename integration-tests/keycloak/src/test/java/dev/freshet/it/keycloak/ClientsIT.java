package dev.freshet.it.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.ClientAssertion;
import dev.freshet.oauth.ClientAssertions;
import dev.freshet.oauth.ClientAssertions.KeyOptions;
import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.ClientAuthentication.ClientSecretBasic;
import dev.freshet.oauth.ClientAuthentication.ClientSecretPost;
import dev.freshet.oauth.Introspection;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.SecretFile;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.Grant;
import dev.freshet.refresh.ProviderProfile;
import dev.freshet.refresh.RefreshPolicy;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.GrantKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole core against Keycloak: what a client gets its tokens for, and how it says who it is. */
@Timeout(180)
class ClientsIT {

    private static final int CALLERS = 8;

    private static ClientRegistration.Builder client(Realm realm, String name, ClientAuthentication authentication) {
        return ClientRegistration.named(name).issuer(realm.issuer().toString()).authentication(authentication);
    }

    /** The second of two tokens, each by a request of its own. */
    private static AccessToken granted(TokenSources sources, String name) {
        TokenSource source = sources.of(name);
        AccessToken first = source.accessToken();
        AccessToken second = source.replacementFor(first);
        assertNotEquals(first, second);
        return second;
    }

    private static String claim(AccessToken token, String name) throws ParseException {
        return SignedJWT.parse(token.value()).getJWTClaimsSet().getStringClaim(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_secret_basic", "client_secret_post"})
    void authenticatesInEachWay(String way) throws ParseException {
        Realm realm = Keycloak.shared().newRealm(Duration.ofSeconds(60));
        ClientRegistration registration = client(
                        realm,
                        "backend",
                        way.endsWith("basic")
                                ? new ClientSecretBasic(Realm.CLIENT_ID, Realm.CLIENT_SECRET)
                                : new ClientSecretPost(Realm.CLIENT_ID, Realm.CLIENT_SECRET))
                .clientCredentials()
                .build();
        try (TokenSources sources = TokenSources.builder().client(registration).build()) {
            assertEquals(Realm.CLIENT_ID, claim(granted(sources, "backend"), "azp"));
        }
        assertEquals(2, realm.events("CLIENT_LOGIN").size());
    }

    @Test
    void beginsWithAPassword() throws ParseException {
        Realm realm = Keycloak.shared().newRealm(Duration.ofSeconds(60));
        ClientRegistration registration = client(
                        realm, "backend", new ClientSecretBasic(Realm.CLIENT_ID, Realm.CLIENT_SECRET))
                .password("alice", "alice")
                .build();
        try (TokenSources sources = TokenSources.builder().client(registration).build()) {
            assertEquals("alice", claim(granted(sources, "backend"), "preferred_username"));
        }
        assertEquals(1, realm.events("LOGIN").size());
        assertEquals(1, realm.events("REFRESH_TOKEN").size());
    }

    @Test
    void refreshesAsAPublicClient() throws ParseException {
        Realm realm = Keycloak.shared().newRealm(Duration.ofSeconds(60));
        realm.newPublicClient("terminal");
        ClientRegistration registration = client(realm, "terminal", new ClientAuthentication.None("terminal"))
                .password("bob", "bob")
                .build();
        try (TokenSources sources = TokenSources.builder().client(registration).build()) {
            AccessToken token = granted(sources, "terminal");
            assertEquals("terminal", claim(token, "azp"));
            assertEquals("bob", claim(token, "preferred_username"));
        }
        assertEquals(1, realm.events("REFRESH_TOKEN").size());
    }

    @Test
    void fallsBackToItsOwnCredentials() throws ParseException {
        Realm realm = Keycloak.shared().newRealm(Duration.ofSeconds(60));
        BlockingQueue<TokenEvent> events = new LinkedBlockingQueue<>();
        ClientRegistration registration = client(
                        realm, "backend", new ClientSecretBasic(Realm.CLIENT_ID, Realm.CLIENT_SECRET))
                .refreshToken(realm.passwordGrant("alice").refreshToken())
                .fallback(new Grant.Direct(new TokenRequest.ClientCredentials(null, null)))
                .build();
        try (TokenSources sources = TokenSources.builder()
                .client(registration)
                .listener(events::add)
                .build()) {
            TokenSource source = sources.of("backend");
            AccessToken before = source.accessToken();
            assertEquals("alice", claim(before, "preferred_username"));
            realm.endSessionsOf("alice");
            assertEquals("service-account-backend", claim(source.replacementFor(before), "preferred_username"));
        }
        assertTrue(events.stream().anyMatch(TokenEvent.FellBack.class::isInstance));
    }

    @Test
    void asksWhetherAGrantIsStillGood() throws ParseException {
        Realm realm = Keycloak.shared().newRealm(Duration.ofSeconds(60));
        ClientRegistration registration = client(
                        realm, "backend", new ClientSecretBasic(Realm.CLIENT_ID, Realm.CLIENT_SECRET))
                .broughtIn()
                .build();
        try (TokenSources sources = TokenSources.builder().client(registration).build()) {
            Tokens tokens = realm.passwordGrant("alice");
            sources.authorize(
                    "backend",
                    GrantKey.APPLICATION,
                    TokenResponse.of(tokens.accessToken(), Duration.ofSeconds(60), tokens.refreshToken()));
            Introspection.Active active =
                    assertInstanceOf(Introspection.Active.class, sources.introspect("backend", GrantKey.APPLICATION));
            assertEquals(claim(sources.of("backend").accessToken(), "sub"), active.subject());
            realm.endSessionsOf("alice");
            assertEquals(new Introspection.Inactive(), sources.introspect("backend", GrantKey.APPLICATION));
        }
    }

    /** Its key signs for a user whom the realm knows by another name. */
    @Test
    void presentsAssertionsOfAnIdentityProvider() throws JOSEException, ParseException {
        Realm realm = Keycloak.shared().newRealm(Duration.ofSeconds(60));
        RSAKey key = new RSAKeyGenerator(2048).generate();
        realm.trust("partner", "https://partner.example", pem(key), Map.of("alice", "user-4711"));
        ClientAssertion signer = ClientAssertions.find()
                .orElseThrow()
                .ofKey(key.toJSONString().getBytes(StandardCharsets.UTF_8), new KeyOptions(null, null, null));
        ClientAssertion.Claims claims = new ClientAssertion.Claims(
                "https://partner.example", "user-4711", realm.issuer().toString(), null);
        ClientRegistration registration = client(
                        realm, "backend", new ClientSecretBasic(Realm.CLIENT_ID, Realm.CLIENT_SECRET))
                .jwtBearer(() -> signer.signed(claims, Instant.now()))
                .build();
        try (TokenSources sources = TokenSources.builder().client(registration).build()) {
            AccessToken token = granted(sources, "backend");
            assertEquals("alice", claim(token, "preferred_username"));
            assertEquals(Realm.CLIENT_ID, claim(token, "azp"));
        }
    }

    private static String pem(RSAKey key) throws JOSEException {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getEncoder().encodeToString(key.toPublicKey().getEncoded()) + "\n-----END PUBLIC KEY-----";
    }

    @Test
    void exchangesTheTokensOfUsers() throws ParseException {
        Realm realm = Keycloak.shared().newRealm(Duration.ofSeconds(60));
        realm.allowTokenExchange();
        try (TokenSources sources = TokenSources.builder()
                .client(client(realm, "login", new ClientSecretBasic(Realm.CLIENT_ID, Realm.CLIENT_SECRET))
                        .perUser()
                        .build())
                .client(client(realm, "parts", new ClientSecretBasic(Realm.RESOURCE_ID, Realm.RESOURCE_SECRET))
                        .tokenExchange("login")
                        .build())
                .build()) {
            for (String user : List.of("alice", "bob")) {
                Tokens login = realm.passwordGrant(user);
                sources.authorize(
                        "login",
                        user,
                        new TokenResponse(
                                login.accessToken(),
                                Duration.ofSeconds(60),
                                new RefreshToken(login.refreshToken()),
                                null,
                                null,
                                null));
                AccessToken exchanged = sources.of("parts", user).accessToken();
                assertNotEquals(login.accessToken(), exchanged.value());
                assertEquals(user, claim(exchanged, "preferred_username"));
                assertEquals(Realm.RESOURCE_ID, claim(exchanged, "azp"));
                assertEquals(exchanged, sources.of("parts", user).accessToken());
            }
            TokenSource alice = sources.of("parts", "alice");
            AccessToken refused = alice.accessToken();
            // The server no longer exchanges it, so that it is refreshed first.
            realm.revoke(sources.of("login", "alice").accessToken().value());
            AccessToken replacement = alice.replacementFor(refused);
            assertNotEquals(refused, replacement);
            assertEquals("alice", claim(replacement, "preferred_username"));
            assertEquals(1, realm.events("REFRESH_TOKEN").size());
        }
    }

    /** The realm lets a refresh token be used once, and ends the session of one that comes again. */
    @Test
    void refreshesWithTheProfileOfKeycloak() throws ParseException {
        Realm realm = Keycloak.shared().newRealm(Duration.ofSeconds(60));
        Tokens login = realm.passwordGrant("alice"); // which asks for no offline_access, as the profile says
        ClientRegistration parts = client(realm, "parts", new ClientSecretBasic(Realm.CLIENT_ID, Realm.CLIENT_SECRET))
                .provider(ProviderProfile.of("keycloak"))
                .refreshToken(login.refreshToken())
                .build();
        try (TokenSources sources = TokenSources.builder().client(parts).build()) {
            TokenSource source = sources.of("parts");
            AccessToken token = source.accessToken();
            for (int refresh = 2; refresh <= 4; refresh++) {
                AccessToken replacement = source.replacementFor(token);
                assertNotEquals(token, replacement);
                token = replacement;
            }
            assertEquals("alice", claim(token, "preferred_username"));
            assertEquals(4, realm.events("REFRESH_TOKEN").size());
            assertEquals(List.of(), realm.events("REFRESH_TOKEN_ERROR"));
        }
        assertNotEquals(
                "Offline",
                SignedJWT.parse(login.refreshToken()).getJWTClaimsSet().getStringClaim("typ"));
    }

    @Test
    void authenticatesByAPrivateKey() throws JOSEException, ParseException {
        Realm realm = Keycloak.shared().newRealm(Duration.ofSeconds(60));
        List<JWK> keys = List.of(
                new RSAKeyGenerator(2048).keyID("rsa").keyUse(KeyUse.SIGNATURE).generate(),
                new ECKeyGenerator(Curve.P_256)
                        .keyID("ec")
                        .keyUse(KeyUse.SIGNATURE)
                        .generate());
        for (JWK key : keys) {
            String name = "by-" + key.getKeyID();
            realm.newClient(
                    name,
                    "client-jwt",
                    "",
                    Map.of(
                            "use.jwks.string",
                            "true",
                            "jwks.string",
                            new JWKSet(key.toPublicJWK()).toString(),
                            "token.endpoint.auth.signing.alg",
                            key.getKeyID().equals("rsa") ? "PS256" : "ES256"));
            ClientAssertion assertions = ClientAssertions.find()
                    .orElseThrow()
                    .ofKey(
                            key.toJSONString().getBytes(StandardCharsets.UTF_8),
                            new KeyOptions(null, null, key.getKeyID().equals("rsa") ? "PS256" : null));
            ClientRegistration registration = client(
                            realm, name, new ClientAuthentication.PrivateKeyJwt(name, assertions, null))
                    .clientCredentials()
                    .build();
            try (TokenSources sources =
                    TokenSources.builder().client(registration).build()) {
                assertEquals(name, claim(granted(sources, name), "azp"));
            }
        }
        assertEquals(List.of(), realm.events("CLIENT_LOGIN_ERROR"));
    }

    @Test
    void authenticatesByAnAssertionWithItsSecret() throws ParseException {
        Realm realm = Keycloak.shared().newRealm(Duration.ofSeconds(60));
        String secret = "0123456789abcdef0123456789abcdef";
        realm.newClient("by-secret", "client-secret-jwt", secret, Map.of());
        ClientAssertion assertions = ClientAssertions.find().orElseThrow().ofSecret(secret, null);
        ClientRegistration registration = client(
                        realm, "by-secret", new ClientAuthentication.ClientSecretJwt("by-secret", assertions, null))
                .clientCredentials()
                .build();
        try (TokenSources sources = TokenSources.builder().client(registration).build()) {
            assertEquals("by-secret", claim(granted(sources, "by-secret"), "azp"));
        }
    }

    /** In the server first, and in the file not before a refresh was refused: every call is served meanwhile. */
    @Test
    void bearsAnotherSecretWithoutAFailedCall(@TempDir Path directory) throws Exception {
        Realm realm = Keycloak.shared().newRealm(Duration.ofSeconds(20));
        Path file = directory.resolve("secret");
        Files.writeString(file, Realm.CLIENT_SECRET);
        BlockingQueue<TokenEvent> events = new LinkedBlockingQueue<>();
        ClientRegistration registration = client(
                        realm,
                        "backend",
                        new ClientAuthentication.Changing(
                                Realm.CLIENT_ID,
                                new SecretFile(file)
                                        .as(bytes -> new ClientSecretBasic(Realm.CLIENT_ID, SecretFile.text(bytes)))))
                .refreshToken(realm.passwordGrant("alice").refreshToken())
                .policy(new RefreshPolicy(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(5)))
                .build();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try (TokenSources sources = TokenSources.builder()
                .client(registration)
                .listener(events::add)
                .build()) {
            TokenSource source = sources.of("backend");
            AtomicBoolean enough = new AtomicBoolean();
            List<Future<Integer>> callers = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                callers.add(threads.submit(() -> calls(realm, source, enough)));
            }
            await(events, TokenEvent.Refreshed.class);
            for (int rotation = 1; rotation <= 2; rotation++) {
                String secret = "another-secret-" + rotation;
                realm.replaceSecret(secret);
                await(events, TokenEvent.RefreshFailed.class);
                replace(file, secret);
                await(events, TokenEvent.Refreshed.class);
            }
            enough.set(true);
            for (Future<Integer> caller : callers) {
                assertTrue(caller.get(30, TimeUnit.SECONDS) > 0);
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(3, realm.events("REFRESH_TOKEN").size());
    }

    /** Calls until it is told to stop; each call has to be accepted. */
    private static int calls(Realm realm, TokenSource source, AtomicBoolean enough) {
        int calls = 0;
        while (!enough.get()) {
            assertEquals(Optional.of("alice"), realm.userOf(source.accessToken().value()));
            calls++;
        }
        return calls;
    }

    /** As those do who mount secrets: whole, at once. */
    private static void replace(Path file, String secret) throws Exception {
        Path next = file.resolveSibling("next");
        Files.writeString(next, secret);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void await(BlockingQueue<TokenEvent> events, Class<? extends TokenEvent> kind) throws Exception {
        TokenEvent event = events.poll(60, TimeUnit.SECONDS);
        while (event != null && !kind.isInstance(event)) {
            event = events.poll(60, TimeUnit.SECONDS);
        }
        assertInstanceOf(kind, event);
    }
}
