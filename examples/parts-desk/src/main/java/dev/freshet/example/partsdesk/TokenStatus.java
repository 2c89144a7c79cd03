package dev.freshet.example.partsdesk;

import java.time.Instant;

/**
 * How the tokens of this application fare.
 *
 * @param obtainedAt when the access token came
 * @param expiresAt when it ends, or ended
 * @param retryAt when the next refresh is tried, while {@link State#WAITING}
 * @param reason why there is no new token, while waiting or ended; otherwise empty
 */
record TokenStatus(State state, Instant obtainedAt, Instant expiresAt, Instant retryAt, String reason) {

    enum State {
        /** No token has been needed yet. */
        STARTING,
        /** There is a token, and the next one will be there in time. */
        SOUND,
        /** The last refresh brought nothing; the next attempt has its time. A token that still lives goes on being used. */
        WAITING,
        /** The authorization is over; somebody has to log in again. */
        ENDED
    }

    static final TokenStatus STARTING =
            new TokenStatus(State.STARTING, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, "");

    static TokenStatus sound(Instant obtainedAt, Instant expiresAt) {
        return new TokenStatus(State.SOUND, obtainedAt, expiresAt, Instant.EPOCH, "");
    }

    TokenStatus waitingUntil(Instant retry, String cause) {
        return new TokenStatus(State.WAITING, obtainedAt, expiresAt, retry, cause);
    }

    TokenStatus ended(String why) {
        return new TokenStatus(State.ENDED, obtainedAt, Instant.EPOCH, Instant.EPOCH, why);
    }

    /** The same after the partner refused the token before its time. */
    TokenStatus withoutToken(Instant now) {
        return new TokenStatus(state, obtainedAt, now, retryAt, reason);
    }
}
