package dev.freshet.jakarta.rest;

import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenException;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/**
 * After a 401 that condemns the token: renews it, sends the same call again, and puts the second answer in the place of the
 * first. Stands before all other filters, which see the final answer only. Where that cannot be, the refusal is handed on
 * as it came, and an event says why.
 */
final class RepeatFilter implements ClientResponseFilter {

    /** Nearly the first: filters of an answer run from the highest number down. */
    static final int PRIORITY = Integer.MAX_VALUE - 1;

    /** A replacement that was good may be revoked while the repeated call is on its way. Not again and again. */
    private static final int MOST_ATTEMPTS = 3;

    /** More than that of a refusal is not read away; the connection it holds may be the only one of its pool. */
    private static final int LONGEST_DRAIN = 256 * 1024;

    private final CallSettings settings;
    private final SecondAttempt secondAttempt;

    RepeatFilter(CallSettings settings, SecondAttempt secondAttempt) {
        this.settings = settings;
        this.secondAttempt = secondAttempt;
    }

    @Override
    public void filter(ClientRequestContext request, ClientResponseContext response) throws IOException {
        if (request.getProperty(settings.property()) instanceof Call call) {
            if (response.getStatus() == 401 && carries(request, call.token())) {
                unauthorized(request, response, call);
            }
            call.forgetBody();
        }
    }

    /** A later filter may have put another token on the call; what becomes of that one is not ours to say. */
    private static boolean carries(ClientRequestContext request, AccessToken token) {
        return token.authorization().equals(request.getHeaderString(HttpHeaders.AUTHORIZATION));
    }

    private void unauthorized(ClientRequestContext request, ClientResponseContext response, Call call)
            throws IOException {
        if (!settings.retry()) {
            handOn(call, "sending again is switched off");
        } else if (!condemns(response)) {
            handOn(call, "the API does not say that the token is invalid");
        } else {
            renew(request, response, call);
        }
    }

    private void renew(ClientRequestContext request, ClientResponseContext response, Call call) throws IOException {
        boolean possible = secondAttempt.isPossible(request, call);
        if (possible) {
            // Before a token is asked for: the first time this takes long, and the token might not live that long.
            secondAttempt.prepare(request);
        }
        AccessToken refused = call.token();
        for (int attempt = 2; attempt <= MOST_ATTEMPTS; attempt++) {
            AccessToken replacement;
            try {
                replacement = call.source().replacementFor(refused);
            } catch (TokenException e) {
                handOn(call, e.getMessage());
                return;
            }
            // From here on the next calls are served with the new token, whatever becomes of this one.
            if (!possible) {
                handOn(call, "the request body is longer than " + settings.replayLimit()
                        + " bytes or was not written as a whole, and cannot be sent again");
                return;
            }
            if (!drain(response)) {
                handOn(call, "the body of the 401 is longer than " + LONGEST_DRAIN + " bytes");
                return;
            }
            secondAttempt.send(request, response, call, replacement);
            if (response.getStatus() != 401 || !condemns(response)) {
                call.source().accepted(replacement);
                settings.sources().report(new TokenEvent.CallRepeated(call.grant(), response.getStatus()));
                return;
            }
            call.source().refusedAgain(replacement);
            refused = replacement;
        }
        handOn(call, "the API refused " + MOST_ATTEMPTS + " tokens, one after the other");
    }

    private static boolean condemns(ClientResponseContext response) {
        return Challenges.condemn(response.getHeaders().get(HttpHeaders.WWW_AUTHENTICATE));
    }

    private void handOn(Call call, String cause) {
        settings.sources().report(new TokenEvent.UnauthorizedHandedOn(call.grant(), cause));
    }

    /**
     * Reads the first answer to its end, which gives its connection back, but does not close it: there are runtimes where
     * that closes the answer as a whole. False, with all of it still to be read, if it is too long.
     */
    private static boolean drain(ClientResponseContext response) throws IOException {
        if (!response.hasEntity()) {
            return true;
        }
        InputStream body = response.getEntityStream();
        byte[] read = body.readNBytes(LONGEST_DRAIN + 1);
        if (read.length <= LONGEST_DRAIN) {
            return true;
        }
        response.setEntityStream(new SequenceInputStream(new ByteArrayInputStream(read), body));
        return false;
    }
}
