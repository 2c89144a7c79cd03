package dev.freshet.jakarta.rest;

import jakarta.ws.rs.HttpMethod;
import java.util.Set;

/** Which calls are sent again with a new token. The token is renewed in any case, so that the next calls have it. */
public enum Replay {
    /** All of them: a call that was refused for its token has done nothing. */
    ALWAYS,
    /**
     * Those whose method may be repeated by its definition, for APIs of which one is not sure that they check the token
     * before they act.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2">RFC 9110, section 9.2.2</a>
     */
    IDEMPOTENT,
    /** None. */
    NEVER;

    private static final Set<String> IDEMPOTENT_METHODS =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.OPTIONS, "TRACE");

    boolean allows(String method) {
        return switch (this) {
            case ALWAYS -> true;
            case IDEMPOTENT -> IDEMPOTENT_METHODS.contains(method);
            case NEVER -> false;
        };
    }
}
