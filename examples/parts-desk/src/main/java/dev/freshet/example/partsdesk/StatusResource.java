package dev.freshet.example.partsdesk;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the page shows. */
@Path("status")
@ApplicationScoped
public class StatusResource {

    /**
     * The state of the tokens and all counts. Times are given as milliseconds from now, since the clock of a browser may
     * differ.
     *
     * @param state {@code starting}, {@code sound}, {@code waiting} or {@code ended}
     * @param lastMinute each second of the last minute, the current one last
     * @param partnerObeys whether the page can make trouble at the partner
     */
    public record Status(
            String state,
            String reason,
            long lifetimeMillis,
            long expiresInMillis,
            long retryInMillis,
            Counts total,
            List<Counts> lastMinute,
            List<String> skus,
            boolean partnerObeys) {}

    @Inject
    TokenWatch watch;

    @Inject
    Tally tally;

    @Inject
    @ConfigProperty(name = "partsdesk.skus")
    List<String> skus;

    @Inject
    @ConfigProperty(name = "partsdesk.control-uri")
    Optional<URI> control;

    /** All there is to know, and no token. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Status status() {
        Instant now = Instant.now();
        TokenStatus token = watch.status();
        return new Status(
                token.state().name().toLowerCase(Locale.ROOT),
                token.reason(),
                Duration.between(token.obtainedAt(), token.expiresAt()).toMillis(),
                millisUntil(token.expiresAt(), now),
                millisUntil(token.retryAt(), now),
                tally.total(),
                tally.lastMinute(),
                skus,
                control.isPresent());
    }

    private static long millisUntil(Instant then, Instant now) {
        return Math.max(0, Duration.between(now, then).toMillis());
    }
}
