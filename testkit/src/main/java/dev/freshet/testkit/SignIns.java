package dev.freshet.testkit;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The authorization endpoint and the codes that it gives (RFC 6749, section 4.1; RFC 7636; RFC 9207; OpenID Connect Core,
 * section 3.1). There is one browser, in which one user is signed in or nobody. Thread-safe.
 */
final class SignIns {

    /** Who signs in where the server would show its page. */
    static final String OWNER = "owner";

    private static final int FOUND = 302;

    /** What the token request must fit to, and what its answer tells. */
    record Code(
            String clientId,
            String redirectUri,
            String challenge,
            String subject,
            String scope,
            String nonce,
            Instant signedInAt) {

        boolean has(String word) {
            return Arrays.asList(scope.split(" ")).contains(word);
        }
    }

    final Queue<String> errors = new ConcurrentLinkedQueue<>();
    volatile @Nullable String signedIn;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Code> codes = new ConcurrentHashMap<>();
    private final Clients clients;
    private final Supplier<String> issuer;
    private final InstantSource time;

    SignIns(Clients clients, Supplier<String> issuer, InstantSource time) {
        this.clients = clients;
        this.issuer = issuer;
        this.time = time;
    }

    /** Back to the client, with a code or an error; a page of its own where nobody knows the way back. */
    Answer authorize(RecordedRequest request) {
        Form form = Form.ofQuery(request);
        if (!clients.isKnown(form.get("client_id")) || !form.has("redirect_uri")) {
            return Answer.of(400);
        }
        Map<String, String> answer = new LinkedHashMap<>();
        try {
            answer.put("code", code(form));
        } catch (Refusal refusal) {
            answer.put("error", refusal.error());
            answer.put("error_description", String.valueOf(refusal.getMessage()));
        }
        if (form.has("state")) {
            answer.put("state", form.get("state"));
        }
        answer.put("iss", issuer.get());
        return Answer.of(FOUND).header("Location", withQuery(form.get("redirect_uri"), answer));
    }

    private String code(Form form) {
        String error = errors.poll();
        if (error != null) {
            throw Refusal.of(error, "As the test wants it.");
        }
        if (!form.get("response_type").equals("code")) {
            throw Refusal.of("unsupported_response_type", "The response type must be code.");
        }
        if (!form.get("code_challenge_method").equals("S256") || !form.has("code_challenge")) {
            throw Refusal.of("invalid_request", "A code challenge by S256 is required.");
        }
        String code = unpredictable();
        codes.put(
                code,
                new Code(
                        form.get("client_id"),
                        form.get("redirect_uri"),
                        form.get("code_challenge"),
                        subject(form),
                        form.get("scope"),
                        form.get("nonce"),
                        time.instant()));
        return code;
    }

    private String subject(Form form) {
        List<String> prompt = Arrays.asList(form.get("prompt").split(" "));
        String user = signedIn;
        if (prompt.contains("none") && prompt.size() > 1) {
            throw Refusal.of("invalid_request", "prompt=none must stand alone.");
        }
        if (user == null && prompt.contains("none")) {
            throw Refusal.of("login_required", "The client specified not to prompt, but the user isn't signed in.");
        }
        if (user == null) {
            user = form.has("login_hint") ? form.get("login_hint") : OWNER;
            signedIn = user;
        }
        return user;
    }

    /** A code is good for one request, whatever comes of it. */
    Code redeemed(String clientId, Form form) {
        Code code = codes.remove(form.get("code"));
        if (code == null
                || !code.clientId().equals(clientId)
                || !code.redirectUri().equals(form.get("redirect_uri"))
                || !code.challenge().equals(challenge(form.get("code_verifier")))) {
            throw Refusal.of("invalid_grant", "The authorization code is invalid or has expired.");
        }
        return code;
    }

    /** Signs the browser's user out, and sends it back if it came with an address. */
    Answer endSession(RecordedRequest request) {
        signedIn = null;
        Form form = Form.ofQuery(request);
        if (!form.has("post_logout_redirect_uri")) {
            return Answer.of(200);
        }
        Map<String, String> answer = form.has("state") ? Map.of("state", form.get("state")) : Map.of();
        return Answer.of(FOUND).header("Location", withQuery(form.get("post_logout_redirect_uri"), answer));
    }

    private static String withQuery(String address, Map<String, String> parameters) {
        StringBuilder all = new StringBuilder(address);
        parameters.forEach((name, value) -> all.append(all.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return all.toString();
    }

    private static String challenge(String verifier) {
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private String unpredictable() {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return "code-" + base64(bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
