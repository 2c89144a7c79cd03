package dev.freshet.jakarta.rest;

import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenException;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import java.io.IOException;
import java.io.InputStream;

/**
 * After a refusal that condemns the token, a 401 as a rule: renews it, sends the same call again, and puts the second answer in the place of the
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
            int status = response.getStatus();
            if (status >= 400 && status < 500 && call.departed() && call.isOn(request)) {
                refused(request, response, call);
            }
            call.forgetBody();
        }
    }

    private void refused(ClientRequestContext request, ClientResponseContext response, Call call) throws IOException {
        if (settings.retry() && condemns(response)) {
            renew(request, response, call);
        } else if (response.getStatus() == 401) {
            handOn(
                    call,
                    settings.retry()
                            ? "the API does not say that the token is invalid"
                            : "sending again is switched off");
        }
    }

    private void renew(ClientRequestContext request, ClientResponseContext response, Call call) throws IOException {
        boolean possible = call.repeatable() && secondAttempt.isPossible(request, call);
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
                handOn(call, String.valueOf(e.getMessage()));
                return;
            }
            // From here on the next calls are served with the new token, whatever becomes of this one.
            if (!possible) {
                handOn(
                        call,
                        call.repeatable()
                                ? "the request body is longer than " + settings.replayLimit()
                                        + " bytes, or there is no room "
                                        + "for it beside those of other calls, or it was not written as a whole"
                                : whyNot(request));
                return;
            }
            if (!drain(response)) {
                handOn(call, "the body of the 401 is longer than " + LONGEST_DRAIN + " bytes");
                return;
            }
            secondAttempt.send(request, response, call, replacement);
            if (!condemns(response)) {
                call.source().accepted(replacement);
                settings.sources().report(new TokenEvent.CallRepeated(call.grant(), response.getStatus()));
                return;
            }
            call.source().refusedAgain(replacement);
            refused = replacement;
        }
        handOn(call, "the API refused " + MOST_ATTEMPTS + " tokens, one after the other");
    }

    private String whyNot(ClientRequestContext request) {
        return settings.replay().allows(request.getMethod())
                ? "this client runtime keeps the properties of all calls over one target together, and this call has some"
                : "a " + request.getMethod() + " is not sent again: replay is " + settings.replay();
    }

    private boolean condemns(ClientResponseContext response) {
        return settings.rules().condemn(new Refused(settings.client(), response));
    }

    private void handOn(Call call, String cause) {
        settings.sources().report(new TokenEvent.UnauthorizedHandedOn(call.grant(), cause));
    }

    /**
     * Reads a refusal to its end, which gives its connection back, but does not close it: there are runtimes where that
     * closes the answer as a whole. False, with all of it still to be read, if it is too long.
     */
    private static boolean drain(ClientResponseContext response) throws IOException {
        if (!response.hasEntity()) {
            return true;
        }
        InputStream body = response.getEntityStream();
        if (Refused.read(response, LONGEST_DRAIN + 1).length > LONGEST_DRAIN) {
            return false;
        }
        response.setEntityStream(body); // at its end, and nothing of it is kept
        return true;
    }
}
