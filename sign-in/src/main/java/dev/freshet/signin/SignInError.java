package dev.freshet.signin;

import java.util.Arrays;
import java.util.Locale;

/**
 * Why an attempt to sign in brought nothing: the errors that an authorization endpoint answers with, and those of Freshet's
 * own.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1">RFC 6749, section 4.1.2.1</a>
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#AuthError">OpenID Connect Core, section 3.1.2.6</a>
 */
public enum SignInError {
    /** Nobody is signed in at the provider. */
    LOGIN_REQUIRED(Next.SIGN_IN),
    /** The provider has to ask the user something. */
    INTERACTION_REQUIRED(Next.SIGN_IN),
    /** The user has to say as whom to sign in. */
    ACCOUNT_SELECTION_REQUIRED(Next.SIGN_IN),
    /** The user has to consent. */
    CONSENT_REQUIRED(Next.CONSENT),
    /** The user, or the provider, said no. */
    ACCESS_DENIED(Next.NONE),
    /** The user gave up; Okta's. */
    USER_CANCELED_REQUEST(Next.NONE),
    /** The provider failed. */
    SERVER_ERROR(Next.RETRY),
    /** The provider is not there for the moment. */
    TEMPORARILY_UNAVAILABLE(Next.RETRY),
    /** The request is wrong: the configuration is. */
    INVALID_REQUEST(Next.NONE),
    /** The client may not do this: the configuration is wrong, here or at the provider. */
    UNAUTHORIZED_CLIENT(Next.NONE),
    /** The client is not known; Okta's. */
    INVALID_CLIENT(Next.NONE),
    /** The provider gives no codes to this client. */
    UNSUPPORTED_RESPONSE_TYPE(Next.NONE),
    /** The provider does not answer by a query; Okta's. */
    UNSUPPORTED_RESPONSE_MODE(Next.NONE),
    /** The configured scope is not known, or not for this client. */
    INVALID_SCOPE(Next.NONE),
    /** Of request objects, which are not sent. */
    INVALID_REQUEST_URI(Next.NONE),
    /** Of request objects, which are not sent. */
    INVALID_REQUEST_OBJECT(Next.NONE),
    /** Of request objects, which are not sent. */
    REQUEST_NOT_SUPPORTED(Next.NONE),
    /** Of request objects, which are not sent. */
    REQUEST_URI_NOT_SUPPORTED(Next.NONE),
    /** Of registration by request, which is not done. */
    REGISTRATION_NOT_SUPPORTED(Next.NONE),

    /** The provider has ended the authorization of this session. */
    SESSION_ENDED(Next.SIGN_IN),
    /** An answer came that belongs to no sign-in of this browser. Nothing is known of the user. */
    INVALID_STATE(Next.NONE),
    /** An answer came that is malformed, or of another issuer. */
    INVALID_RESPONSE(Next.NONE),
    /** The provider refused the code, or its ID token cannot be believed. */
    INVALID_GRANT(Next.SIGN_IN),
    /** Somebody else is signed in at the provider by now. */
    DIFFERENT_USER(Next.SIGN_IN),
    /** An error that no specification at hand knows. */
    UNKNOWN(Next.NONE);

    private final Next next;

    SignInError(Next next) {
        this.next = next;
    }

    /** The error of this code; {@link #UNKNOWN} if there is none. */
    static SignInError of(String code) {
        return Arrays.stream(values())
                .filter(error -> error.code().equals(code))
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** The code as specified, such as {@code login_required}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What helps. */
    public Next next() {
        return next;
    }
}
