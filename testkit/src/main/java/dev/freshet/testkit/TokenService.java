package dev.freshet.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the endpoints of the authorization server do (RFC 6749, sections 4 to 6, RFC 7009, RFC 7662). Thread-safe. */
final class TokenService {

    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    final Clients clients = new Clients();
    final Map<String, String> users = new ConcurrentHashMap<>();
    volatile Duration lifetime = Duration.ofHours(1);
    volatile Duration leeway = Duration.ZERO;
    volatile Rotation rotation = Rotation.ROTATING;

    final IdTokens idTokens = new IdTokens();
    final SignIns signIns;

    private final Authorizations authorizations;
    private final Supplier<String> issuer;
    private final InstantSource time;

    TokenService(Authorizations authorizations, Supplier<String> issuer, InstantSource time) {
        this.authorizations = authorizations;
        this.issuer = issuer;
        this.time = time;
        this.signIns = new SignIns(clients, issuer, time);
    }

    Answer token(RecordedRequest request) {
        return authenticated(request, (client, form) -> switch (form.get("grant_type")) {
            case "authorization_code" -> authorizationCode(client, form);
            case "refresh_token" -> issued(refresh(client, form), Map.of());
            case "client_credentials" -> issued(clientCredentials(client, form), Map.of());
            case "password" -> issued(password(client, form), Map.of());
            case "urn:ietf:params:oauth:grant-type:token-exchange" -> exchange(client, form);
            case "" -> throw Refusal.of("invalid_request", "The parameter grant_type is missing.");
            default -> throw Refusal.of("unsupported_grant_type", "The grant type is not supported.");
        });
    }

    /** A refresh token comes with {@code offline_access}, an ID token with {@code openid}. */
    private Answer authorizationCode(String client, Form form) {
        SignIns.Code code = signIns.redeemed(client, form);
        return issued(
                authorizations.begin(client, code.subject(), code.scope(), lifetime, code.has("offline_access")),
                code.has("openid") ? idTokens.signed(claims(code)) : null);
    }

    private Map<String, String> claims(SignIns.Code code) {
        Map<String, String> claims = claims(code.clientId(), code.subject());
        claims.put("auth_time", String.valueOf(code.signedInAt().getEpochSecond()));
        if (!code.nonce().isEmpty()) {
            claims.put("nonce", Json.string(code.nonce()));
        }
        return claims;
    }

    /** The claims that every ID token has, as JSON texts. */
    Map<String, String> claims(String client, String subject) {
        Instant now = time.instant();
        Map<String, String> claims = new LinkedHashMap<>();
        claims.put("iss", Json.string(issuer.get()));
        claims.put("sub", Json.string(subject));
        claims.put("aud", Json.string(client));
        claims.put("iat", String.valueOf(now.getEpochSecond()));
        claims.put("exp", String.valueOf(now.plus(lifetime).getEpochSecond()));
        return claims;
    }

    private Authorizations.Tokens refresh(String client, Form form) {
        if (!form.has("refresh_token")) {
            throw Refusal.of("invalid_request", "The parameter refresh_token is missing.");
        }
        return authorizations.refresh(client, form.get("refresh_token"), form.get("scope"), lifetime, rotation, leeway);
    }

    /** Without a refresh token, as RFC 6749, section 4.4.3, wants it. */
    private Authorizations.Tokens clientCredentials(String client, Form form) {
        if (clients.isPublic(client)) {
            throw Refusal.of("unauthorized_client", "A public client has no credentials of its own.");
        }
        return authorizations.begin(client, client, form.get("scope"), lifetime, false);
    }

    private Authorizations.Tokens password(String client, Form form) {
        String user = form.get("username");
        if (!form.get("password").equals(users.get(user))) {
            throw Refusal.of("invalid_grant", "The user is unknown or the password is wrong.");
        }
        return authorizations.begin(client, user, form.get("scope"), lifetime, true);
    }

    /** Any client may exchange any access token that is active, for one of the same user (RFC 8693, section 2). */
    private Answer exchange(String client, Form form) {
        if (!form.get("subject_token_type").equals(ACCESS_TOKEN)) {
            throw Refusal.of("invalid_request", "The parameter subject_token_type is missing or of no known type.");
        }
        String token = form.get("subject_token");
        if (!authorizations.isActive(token)) {
            throw Refusal.of("invalid_request", "The subject token is unknown, expired or revoked.");
        }
        String subject = authorizations.subjectOf(token).orElseThrow();
        Authorizations.Tokens tokens = authorizations.begin(client, subject, form.get("scope"), lifetime, false);
        return issued(tokens, Map.of("issued_token_type", Json.string(ACCESS_TOKEN)));
    }

    private Answer issued(Authorizations.Tokens tokens, @Nullable String idToken) {
        return issued(tokens, idToken == null ? Map.of() : Map.of("id_token", Json.string(idToken)));
    }

    /** @param more members as JSON texts */
    private Answer issued(Authorizations.Tokens tokens, Map<String, String> more) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("access_token", Json.string(tokens.accessToken()));
        members.put("token_type", "\"Bearer\"");
        members.put("expires_in", String.valueOf(lifetime.toSeconds()));
        if (!tokens.scope().isEmpty()) {
            members.put("scope", Json.string(tokens.scope()));
        }
        String refreshToken = tokens.refreshToken();
        if (refreshToken != null) {
            members.put("refresh_token", Json.string(refreshToken));
        }
        members.putAll(more);
        return Answer.object(200, members).header("Cache-Control", "no-store").header("Pragma", "no-cache");
    }

    /** Answers 200 also for a token that it does not know (RFC 7009, section 2.2). */
    Answer revocation(RecordedRequest request) {
        return authenticated(request, (client, form) -> {
            String token = form.get("token");
            if (authorizations.clientOf(token).filter(client::equals).isPresent()) {
                authorizations.revoke(token);
            }
            return Answer.of(200);
        });
    }

    Answer introspection(RecordedRequest request) {
        return authenticated(request, (client, form) -> Answer.object(200, introspected(form.get("token"))));
    }

    private Map<String, String> introspected(String token) {
        boolean active = authorizations.isActive(token) || authorizations.isActiveRefreshToken(token);
        Map<String, String> members = new LinkedHashMap<>();
        members.put("active", String.valueOf(active));
        if (active) {
            authorizations.clientOf(token).ifPresent(client -> members.put("client_id", Json.string(client)));
            authorizations.subjectOf(token).ifPresent(subject -> members.put("sub", Json.string(subject)));
            authorizations
                    .expiryOf(token)
                    .ifPresent(expiry -> members.put("exp", String.valueOf(expiry.getEpochSecond())));
        }
        return members;
    }

    private Answer authenticated(RecordedRequest request, BiFunction<String, Form, Answer> process) {
        try {
            Form form = formOf(request);
            return process.apply(clients.authenticated(request, form), form);
        } catch (Refusal refusal) {
            Answer answer = refusal.answer();
            boolean challenged =
                    answer.status() == 401 && request.header("Authorization").isPresent();
            return challenged ? answer.header("WWW-Authenticate", "Basic realm=\"testkit\"") : answer;
        }
    }

    private static Form formOf(RecordedRequest request) {
        if (!request.method().equals("POST")) {
            throw new Refusal(405, "invalid_request", "The method must be POST.");
        }
        if (!Form.isForm(request)) {
            throw Refusal.of("invalid_request", "The body must be of type " + Form.MEDIA_TYPE + ".");
        }
        Form form = Form.of(request);
        if (form.repeatsAny()) {
            throw Refusal.of("invalid_request", "A parameter is repeated.");
        }
        return form;
    }
}
