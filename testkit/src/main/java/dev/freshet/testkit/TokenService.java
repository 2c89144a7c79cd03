package dev.freshet.testkit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/** What the endpoints of the authorization server do (RFC 6749, sections 4.3 to 6, RFC 7009, RFC 7662). Thread-safe. */
final class TokenService {

    final Clients clients = new Clients();
    final Map<String, String> users = new ConcurrentHashMap<>();
    volatile Duration lifetime = Duration.ofHours(1);
    volatile Duration leeway = Duration.ZERO;
    volatile Rotation rotation = Rotation.ROTATING;

    private final Authorizations authorizations;

    TokenService(Authorizations authorizations) {
        this.authorizations = authorizations;
    }

    Answer token(RecordedRequest request) {
        return authenticated(
                request,
                (client, form) -> issued(
                        switch (form.get("grant_type")) {
                            case "refresh_token" -> refresh(client, form);
                            case "client_credentials" -> clientCredentials(client, form);
                            case "password" -> password(client, form);
                            case "" -> throw Refusal.of("invalid_request", "The parameter grant_type is missing.");
                            default -> throw Refusal.of("unsupported_grant_type", "The grant type is not supported.");
                        }));
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

    private Answer issued(Authorizations.Tokens tokens) {
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
