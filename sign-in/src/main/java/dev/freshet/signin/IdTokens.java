package dev.freshet.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.freshet.oauth.AuthorizationServerMetadata;
import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether an ID token is to be believed. Safe for use by many threads.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation">OpenID Connect Core, section
 *     3.1.3.7</a>
 */
final class IdTokens {

    static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    private static final int LONGEST = 1 << 16;

    /** Signatures that nobody but the provider can make. HMAC is none, and none is none at all. */
    private static final Set<JWSAlgorithm> SIGNATURES = signatures();

    private final String clientId;
    private final ProviderKeys keys;
    private final InstantSource time;
    private final JsonProvider json = JsonProvider.provider();
    private final DefaultJWSVerifierFactory verifiers = new DefaultJWSVerifierFactory();

    IdTokens(String clientId, ProviderKeys keys, InstantSource time) {
        this.clientId = clientId;
        this.keys = keys;
        this.time = time;
    }

    private static Set<JWSAlgorithm> signatures() {
        Set<JWSAlgorithm> all = new HashSet<>(JWSAlgorithm.Family.RSA);
        all.addAll(List.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512));
        return Set.copyOf(all);
    }

    /**
     * The claims of an ID token that came with an access token, after all has been looked at.
     *
     * @param nonce that of the authorization request
     * @throws dev.freshet.oauth.DiscoveryException if the provider's keys cannot be had
     */
    IdTokenClaims validated(String token, AuthorizationServerMetadata provider, String nonce, String accessToken)
            throws IdTokenException {
        SignedJWT jwt = parsed(token);
        JWSHeader header = jwt.getHeader();
        check(
                SIGNATURES.contains(header.getAlgorithm()) && isOffered(provider, header.getAlgorithm()),
                "it is signed by " + header.getAlgorithm() + ", which this provider is not known to use");
        check(isSigned(jwt, required(provider.jwksUri(), "jwks-uri")), "its signature is not that of the provider");
        JWTClaimsSet claims = claims(jwt);
        checkIssuerAndAudience(claims, provider);
        checkTimes(claims);
        check(nonce.equals(text(claims, "nonce")), "its nonce is not that of the request");
        String hash = text(claims, "at_hash");
        check(
                hash == null || Randoms.same(hash, atHash(header.getAlgorithm(), accessToken)),
                "it belongs to another access token");
        return read(token);
    }

    /**
     * The claims of an ID token that came from the token endpoint itself, which vouches for it, in a refresh: of this issuer
     * and client, for the same user.
     */
    IdTokenClaims known(String token, String issuer, String subject) throws IdTokenException {
        JWTClaimsSet claims = claims(parsed(token));
        check(issuer.equals(claims.getIssuer()), "it is of another issuer");
        check(claims.getAudience().contains(clientId), "it is for another client");
        check(subject.equals(claims.getSubject()), "it is of another user");
        return read(token);
    }

    private static SignedJWT parsed(String token) throws IdTokenException {
        check(token.length() <= LONGEST, "it is too long");
        try {
            return SignedJWT.parse(token);
        } catch (ParseException e) {
            throw new IdTokenException("it is no signed JWT");
        }
    }

    /** A provider that does not say how it signs may sign in any of these ways. */
    private static boolean isOffered(AuthorizationServerMetadata provider, JWSAlgorithm algorithm) {
        List<String> offered = provider.idTokenSigningAlgorithms();
        return offered.isEmpty() || offered.contains(algorithm.getName());
    }

    private boolean isSigned(SignedJWT jwt, URI jwksUri) throws IdTokenException {
        JWKMatcher matcher = JWKMatcher.forJWSHeader(jwt.getHeader());
        try {
            for (JWK key : keys.select(jwksUri, new JWKSelector(matcher))) {
                if (key instanceof AsymmetricJWK asymmetric
                        && jwt.verify(verifiers.createJWSVerifier(jwt.getHeader(), asymmetric.toPublicKey()))) {
                    return true;
                }
            }
            return false;
        } catch (JOSEException e) {
            throw new IdTokenException(
                    "its signature cannot be checked: " + e.getClass().getSimpleName());
        }
    }

    private static JWTClaimsSet claims(SignedJWT jwt) throws IdTokenException {
        try {
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            check(claims.getSubject() != null && !claims.getSubject().isBlank(), "it names no subject");
            return claims;
        } catch (ParseException e) {
            throw new IdTokenException("its claims are no JSON object");
        }
    }

    private void checkIssuerAndAudience(JWTClaimsSet claims, AuthorizationServerMetadata provider)
            throws IdTokenException {
        check(
                provider.issuer() != null && provider.issuer().equals(claims.getIssuer()),
                "it is of another issuer than " + provider.issuer());
        check(claims.getAudience().contains(clientId), "it is for another client");
        String party = text(claims, "azp");
        check(party == null || party.equals(clientId), "it was issued to another client");
        check(
                claims.getAudience().size() == 1 || party != null,
                "it is for several clients, and does not say for whom");
    }

    private void checkTimes(JWTClaimsSet claims) throws IdTokenException {
        Instant now = time.instant();
        Date expires = claims.getExpirationTime();
        Date issued = claims.getIssueTime();
        Date notBefore = claims.getNotBeforeTime();
        check(expires != null && now.isBefore(expires.toInstant().plus(CLOCK_SKEW)), "it has expired");
        check(issued != null && !isAhead(now, issued), "it was issued in the future, or does not say when");
        check(notBefore == null || !isAhead(now, notBefore), "it is not valid yet");
    }

    private static boolean isAhead(Instant now, Date date) {
        return date.toInstant().isAfter(now.plus(CLOCK_SKEW));
    }

    /** The left half of the hash that belongs to the signature. */
    private static String atHash(JWSAlgorithm algorithm, String accessToken) {
        String name = algorithm.getName();
        byte[] hash = Randoms.digest("SHA-" + name.substring(name.length() - 3), accessToken);
        return Randoms.base64(Arrays.copyOf(hash, hash.length / 2));
    }

    private IdTokenClaims read(String token) throws IdTokenException {
        String payload = token.split("\\.")[1];
        try (JsonReader reader = json.createReader(
                new StringReader(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8)))) {
            return new IdTokenClaims(reader.readObject());
        } catch (JsonException | IllegalArgumentException e) {
            throw new IdTokenException("its claims are no JSON object");
        }
    }

    private static @Nullable String text(JWTClaimsSet claims, String name) throws IdTokenException {
        try {
            return claims.getStringClaim(name);
        } catch (ParseException e) {
            throw new IdTokenException("its " + name + " is no text");
        }
    }

    private static URI required(@Nullable URI address, String property) throws IdTokenException {
        if (address == null) {
            throw new IdTokenException("the provider names no keys; write " + property);
        }
        return address;
    }

    private static void check(boolean holds, String otherwise) throws IdTokenException {
        if (!holds) {
            throw new IdTokenException(otherwise);
        }
    }
}
