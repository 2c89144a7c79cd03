package dev.freshet.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The token endpoint of an authorization server, as one client talks to it. Implementations are safe for use by many
 * threads.
 *
 * @see HttpTokenEndpoint
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.2">RFC 6749, section 3.2</a>
 */
@FunctionalInterface
public interface TokenEndpoint {

    /**
     * Sends one request, once, and says what came of it. Blocks, but never longer than the endpoint's own time limit.
     * Never repeats a request by itself: only the caller knows whether the refresh token may be presented again.
     *
     * @throws RuntimeException only for a defect; every outcome on the wire is an {@link Answer}
     */
    Answer request(TokenRequest request);

    /** What came of a token request. The five cases differ in what they say about the refresh token that was sent. */
    sealed interface Answer {

        /**
         * Tokens were issued.
         *
         * @param requestedAt when the request was sent: the lifetime of the tokens is counted from here
         */
        record Issued(TokenResponse response, Instant requestedAt) implements Answer {}

        /** The server refused, definitely. {@link OAuthError#refusesGrant()} tells whom: the grant, or the client. */
        record Refused(OAuthError error) implements Answer {}

        /**
         * The server did not do its work this time: the refresh token is as good as before.
         *
         * @param retryAfter how long the server wants to be left alone, or null if it did not say
         */
        record Busy(String cause, @Nullable Duration retryAfter) implements Answer {}

        /** The request never left this machine: the refresh token is as good as before. */
        record NotSent(String cause) implements Answer {}

        /**
         * The request was sent and no usable answer came: the refresh token may be spent.
         *
         * @param rescued the new refresh token, if the answer was unusable but held one; else null
         */
        record Unanswered(String cause, @Nullable RefreshToken rescued) implements Answer {

            public Unanswered {
                Objects.requireNonNull(cause, "cause");
            }
        }
    }
}
