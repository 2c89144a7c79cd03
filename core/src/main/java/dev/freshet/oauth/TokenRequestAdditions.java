package dev.freshet.oauth;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a client's requests to the token endpoint carry beyond what OAuth 2.0 asks, since its provider wants to see it.
 * Immutable; {@code toString} shows names and no value.
 *
 * @param parameters added to each token request, such as {@code audience}
 * @param headers added to each token request and to each revocation, such as the key of a gateway
 */
public record TokenRequestAdditions(Map<String, String> parameters, Map<String, String> headers) {

    /** Nothing more. */
    public static final TokenRequestAdditions NONE = new TokenRequestAdditions(Map.of(), Map.of());

    private static final Set<String> OWN_PARAMETERS = Set.of(
            "grant_type",
            "client_id",
            "client_secret",
            "client_assertion",
            "client_assertion_type",
            "refresh_token",
            "code",
            "code_verifier",
            "redirect_uri",
            "scope",
            "username",
            "password",
            "assertion",
            "subject_token",
            "subject_token_type",
            "requested_token_type");

    private static final Set<String> OWN_HEADERS = Set.of(
            "accept",
            "authorization",
            "cache-control",
            "connection",
            "content-length",
            "content-type",
            "expect",
            "host",
            "transfer-encoding",
            "upgrade");

    /** A token of RFC 9110, section 5.6.2. */
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");

    /** @throws IllegalArgumentException if one would take the place of what a request says itself, or cannot be sent */
    public TokenRequestAdditions {
        parameters.keySet().forEach(TokenRequestAdditions::checkParameter);
        headers.forEach(TokenRequestAdditions::checkHeader);
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    private static void checkParameter(String name) {
        if (name.isBlank() || OWN_PARAMETERS.contains(name)) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no parameter to be added, since the request sets it itself: remove it, and "
                            + "write the setting that it belongs to");
        }
    }

    private static void checkHeader(String name, String value) {
        if (!HEADER.matcher(name).matches() || OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no header to be added, since the request sets it itself or none can be called "
                            + "so: remove it");
        }
        if (!VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("The value of '" + name
                    + "' has a line break or another character that no header can hold: mend it");
        }
    }

    /** With one more parameter. */
    public TokenRequestAdditions withParameter(String name, String value) {
        return new TokenRequestAdditions(with(parameters, name, value), headers);
    }

    /** With one more header. */
    public TokenRequestAdditions withHeader(String name, String value) {
        return new TokenRequestAdditions(parameters, with(headers, name, value));
    }

    private static Map<String, String> with(Map<String, String> map, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(map);
        more.put(name, value);
        return more;
    }

    /** All parameters of a message: its own come first, and count. */
    Map<String, String> addedTo(Map<String, String> own) {
        Map<String, String> all = new LinkedHashMap<>(own);
        parameters.forEach(all::putIfAbsent);
        return all;
    }

    /** A hash of a request with these parameters: the same for the same message, and free of secrets. */
    public String hashOf(TokenRequest request) {
        return parameters.isEmpty() ? request.hash() : RefreshToken.sha256(request.hash() + parameters);
    }

    /** What of this must never be shown: nobody knows which of them are secrets. */
    Set<String> secrets() {
        Set<String> secrets = new TreeSet<>(parameters.values());
        secrets.addAll(headers.values());
        return secrets;
    }

    @Override
    public String toString() {
        return "TokenRequestAdditions[parameters=" + parameters.keySet() + ", headers=" + headers.keySet() + "]";
    }
}
