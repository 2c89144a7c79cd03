package dev.freshet.example.dealerportal;

import dev.freshet.refresh.ReauthorizationRequiredException;
import dev.freshet.refresh.TokenUnavailableException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.Serial;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Why the page cannot have what it asked for, answered as {@code {"error": ...}}: {@code session_ended} if the user has to
 * sign in again, {@code wait} if it is worth to try again later, {@code unknown} for what the partner does not know, and
 * {@code partner} if the partner did not do its work.
 */
final class Refusal extends WebApplicationException {

    @Serial
    private static final long serialVersionUID = 1;

    private static final Logger LOG = System.getLogger(Refusal.class.getPackageName());

    private Refusal(Response response, Throwable cause) {
        super(cause, response);
    }

    /** For what a call to the partner, or a question for a token, threw. */
    static Refusal of(RuntimeException problem) {
        Throwable reason = problem.getCause() == null ? problem : problem.getCause();
        if (reason instanceof ReauthorizationRequiredException) {
            return refusal(Status.UNAUTHORIZED, "session_ended", problem);
        }
        if (reason instanceof TokenUnavailableException later) {
            return new Refusal(
                    Response.fromResponse(json(Status.SERVICE_UNAVAILABLE, "wait"))
                            .header(HttpHeaders.RETRY_AFTER, later.retryAfter().toSeconds() + 1)
                            .build(),
                    problem);
        }
        int status = problem instanceof WebApplicationException refused
                ? refused.getResponse().getStatus()
                : Status.BAD_GATEWAY.getStatusCode();
        return switch (status) {
            // A 401 is handed on only if no new token came: the grant has ended at the provider.
            case 401 -> refusal(Status.UNAUTHORIZED, "session_ended", problem);
            case 404 -> refusal(Status.NOT_FOUND, "unknown", problem);
            default -> {
                LOG.log(Level.WARNING, "The partner did not answer as it should", problem);
                yield refusal(Status.BAD_GATEWAY, "partner", problem);
            }
        };
    }

    private static Refusal refusal(Status status, String error, Throwable cause) {
        return new Refusal(json(status, error), cause);
    }

    private static Response json(Status status, String error) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity("{\"error\":\"" + error + "\"}")
                .build();
    }
}
