package dev.freshet.jakarta.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Bearer token that came with the request that this thread works for. Kept in memory alone, under an id that only this
 * request has, and until the request is over. Safe for use by many threads.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750, section 2.1</a>
 */
public final class IncomingToken {

    private static final String SCHEME = "Bearer ";

    private static final Map<String, String> LENT = new ConcurrentHashMap<>();

    private IncomingToken() {}

    /** The id under which the token is kept; empty where {@link RequestGrant#current()} would be, or if none came. */
    public static Optional<String> current() {
        return GrantBinding.current().incomingToken();
    }

    /** The text of the token with this id; empty once its request is over. A secret: do not log it. */
    public static Optional<String> of(String id) {
        return Optional.ofNullable(LENT.get(id));
    }

    static Optional<String> lent(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String token = header.substring(SCHEME.length()).strip();
        if (token.isEmpty()) {
            return Optional.empty();
        }
        String id = "incoming-" + UUID.randomUUID();
        LENT.put(id, token);
        return Optional.of(id);
    }

    static void takeBack(String id) {
        LENT.remove(id);
    }
}
