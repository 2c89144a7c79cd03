package dev.freshet.testkit;

/**
 * What becomes of a refresh token when it is used.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749, section 6</a>
 */
public enum Rotation {
    /** Each refresh answers a new refresh token and spends the presented one. */
    ROTATING,
    /** Each refresh answers the presented refresh token again. */
    PERSISTENT,
    /** A refresh answers no {@code refresh_token} member: the client has to keep the one it holds. */
    ABSENT
}
